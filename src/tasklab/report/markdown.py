"""`compatibility.md`: the report for people who browse the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.report.document import find_absences
from tasklab.report.text import escape_markdown
from tasklab.report.word import LEVEL_MARKS, VERDICT_MARKS, word_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.report.part import Cell, Compatibility, PlatformPart

_DASH = "\N{EN DASH}"
_LEGEND = (
    f"✓ verified · ✗ failing · ? unverified · {_DASH} unavailable, with proof · w waived. The letter is the "
    "strength of the proof: t twin, r recorded, s the real product run by us, l the vendor's own cloud. * stale: "
    "something changed since, so it does not count."
)


def render_markdown(report: Compatibility) -> str:
    """Render the whole report."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Compatibility) -> Iterator[str]:
    yield "# Compatibility"
    yield ""
    yield f"As of {report.on}. Written by `tasklab report`; do not edit."
    yield ""
    yield from _summary(report)
    for platform in report.platforms:
        yield from _platform(platform)


def _summary(report: Compatibility) -> Iterator[str]:
    yield "| platform | version | status | proof | verified | unavailable | released | due | window |"
    yield "| --- | --- | --- | --- | ---: | ---: | --- | --- | --- |"
    for platform in report.platforms:
        for version in platform.versions:
            window = version.window
            released = f"{window.released_at:%Y-%m-%d} ({window.date_class})" if window else _DASH
            due = f"{window.due_at:%Y-%m-%d}" if window else _DASH
            name = f"{escape_markdown(platform.name)} | {escape_markdown(version.version)}"
            yield (
                f"| {name} | {version.status} | {version.level or _DASH} "
                f"| {version.count('verified')} | {version.count('unavailable')} | {released} | {due} "
                f"| {word_window(version)} |"
            )
    yield ""
    if not report.platforms:
        yield "No platform has a folder in `specs/` yet."
        yield ""


def _platform(platform: PlatformPart) -> Iterator[str]:
    yield f"## {escape_markdown(platform.name)}"
    yield ""
    yield escape_markdown(platform.summary)
    yield ""
    for text in (*platform.alarms, *platform.problems):
        yield f"> **Look here:** {escape_markdown(text)}"
        yield ""
    if not platform.versions:
        yield "No release is known yet: run `tasklab watch`."
        yield ""
        return
    yield from _matrix(platform)
    yield from _why_not(platform)
    yield from _absences(platform)


def _matrix(platform: PlatformPart) -> Iterator[str]:
    yield "| method | " + " | ".join(escape_markdown(version.version) for version in platform.versions) + " |"
    yield "| --- | " + " | ".join(":---:" for _ in platform.versions) + " |"
    for row in zip(*(version.cells for version in platform.versions), strict=True):
        yield f"| `{row[0].method}` | " + " | ".join(_mark(cell) for cell in row) + " |"
    yield ""
    yield _LEGEND
    yield ""


def _mark(cell: Cell) -> str:
    mark = VERDICT_MARKS[cell.verdict] + (f" {LEVEL_MARKS[cell.level].lower()}" if cell.level else "")
    return mark + (" *" if cell.is_stale and cell.verdict != "unverified" else "")


def _why_not(platform: PlatformPart) -> Iterator[str]:
    for version in platform.versions:
        if version.remarks:
            yield f"**{escape_markdown(version.version)}: Accepted for now**"
            yield ""
            yield from (f"- {escape_markdown(remark)}" for remark in version.remarks)
            yield ""
        if not version.why_not:
            continue
        kept = "Why it may not stay supported" if version.status == "supported" else "Why it is not supported"
        yield f"**{escape_markdown(version.version)}: {kept}**"
        yield ""
        yield from (f"- {escape_markdown(reason)}" for reason in version.why_not)
        yield ""


def _absences(platform: PlatformPart) -> Iterator[str]:
    """Say what the platform cannot do, each absence once with the versions it is true for."""
    proofs = find_absences(platform)
    if not proofs:
        return
    yield "**What it cannot do, and who says so**"
    yield ""
    for (method, proof), versions in proofs.items():
        yield f"- `{method}` ({', '.join(versions)}): {escape_markdown(proof)}"
    yield ""
