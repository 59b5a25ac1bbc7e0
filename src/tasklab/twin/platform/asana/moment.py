"""Dates and moments as Asana writes and takes them: days as `YYYY-MM-DD`, moments in UTC with milliseconds.

Source: https://developers.asana.com/docs/dates-and-times (2026-11-26).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from tasklab.twin.platform.asana.refusal import invalid

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?")


def render_moment(at_s: float) -> str:
    """Return Unix seconds as a moment."""
    at = datetime.fromtimestamp(at_s, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def day_of(at_s: float) -> str:
    """Return the day of a moment, in UTC."""
    return datetime.fromtimestamp(at_s, UTC).date().isoformat()


def parse_day(value: Any, name: str) -> str:
    """Return a day. Raises: RefusalError for what is none."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass  # 2024-02-30: written as a day, and none
    raise invalid(name, f"Not a valid date: {value}")


def parse_moment(value: Any, name: str) -> float:
    """Return a moment as Unix seconds; without a zone it is UTC. Raises: RefusalError for what is none."""
    text = value if isinstance(value, str) else ""
    if _MOMENT.fullmatch(text) or _DAY.fullmatch(text):
        try:
            at = datetime.fromisoformat(text)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            pass  # hour 25, or a year that no computer's clock has
    raise invalid(name, f"Not a valid datetime: {value}")
