"""The report of a version that the lab could not take to support alone: what broke, and how to see it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.advance.schedule import Name
    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.reason import GateReason


def render_shortfall(name: Name, result: str, reasons: Sequence[str], answer: GateAnswer | None) -> str:
    """Render the report as Markdown; without an answer of the gate, the reasons alone."""
    return "\n".join(_lines(name, result, reasons, answer)) + "\n"


def _lines(name: Name, result: str, reasons: Sequence[str], answer: GateAnswer | None) -> Iterator[str]:
    yield f"# {name}: {result}"
    yield ""
    yield "Written by `tasklab advance`, which removes it once the version is supported."
    yield ""
    told = [reason for reason in answer.reasons if reason.effect != "remark"] if answer else []
    loose = [text for text in reasons if text not in {str(reason) for reason in told}]
    loose += [reason.text for reason in told if not reason.method]
    if loose:
        yield "## What stands in the way"
        yield ""
        yield from (f"- {_flat(text)}" for text in loose)
        yield ""
    by_method: dict[str, list[GateReason]] = {}
    for reason in told:
        if reason.method:
            by_method.setdefault(reason.method, []).append(reason)
    if by_method:
        yield f"## What broke: {len(by_method)} methods"
        yield ""
        for method, found in by_method.items():
            yield from _method(method, found)
    yield "## How to go on"
    yield ""
    yield f"1. Write the difference into `specs/{name.platform}/{name.version}.yaml`, with `because:`; remove `todo:`."
    yield f"2. `tasklab generate`, then `tasklab verify {name}` until nothing fails."
    yield f"3. `tasklab promote {name}`."


def _method(method: str, reasons: Sequence[GateReason]) -> Iterator[str]:
    yield f"### `{method}`"
    yield ""
    for reason in reasons:
        yield f"- {_flat(reason.text)}" + (f" (case `{reason.case}`)" if reason.case else "")
    where = next((reason.spec_line for reason in reasons if reason.spec_line), "")
    command = next((reason.command for reason in reasons if reason.command), "")
    if where:
        yield f"- declared in {where}"
    if command:
        yield f"- again: `{command}`"
    yield ""


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("<", "\\<")
