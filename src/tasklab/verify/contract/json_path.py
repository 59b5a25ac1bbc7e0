"""Paths of the spec language in JSON values: what stands there, and another value in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.xml_rpc import answer_body, as_json
from tasklab.spec.path import Chosen, Every, Index, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.adapter.message import Response
    from tasklab.spec.path import Step


def at(document: Any, steps: Sequence[Step]) -> list[Any]:
    """Return everything that stands at a path."""
    if not steps:
        return [document]
    return [value for inner in _step(document, steps[0]) for value in at(inner, steps[1:])]


def _step(document: Any, step: Step) -> Iterator[Any]:
    match step:
        case Key(name) if isinstance(document, dict) and name in document:
            yield document[name]
        case Key(name, is_place) if is_place and isinstance(document, list) and int(name) < len(document):
            yield document[int(name)]
        case Index(number) if isinstance(document, list) and number < len(document):
            yield document[number]
        case Every() if isinstance(document, list):
            yield from document
        case Chosen() if isinstance(document, dict) and (chosen := _chosen(document, step)) is not None:
            yield document[chosen]


def _chosen(members: dict[str, Any], step: Chosen) -> str | None:
    """Return the name of the first member that a step chooses."""
    return next(
        (name for name, one in members.items() if isinstance(one, dict) and one.get(step.member) == step.text), None
    )


def put(document: Any, steps: Sequence[Step], value: Any) -> Any:
    """Return a document with a value at a path, and what it had elsewhere."""
    if not steps:
        return value
    if isinstance(steps[0], Chosen):
        members = document if isinstance(document, dict) else {}
        name = _chosen(members, steps[0])
        return document if name is None else {**members, name: put(members[name], steps[1:], value)}
    if isinstance(steps[0], Key) and (isinstance(document, dict) or not steps[0].is_place):
        members = dict(document) if isinstance(document, dict) else {}
        members[steps[0].name] = put(members.get(steps[0].name), steps[1:], value)
        return members
    entries = list(document) if isinstance(document, list) else []
    place = int(steps[0].name) if isinstance(steps[0], Key) else steps[0].number if isinstance(steps[0], Index) else 0
    entries += [None] * (place + 1 - len(entries))
    entries[place] = put(entries[place], steps[1:], value)
    return entries


def replaced(document: Any, one: Any, other: Any) -> tuple[Any, bool]:
    """Return a document with another value wherever one stands, and whether it stood anywhere."""
    if type(document) is type(one) and document == one:
        return other, True
    if not isinstance(document, dict | list):
        return document, False
    changed: Any = None
    for place, part in document.items() if isinstance(document, dict) else enumerate(document):
        found, is_there = replaced(part, one, other)
        if is_there:
            changed = document.copy() if changed is None else changed
            changed[place] = found
    return (document, False) if changed is None else (changed, True)


def document_of(answer: Response) -> Any:
    """Return what an answer says, XML-RPC as the JSON that it would be; None where it is neither."""
    try:
        return msgspec.json.decode((as_json(answer) if _is_xml_rpc(answer) else answer).body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def with_document(answer: Response, document: Any) -> Response:
    """Return an answer that says something else, in the form of the one that was given."""
    body = answer_body(document) if _is_xml_rpc(answer) else msgspec.json.encode(document)
    return msgspec.structs.replace(answer, body=body)


def _is_xml_rpc(answer: Response) -> bool:
    return b"<methodResponse>" in answer.body
