"""Moments, days and durations as Jira writes and takes them. Moments are kept in milliseconds since 1970.

Source: the examples of the description (`2021-01-17T12:34:00.000+0000`), and the schema TimeTrackingConfiguration: a
day has eight hours and a week five days, as a new site is set up.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{4}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*([wdhm]?)", re.ASCII)
HOURS_PER_DAY, DAYS_PER_WEEK = 8, 5
UNITS_S = {"w": DAYS_PER_WEEK * HOURS_PER_DAY * 3600, "d": HOURS_PER_DAY * 3600, "h": 3600, "m": 60}
MINUTE_S = 60


def as_datetime(at_ms: int) -> datetime:
    """Return a moment with its zone, UTC."""
    return _EPOCH + timedelta(milliseconds=at_ms)


def as_ms(at: datetime) -> int:
    """Return a moment that has a zone in milliseconds."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def render_moment(at_ms: int) -> str:
    """Return a moment in UTC, the zone of the twin's people: `2027-01-31T09:00:00.000+0000`."""
    at = as_datetime(at_ms)
    return f"{at.year:04d}-{at:%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"


def parse_moment(value: Any) -> int | None:
    """Return a moment that is written as Jira writes it, or None."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        return as_ms(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC))
    except (ValueError, OverflowError):
        return None  # hour 25, or before the year 1 in UTC


def parse_day(value: Any) -> str | None:
    """Return a day `yyyy-MM-dd`, or None where it is none."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None  # 2024-02-30: written as a day, and none


def render_day(at_ms: int) -> str:
    """Return the day of a moment, in UTC."""
    return as_datetime(at_ms).date().isoformat()


def parse_duration(value: Any) -> int | None:
    """Return the seconds of `1w 2d 3h 20m`; a bare number counts minutes. None where it is no duration."""
    if not isinstance(value, str):
        return None
    text = value.strip().lower()
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text).strip():
        return None
    return round(sum(float(number) * UNITS_S[unit or "m"] for number, unit in parts))


def render_duration(seconds: int) -> str:
    """Return seconds as `1w 2d 3h 20m`; what is less than a minute is left out."""
    words, rest = [], seconds
    for unit, size in UNITS_S.items():
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count}{unit}")
    return " ".join(words) or "0m"
