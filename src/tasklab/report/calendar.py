"""`deadlines.ics`: what is due, as a calendar to subscribe to (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.report.part import Compatibility, PlatformPart, VersionPart

_LONGEST = 75
"""Bytes of a content line, without its line break (RFC 5545, 3.1)."""


def render_calendar(report: Compatibility) -> str:
    """Render one all-day event for each open window, vendor's cut and waiver's last day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tasklab//deadlines//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:tasklab deadlines",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for platform in report.platforms:
        for version in platform.versions:
            for line in _events(platform, version, report.on):
                lines.extend(_fold(line))
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _events(platform: PlatformPart, version: VersionPart, on: date) -> Iterator[str]:
    name, key = f"{platform.name} {version.version}", f"{platform.platform}-{version.version}"
    window, cut = version.window, version.cut
    if window is not None and window.days_left is not None:
        about = (
            f"Released {window.released_at:%Y-%m-%d} ({window.date_class}); support is due two calendar months later."
        )
        late = " (late)" if window.days_left < 0 else ""
        yield from _event(f"due-{key}", on, window.due_at.date(), f"{name}: support is due{late}", about, alarm=True)
    if cut is not None:
        moved = f" It said before: {', '.join(map(str, cut.before))}." if cut.before else ""
        about = f"So says {cut.source}.{moved}"
        yield from _event(f"cut-{key}", on, cut.on, f"{name}: the vendor cuts it off", about)
    for waiver in version.waivers:
        about = f"{waiver.owner}: {waiver.because}"
        title = f"{name}: last day of the waiver of {waiver.method}"
        yield from _event(f"waiver-{key}-{waiver.method}", on, waiver.until, title, about)


def _event(key: str, stamp: date, day: date, title: str, about: str, *, alarm: bool = False) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escape(key)}@tasklab"
    # The day of the report, so that the same ledger gives the same bytes.
    yield f"DTSTAMP:{datetime.combine(stamp, datetime.min.time()):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield "TRANSP:TRANSPARENT"
    yield f"SUMMARY:{_escape(title)}"
    yield f"DESCRIPTION:{_escape(about)}"
    if alarm:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P7D", f"DESCRIPTION:{_escape(title)}", "END:VALARM")
    yield "END:VEVENT"


def _escape(text: str) -> str:
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> Iterator[str]:
    """Fold a line so that none has more than 75 bytes, and no character is cut in two."""
    start, size = 0, 0
    for index, character in enumerate(line):
        width = len(character.encode())
        if size + width > _LONGEST:
            yield line[start:index] if start == 0 else f" {line[start:index]}"
            start, size = index, 1  # The space that marks a continuation counts.
        size += width
    yield line[start:] if start == 0 else f" {line[start:]}"
