"""Tables for other people's tools: `compatibility.csv`, a row for each version, and a small one for a README."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tasklab.report.text import escape_markdown

if TYPE_CHECKING:
    from tasklab.report.part import Cell, Compatibility, VersionPart

_COLUMNS = ("platform", "version", "status", "level", "freshness", "released", "noticed", "due", "window", "days left")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate."""
_DASH = "\N{EN DASH}"


def render_csv(report: Compatibility) -> str:
    """Render a row for each version and a column for each method (RFC 4180), as spreadsheets read it."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow((*_COLUMNS, *report.methods))
    for platform in report.platforms:
        for version in platform.versions:
            row = (platform.platform, *_row(version), *map(_word, version.cells))
            writer.writerow([_harmless(text) for text in row])
    return stream.getvalue()


def _row(version: VersionPart) -> tuple[str, ...]:
    window = version.window
    dates = (window.released_at, window.noticed_at, window.due_at) if window else ()
    left = "" if window is None or window.days_left is None else f"{window.days_left} d"
    return (
        version.version,
        version.status,
        version.level or "",
        version.freshness,
        *([f"{day:%Y-%m-%d}" for day in dates] or ["", "", ""]),
        window.result if window else "",
        left,
    )


def _word(cell: Cell) -> str:
    return f"{cell.verdict} ({cell.level})" if cell.level else cell.verdict


def _harmless(text: str) -> str:
    """Keep a text from outside from being a formula; a number of days late may be negative."""
    return f"'{text}" if text.startswith(_FORMULA) and not text.removeprefix("-")[:1].isdigit() else text


def render_readme_table(report: Compatibility) -> str:
    """Render the Markdown table for a README: each platform once, with what is served and what comes next."""
    lines = [
        "| platform | supported | proof | methods | next |",
        "| --- | --- | --- | ---: | --- |",
    ]
    for platform in report.platforms:
        served = [version for version in platform.versions if version.status in {"supported", "deprecated"}]
        first = served[0] if served else None
        span = (
            _DASH
            if first is None
            else first.version
            if len(served) == 1
            else f"{served[-1].version} to {first.version}"
        )
        methods = f"{first.count('verified')} of {len(report.methods)}" if first else _DASH
        proof = (first.level or _DASH) + (" (stale)" if first.freshness == "stale" else "") if first else _DASH
        lines.append(f"| {escape_markdown(platform.name)} | {span} | {proof} | {methods} | {_next(platform.newest)} |")
    return "\n".join(lines) + "\n"


def _next(newest: VersionPart | None) -> str:
    if newest is None or newest.window is None or newest.window.days_left is None:
        return ""
    days = newest.window.days_left
    when = f"{days} days left" if days >= 0 else f"{-days} days late"
    return f"{escape_markdown(newest.version)}: {when}"
