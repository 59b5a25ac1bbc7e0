"""Moments and days as Tasks reads and writes them. Source: RFC 3339 section 5.6, which the description names."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tasklab.twin.platform.google_tasks.refusal import bad_request

_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


def parse(text: str) -> float:
    """Return the Unix seconds of a timestamp. Raises: RefusalError with 400, also for one without a zone."""
    found = _STAMP.fullmatch(text)
    if found is None:
        raise bad_request()
    day, clock, fraction, zone = found.groups()
    millis = (fraction or "0").ljust(3, "0")[:3]
    offset = "+00:00" if zone in "Zz" else zone
    try:
        return datetime.fromisoformat(f"{day}T{clock}.{millis}{offset}").astimezone(UTC).timestamp()
    except (ValueError, OverflowError) as error:  # no such day, or one before the first year there is
        raise bad_request() from error


def parse_day(text: str) -> str:
    """Return the day that a timestamp names, its time and zone left aside. Raises: RefusalError with 400."""
    parse(text)
    return text[:10]


def render(at_s: float) -> str:
    """Write a moment to the millisecond."""
    moment = datetime.fromtimestamp(round(at_s * 1000) / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z".rjust(24, "0")


def render_day(day: str) -> str:
    """Write a day as the midnight that it begins with in UTC."""
    return f"{day}T00:00:00.000Z"


def start_of(day: str) -> float:
    """Return the Unix seconds at which a day begins in UTC."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
