"""Moments: microseconds in the database, and dates as people write them.

Source: `trac/util/datefmt.py`; 1.0 knows no words for the future. An installation has the time zone and the locale of
its machine: UTC and `C` here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.python2 import type_name
from tasklab.twin.platform.trac.refusal import BrokenError, TracError

if TYPE_CHECKING:
    from collections.abc import Callable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"(\d\d\d\d)(?:-?(\d\d)(?:-?(\d\d))?)?"
    r"(?:[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[,.](\d{1,6}))?)?)?)?"
    r"(Z|([-+])(\d\d):?(\d\d)?)?$",
    re.ASCII,
)
_LIBC = (
    "%m/%d/%y %H:%M:%S", "%m/%d/%y, %H:%M:%S", "%H:%M:%S %m/%d/%y", "%H:%M:%S, %m/%d/%y", "%m/%d/%y",
    "%a %b %d %H:%M:%S %Y", "%b %d, %Y",
)  # fmt: skip
_UNIT = r"(second|minute|hour|day|week|month|year|[hdwmy])s?"
_FUTURE = re.compile(rf"(?:in|\+)\s*(\d+\.?\d*)\s*{_UNIT}$", re.ASCII)
_PAST = re.compile(rf"(?:-\s*)?(\d+\.?\d*)\s*{_UNIT}\s*(?:ago)?$", re.ASCII)
_OLD_PAST = re.compile(rf"(\d+\.?\d*)\s*{_UNIT}\s*(?:ago)?$", re.ASCII)
_START = re.compile(r"(this|last|next)\s*(second|minute|hour|day|week|month|year)$")
_SECONDS = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000,
    "h": 3600, "d": 86_400, "w": 604_800, "m": 2_592_000, "y": 31_536_000,
}  # fmt: skip
_HINTS = {"date": ("MM/dd/YY", "YYYY-MM-DD"), "relative": ("MM/dd/YY hh:mm:ss", "YYYY-MM-DDThh:mm:ss±hh:mm")}


def to_stamp(value: Any) -> int:
    """Return microseconds since 1970; 0 for nothing. Raises: BrokenError for what is no moment."""
    if not value:
        return 0
    if not isinstance(value, datetime):
        raise BrokenError(f"unsupported operand type(s) for -: '{type_name(value)}' and 'datetime.datetime'")
    return (value - _EPOCH) // timedelta(microseconds=1)


def from_stamp(stamp: int) -> datetime:
    """Return the moment of so many microseconds."""
    return _EPOCH + timedelta(microseconds=stamp)


def parse_date(text: str, now: datetime, hint: str = "date", *, has_future: bool = True) -> datetime:
    """Return the moment that text tells. Raises: TracError, worded for the hint."""
    text = text.strip()
    try:
        moment = _parse_iso(text) or _parse_libc(text) or _parse_relative(text, now, has_future=has_future)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        form, iso = _HINTS.get(hint, _HINTS["relative"])
        raise TracError(
            f'"{text}" is an invalid date, or the date format is not known. Try "{form}" or "{iso}" instead.'
        )
    return moment


def _parse_iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone, sign, zone_hours, zone_minutes = found.groups()
    offset = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0)) if zone else timedelta()
    return datetime(
        int(year),
        int(month or 1),
        int(day or 1),
        int(hour or 0),
        int(minute or 0),
        int(second or 0),
        int(f"{fraction or ''}000000"[:6]),
        tzinfo=timezone(-offset if sign == "-" else offset),
    ).astimezone(UTC)


def _parse_libc(text: str) -> datetime | None:
    for form in _LIBC:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _parse_relative(text: str, now: datetime, *, has_future: bool) -> datetime | None:
    today = _start_of("day", now)
    words: dict[str, datetime] = {
        "now": now,
        "today": today,
        "yesterday": today - timedelta(days=1),
        **({"tomorrow": today + timedelta(days=1)} if has_future else {}),
    }
    if text in words:
        return words[text]
    for pattern, sign in ((_FUTURE, 1), (_PAST, -1)) if has_future else ((_OLD_PAST, -1),):
        if found := pattern.match(text):
            return now + sign * timedelta(seconds=float(found[1]) * _SECONDS[found[2]])
    if (found := _START.match(text)) and (has_future or found[1] != "next"):
        return _shift(_start_of(found[2], now), found[2], {"this": 0, "last": -1, "next": 1}[found[1]])
    return None


def _start_of(unit: str, now: datetime) -> datetime:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts: dict[str, Callable[[], datetime]] = {
        "second": lambda: now.replace(microsecond=0),
        "minute": lambda: now.replace(second=0, microsecond=0),
        "hour": lambda: now.replace(minute=0, second=0, microsecond=0),
        "day": lambda: day,
        "week": lambda: day - timedelta(days=day.weekday()),
        "month": lambda: day.replace(day=1),
        "year": lambda: day.replace(month=1, day=1),
    }
    return starts[unit]()


def _shift(moment: datetime, unit: str, by: int) -> datetime:
    if unit == "year":
        return moment.replace(year=moment.year + by)
    if unit == "month":
        months = moment.year * 12 + moment.month - 1 + by
        return moment.replace(year=months // 12, month=months % 12 + 1)
    return moment + by * timedelta(seconds=_SECONDS[unit])
