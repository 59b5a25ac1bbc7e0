"""Moments: kept in milliseconds since 1970, written in UTC with three digits of a second."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_FORM = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE)


def render_ms(at_ms: int) -> str:
    """Write a moment: `2026-01-30T09:15:00.000Z`."""
    seconds, rest = divmod(at_ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def parse_moment(text: str) -> int | None:
    """Return the milliseconds of an ISO 8601 date or moment, UTC where it names no zone; None for another text."""
    if _FORM.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        at_s = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return round(at_s * 1000)
