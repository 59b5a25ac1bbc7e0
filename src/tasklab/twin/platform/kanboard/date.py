"""Dates as Kanboard takes them. Its application time zone is UTC here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tasklab.twin.platform.kanboard.php import is_empty

_DAYS = ("%m/%d/%Y", "%Y-%m-%d", "%Y_%m_%d")
_MOMENTS = ("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y_%m_%d %H:%M")
_DAY_S = 86_400


def parse_moment(value: Any, now_s: int) -> int | None:
    """Return the Unix seconds of a date, or None where it is in no format that is taken.

    A day without a time gets the time of day that it is now, as PHP's `createFromFormat` fills it in.
    Source: https://docs.kanboard.org/v1/api/task_procedures/ (`YYYY-MM-DD HH:MM`).
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    if not isinstance(value, str):
        return None
    if value.isdecimal():
        return int(value)
    for form in _MOMENTS:
        if (moment := _parse(value, form)) is not None:
            return moment
    for form in _DAYS:
        if (moment := _parse(value, form)) is not None:
            return moment + now_s % _DAY_S
    return None


def is_moment(value: Any) -> bool:
    """Whether a field may stand where a date of a task is wanted; an empty one may, and Unix seconds may not.

    Source: the validator `Date` and `getParserFormats` of the published source, which know no form of digits alone.
    """
    if is_empty(value):
        return True
    return isinstance(value, str) and not value.isdecimal() and parse_moment(value, 0) is not None


def keep_moment(value: Any, now_s: int) -> int:
    """Return a date as the database keeps it: Unix seconds, 0 for none."""
    return 0 if is_empty(value) else parse_moment(value, now_s) or 0


def iso_day(value: Any, now_s: int) -> str:
    """Return a date as the days of projects are kept: `2024-07-01`, the empty text for none."""
    if is_empty(value):
        return ""
    return dt.datetime.fromtimestamp(parse_moment(value, now_s) or 0, dt.UTC).strftime("%Y-%m-%d")


def _parse(value: str, form: str) -> int | None:
    try:
        moment = dt.datetime.strptime(value, form).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return int(moment.timestamp())
