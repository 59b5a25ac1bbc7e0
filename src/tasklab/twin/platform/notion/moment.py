"""Moments and dates, as Notion writes and reads them.

Source: https://developers.notion.com/reference/page-property-values#date (2026-11-27). Times of creation and of the
last edit are cut to the minute, as answers that callers show have them.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_MINUTE_S = 60


@cache
def known_zones() -> frozenset[str]:
    """Return the names of time zones."""
    return frozenset(available_timezones())


def render_minute(at_s: float) -> str:
    """Return a moment in UTC, cut to the minute."""
    return datetime.fromtimestamp(at_s // _MINUTE_S * _MINUTE_S, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def render_exact(at_s: float) -> str:
    """Return a moment in UTC, to the millisecond."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_day(text: str) -> bool:
    """Whether a date has no time."""
    return _DAY.fullmatch(text) is not None


def parse_date(text: str) -> datetime | None:
    """Return a day (at midnight) or a moment, without a zone where it names none; None where it is neither."""
    try:
        if is_day(text):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day is in no zone
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        return None
    return None


def normalize(text: str, zone: str | None) -> str:
    """Return a date as Notion gives it back: a day as it is, a moment with milliseconds and its offset.

    With a zone the offset is left out: the zone says it. Without both, the moment is in UTC.
    """
    moment = parse_date(text)
    if moment is None or is_day(text):
        return text
    if zone is None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.isoformat(timespec="milliseconds")


def as_seconds(text: str, zone: str | None = None) -> float:
    """Return Unix seconds of a date: midnight of a day; UTC where nothing names a zone."""
    moment = parse_date(text)
    if moment is None:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
