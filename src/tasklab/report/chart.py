"""Charts as inline SVG, each with a title and a description; the page beside it says the same in a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_WIDTH, _ROW, _TOP = 1000, 22, 28
_NAME, _END = 190, 90
"""Room for names at the left and words at the right."""
_GROUND = _WIDTH - _NAME - _END
_LONGEST_NAME = 26
_STEPS = ((400, 1), (1200, 3), (100_000, 12))
"""Days that an axis spans at most, and the months between its lines then."""


@dataclass(frozen=True)
class Bar:
    """One row of the time line: a window."""

    name: str
    words: str
    opened_on: date
    due_on: date
    noticed_on: date
    result: str
    closed_on: date | None


@dataclass(frozen=True)
class Stack:
    """One row of a bar chart: counts by kind, in the order that they are drawn."""

    name: str
    counts: tuple[tuple[str, int], ...]
    words: str


@dataclass(frozen=True)
class Dot:
    """One row of the chart of time to support."""

    name: str
    days: int
    result: str


def render_timeline(bars: Sequence[Bar], today: date) -> Markup:
    """Render windows as bars on a time axis, with today as a line."""
    first = min([today - timedelta(days=60), *(bar.opened_on for bar in bars)])
    last = max([today + timedelta(days=62), *(bar.due_on for bar in bars)])
    scale = _GROUND / max(1, (last - first).days)

    def x(day: date) -> float:
        return _NAME + (min(max(day, first), last) - first).days * scale

    parts = [_month_grid(first, last, x, len(bars))]
    for index, bar in enumerate(bars):
        parts.append(_timeline_row(bar, _TOP + index * _ROW, x, today))
    height = _TOP + len(bars) * _ROW + 6
    parts.append(f'<line class="today" x1="{x(today):.1f}" x2="{x(today):.1f}" y1="16" y2="{height - 4}"/>')
    parts.append(f'<text x="{x(today):.1f}" y="12" text-anchor="middle">today</text>')
    listed = "; ".join(f"{bar.name}: {bar.words}" for bar in bars)
    return _svg("timeline", "Support windows over time", listed, height, parts)


def _month_grid(first: date, last: date, x: Callable[[date], float], rows: int) -> str:
    parts, day = [], first.replace(day=1)
    step = next(months for longest, months in _STEPS if (last - first).days <= longest)
    while day <= last:
        if day >= first and (day.month - 1) % step == 0:
            at = f"{x(day):.1f}"
            parts.append(f'<line class="grid" x1="{at}" x2="{at}" y1="18" y2="{_TOP + rows * _ROW}"/>')
            parts.append(f'<text class="soft" x="{at}" y="26" font-size="10">{day:%b %Y}</text>')
        day = (day + timedelta(days=32)).replace(day=1)
    return "".join(parts)


def _timeline_row(bar: Bar, y: int, x: Callable[[date], float], today: date) -> str:
    start, due, noticed = x(bar.opened_on), x(bar.due_on), x(bar.noticed_on)
    middle, width = y + 11, max(2.0, due - start)
    parts = [
        f'<text x="{_NAME - 8}" y="{middle + 4}" text-anchor="end">{escape(_short(bar.name))}</text>',
        f'<rect class="{bar.result}" x="{start:.1f}" y="{y + 4}" width="{width:.1f}" height="14" rx="2"/>',
    ]
    if bar.result == "overdue":
        parts.append(
            f'<line class="limit" x1="{due:.1f}" x2="{x(today):.1f}" y1="{middle}" y2="{middle}" stroke-width="3"/>'
        )
    parts.append(f'<line class="today" x1="{noticed:.1f}" x2="{noticed:.1f}" y1="{y + 2}" y2="{y + 20}"/>')
    if bar.closed_on:
        at = x(bar.closed_on)
        parts.append(f'<path class="today" fill="none" d="M{at:.1f} {y + 4}l6 7l-6 7l-6-7z"/>')
    parts.append(f'<text x="{_WIDTH - _END + 6}" y="{middle + 4}">{escape(bar.words)}</text>')
    return "".join(parts)


def render_stacks(stacks: Sequence[Stack], total: int, title: str) -> Markup:
    """Render counts as stacked bars; `total` is the length of a full one."""
    scale = _GROUND / total
    parts = []
    for index, stack in enumerate(stacks):
        y, at = 4 + index * _ROW, float(_NAME)
        parts.append(f'<text x="{_NAME - 8}" y="{y + 14}" text-anchor="end">{escape(_short(stack.name))}</text>')
        for kind, count in stack.counts:
            width = count * scale
            if count:
                parts.append(f'<rect class="{kind}" x="{at:.1f}" y="{y + 2}" width="{width:.1f}" height="16"/>')
                if width > _ROW:
                    style = ' class="on-bad"' if kind == "failing" else ""
                    parts.append(
                        f'<text x="{at + width / 2:.1f}" y="{y + 14}" text-anchor="middle"{style}>{count}</text>'
                    )
            at += width
        parts.append(f'<text x="{_WIDTH - _END + 6}" y="{y + 14}">{escape(stack.words)}</text>')
    listed = "; ".join(
        f"{stack.name}: " + ", ".join(f"{count} {kind}" for kind, count in stack.counts if count) for stack in stacks
    )
    return _svg("stacks", title, listed, 8 + len(stacks) * _ROW, parts)


def render_dots(dots: Sequence[Dot], limit: int, longest: int) -> Markup:
    """Render days as dots on an axis that ends at `longest`, with the limit as a line; more days stand at the end."""
    scale = _GROUND / longest
    height = _TOP + len(dots) * _ROW + 4
    at = _NAME + limit * scale
    parts = [
        f'<line class="limit" x1="{at:.1f}" x2="{at:.1f}" y1="16" y2="{height}"/>',
        f'<text x="{at:.1f}" y="12" text-anchor="middle">two months</text>',
        f'<text class="soft" x="{_NAME}" y="12">released</text>',
    ]
    for index, dot in enumerate(dots):
        y, x = _TOP + index * _ROW + 8, _NAME + min(dot.days, longest) * scale
        parts.append(f'<text x="{_NAME - 8}" y="{y + 4}" text-anchor="end">{escape(_short(dot.name))}</text>')
        parts.append(f'<line class="grid" x1="{_NAME}" x2="{x:.1f}" y1="{y}" y2="{y}"/>')
        parts.append(f'<circle class="{dot.result}" cx="{x:.1f}" cy="{y}" r="5"/>')
        more = "+" if dot.days > longest else ""
        parts.append(f'<text x="{_WIDTH - _END + 14}" y="{y + 4}">{min(dot.days, longest)}{more} days</text>')
    listed = "; ".join(f"{dot.name}: {dot.days} days, {dot.result}" for dot in dots)
    return _svg("dots", "Days from release to support", listed, height, parts)


def _svg(name: str, title: str, description: str, height: float, parts: Iterable[str]) -> Markup:
    return Markup(  # noqa: S704 - every text from outside was escaped above
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height:g}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
