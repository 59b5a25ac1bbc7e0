"""The picture at the end of the loop: what is supported, what is due when, and why anything is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.report.word import word_window
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.table import Table

    from tasklab.report.part import Compatibility, VersionPart

Standing: TypeAlias = Literal["good", "bad", "unknown", "left out"]
_SHOWN_METHODS = 8
_SHOWN_DATES = 5
_LONGEST = 240
"""Of the one case that is quoted; reports/compatibility.md has all of all of them."""
_STYLES: dict[Standing, str] = {"good": "green", "bad": "red", "unknown": "yellow", "left out": "dim"}
_SIGNS = (("verified", "✓"), ("unavailable", "\N{EN DASH}"), ("failing", "✗"), ("unverified", "?"), ("waived", "w"))


@dataclass(frozen=True)
class Row:
    """One version in the picture."""

    platform: str
    part: VersionPart
    standing: Standing
    why: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Methods by verdict, without verdicts that no method has; nothing before the first run."""
        if self.part.ran_at is None:
            return {}
        return {verdict: count for verdict, _ in _SIGNS if (count := self.part.count(verdict))}  # type: ignore[arg-type]


@dataclass(frozen=True)
class Trouble:
    """Something that went wrong around the versions."""

    text: str
    platform: str = ""
    is_aside: bool = False
    """Whether it is about a platform that was not asked for."""

    def __str__(self) -> str:
        aside = " (not asked for)" if self.is_aside else ""
        return (f"{self.platform}: " if self.platform else "") + self.text + aside


@dataclass(frozen=True)
class Picture:
    """Everything there is to see."""

    rows: tuple[Row, ...]
    troubles: tuple[Trouble, ...]
    """What went wrong around the versions: sources that did not answer, adapters that could not be generated."""
    is_interrupted: bool = False

    @property
    def exit_code(self) -> int:
        """0 all good, 1 something failing, 2 something could not be told."""
        standings = {row.standing for row in self.rows}
        if "bad" in standings:
            return 1
        has_trouble = any(not trouble.is_aside for trouble in self.troubles)
        return 2 if "unknown" in standings or has_trouble or self.is_interrupted or not self.rows else 0


def fold_picture(
    report: Compatibility,
    *,
    not_run: Mapping[tuple[str, str], str],
    left_out: Mapping[tuple[str, str], str],
    troubles: Sequence[Trouble] = (),
    is_interrupted: bool = False,
) -> Picture:
    """Fold the report and what this loop could not do, or was not asked to do, into the picture."""
    rows = []
    for platform in report.platforms:
        for part in platform.versions:
            key = (platform.platform, part.version)
            rows.append(_fold_row(platform.platform, part, not_run.get(key, ""), left_out.get(key, "")))
    return Picture(tuple(rows), tuple(troubles), is_interrupted)


def _fold_row(platform: str, part: VersionPart, not_run: str, left_out: str) -> Row:
    reasons = _word_why(part, left_out or not_run)
    is_supported = part.status == "supported" and not part.why_not
    if part.status in {"upcoming", "retired"} or is_supported:
        # A waiver is shown wherever the version is.
        return Row(platform, part, "good", (*(reasons if not_run else ()), *map(_on_one_line, part.remarks)))
    if left_out:
        return Row(platform, part, "left out", reasons)
    if not_run:
        return Row(platform, part, "unknown", reasons)
    return Row(platform, part, _judge(part), reasons)


def _judge(part: VersionPart) -> Standing:
    """Judge a version that is not supported: a release without a spec may wait until it is due, evidence may not."""
    if part.count("failing") > 0 or part.status == "broken":
        return "bad"
    if not part.has_spec:
        return "bad" if part.window is not None and part.window.result == "overdue" else "unknown"
    return "bad" if part.freshness == "fresh" else "unknown"


def render_next_due(picture: Picture) -> str:
    """Render which windows close next; empty when support is owed nowhere, or only late."""
    owed = [
        (row.part.window.due_at, row, row.part.window.days_left)
        for row in picture.rows
        if row.part.window and row.part.window.result == "open"
    ]
    owed.sort(key=lambda each: each[0])
    dates = [f"{row.platform} {row.part.version} on {at:%Y-%m-%d} ({days} days)" for at, row, days in owed]
    return f"next due: {', '.join(dates[:_SHOWN_DATES])}" if dates else ""


def render_lines(picture: Picture) -> Iterator[str]:
    """Render the picture as plain lines."""
    for row in picture.rows:
        yield f"{row.platform} {row.part.version}: {'; '.join(part for part in _parts(row) if part)}"
        yield from (f"    {text}" for text in row.why)
    yield from (f"trouble: {trouble}" for trouble in picture.troubles)
    yield from filter(None, (render_next_due(picture), render_summary(picture)))


def render_table(picture: Picture) -> Table:
    """Render the picture as a table for a terminal."""
    from rich.markup import escape  # noqa: PLC0415 - costs 40 ms, which JSON and help do without
    from rich.table import Table  # noqa: PLC0415

    table = Table(
        "version", "status", "proof", "methods", "released", "due", "window", "why not", box=None, pad_edge=False
    )
    previous = ""
    for row in picture.rows:
        if previous and row.platform != previous:
            table.add_section()
        previous = row.platform
        part, style = row.part, _STYLES[row.standing]
        window = part.window
        table.add_row(
            f"{row.platform} {part.version}",
            f"[{style}]{part.status}[/]",
            part.level or "",
            " ".join(f"{row.counts[verdict]}{sign}" for verdict, sign in _SIGNS if verdict in row.counts),
            f"{window.released_at:%Y-%m-%d}" if window else "",
            f"{window.due_at:%Y-%m-%d}" if window else "",
            word_window(part),
            escape("\n".join(row.why)),
        )
    return table


def render_summary(picture: Picture) -> str:
    """Render one line: how many are supported, and what the exit code means."""
    supported = sum(row.part.status == "supported" and row.standing == "good" for row in picture.rows)
    words = {"bad": "not as they should be", "unknown": "could not be told", "left out": "not asked for"}
    counts = {standing: sum(row.standing == standing for row in picture.rows) for standing in words}
    parts = [f"{supported} supported", *(f"{counts[each]} {text}" for each, text in words.items() if counts[each])]
    if picture.is_interrupted:
        parts.append("interrupted: run it again to go on")
    return f"{len(picture.rows)} versions: {', '.join(parts)}"


def as_object(picture: Picture) -> dict[str, object]:
    """Return the picture as plain data."""
    return {
        "exit_code": picture.exit_code,
        "is_interrupted": picture.is_interrupted,
        "troubles": [str(trouble) for trouble in picture.troubles],
        "versions": [
            {
                "platform": row.platform,
                "version": row.part.version,
                "status": row.part.status,
                "standing": row.standing,
                "level": row.part.level,
                "methods": row.counts,
                "release": row.part.ran_release,
                "released_at": row.part.window.released_at.isoformat() if row.part.window else None,
                "due_at": row.part.window.due_at.isoformat() if row.part.window else None,
                "window": row.part.window.result if row.part.window else None,
                "why": list(row.why),
            }
            for row in picture.rows
        ],
    }


def _parts(row: Row) -> Iterator[str]:
    part, window = row.part, row.part.window
    yield f"{part.status}" + (f" ({part.level})" if part.level else "")
    yield ", ".join(f"{count} {verdict}" for verdict, count in row.counts.items())
    if window:
        yield f"released {window.released_at:%Y-%m-%d} ({window.date_class}), due {window.due_at:%Y-%m-%d}"
    yield word_window(part)


def _word_why(part: VersionPart, first: str) -> tuple[str, ...]:
    """Word why a version is not supported so that one glance takes it in: every method once, and one case."""
    by_method = [text for text in part.why_not if text.partition(":")[0] in METHODS]
    lines = [first] if first else []
    lines += [text for text in part.why_not if text.partition(":")[0] not in METHODS]
    for verdict in ("failing", "unverified"):
        names = [cell.method for cell in part.cells if cell.verdict == verdict]
        if names and by_method:
            rest = f" and {len(names) - _SHOWN_METHODS} more" if len(names) > _SHOWN_METHODS else ""
            lines.append(f"{verdict}: {', '.join(names[:_SHOWN_METHODS])}{rest}")
    if by_method:
        lines.append(_on_one_line(by_method[0]))
    return tuple(" ".join(line.split()) for line in lines)


def _on_one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
