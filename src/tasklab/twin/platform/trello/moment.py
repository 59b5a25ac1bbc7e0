"""Moments: kept in milliseconds since 1970, written in UTC with three digits of a second."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_FORM = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII | re.IGNORECASE
)
_START = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def render_ms(at_ms: int) -> str:
    """Write a moment: `2026-01-30T09:15:00.000Z`."""
    return (_START + at_ms * _MILLISECOND).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_moment(text: str) -> int | None:
    """Return the milliseconds of an ISO 8601 date or moment, UTC where it names no zone; None for another text."""
    if _FORM.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC) - _START) // _MILLISECOND
    except (ValueError, OverflowError):
        return None
