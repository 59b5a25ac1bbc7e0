"""Instants as Azure DevOps writes and reads them: UTC, up to three digits behind the second.

Source: the vendor's samples, such as `2014-12-29T20:49:24.67Z`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from dateutil.parser import isoparse
from dateutil.parser import parse as parse_any

NEVER = "9999-01-01T00:00:00Z"
"""When the newest revision is revised."""
_SHORTEST = len("2026-01-01")


def render(at_s: float) -> str:
    """Write Unix seconds as `2014-12-29T20:49:24.67Z`."""
    whole, thousandths = divmod(round(at_s * 1000), 1000)
    text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{thousandths:03}".rstrip("0") if thousandths else ""
    return f"{text.rjust(len('2026-01-01T00:00:00'), '0')}{fraction}Z"


def render_american(at_s: float) -> str:
    """Write Unix seconds as the recycle bin does: `1/11/2017 11:18:16 PM`."""
    moment = datetime.fromtimestamp(at_s, UTC)
    half = "AM" if moment.hour < 12 else "PM"  # noqa: PLR2004 - noon
    clock = f"{moment.hour % 12 or 12}:{moment:%M:%S} {half}"
    return f"{moment.month}/{moment.day}/{moment.year} {clock}"


def parse(text: str) -> float:
    """Read ISO 8601 as Unix seconds to the millisecond, UTC where no zone is said. Raises: ValueError."""
    return _as_seconds(isoparse(text), text)


def parse_loose(text: str) -> tuple[float, bool]:
    """Read a date as queries have it, `1/31/2026` too; also whether it has a time. Raises: ValueError."""
    moment = parse_any(text, default=datetime(2000, 1, 1, tzinfo=UTC))
    return _as_seconds(moment, text), ":" in text or "T" in text.upper()[_SHORTEST:]


def _as_seconds(moment: datetime, text: str) -> float:
    try:
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp(), 3)
    except OverflowError as error:
        raise ValueError(f"{text!r} is beyond the calendar") from error
