"""Moments and days as monday.com writes them: `2023-11-14T22:13:20Z`, and days as `2023-11-14`."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")


def render_moment(seconds: float) -> str:
    """Write a moment, to the second."""
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def render_fine_moment(seconds: float) -> str:
    """Write a moment as values of columns hold it, to the millisecond."""
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def parse_moment(text: str) -> float | None:
    """Return the seconds of a moment or of the beginning of a day, or None where it is neither."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def is_day(text: object) -> bool:
    """Whether something is a day of the calendar."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: object) -> bool:
    """Whether something is a time of day."""
    return isinstance(text, str) and _TIME.fullmatch(text) is not None
