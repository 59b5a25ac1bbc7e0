"""Moments, days and spans of time, as Linear reads and writes them.

Source: the descriptions of the scalars DateTime and TimelessDate in Linear's schema.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

_SPAN = re.compile(
    r"(?P<sign>[+-]?)P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)
_SHORT = re.compile(r"\d{4}(?:-\d{2})?")


@dataclass(frozen=True)
class Span:
    """A time from now, such as `-P2W1D`: two weeks and a day ago."""

    months: int
    rest: dt.timedelta

    def from_moment(self, now_s: float) -> dt.datetime | None:
        """Return where it leads from a moment, or None where the calendar ends before."""
        start = dt.datetime.fromtimestamp(now_s, dt.UTC)
        count = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(count, 12)
        try:
            day = min(start.day, calendar.monthrange(year, month + 1)[1])
            return start.replace(year=year, month=month + 1, day=day) + self.rest
        except (ValueError, OverflowError, calendar.IllegalMonthError):
            return None


def render_moment(moment: float | dt.datetime) -> str:
    """Write a moment as Linear does: `2024-01-31T08:15:00.000Z`."""
    at = moment if isinstance(moment, dt.datetime) else dt.datetime.fromtimestamp(moment, dt.UTC)
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def parse_moment_or_span(value: Any) -> str | Span:
    """Return a moment in Linear's form, or a span that is to be counted from now. Raises: GraphQLError."""
    span = _parse_span(value)
    if span is not None:
        return span
    at = _parse(value)
    try:
        return render_moment(at if at.tzinfo else at.replace(tzinfo=dt.UTC))
    except (OverflowError, ValueError):
        raise _unreadable(value) from None


def parse_date_or_span(value: Any) -> str | Span:
    """Return a day as `2024-01-31`, or a span that is to be counted from today. Raises: GraphQLError."""
    span = _parse_span(value)
    return span if span is not None else _parse(value).date().isoformat()


def settle_moment(value: str | Span | None, now_s: float) -> str | None:
    """Return the moment that a value means now."""
    if not isinstance(value, Span):
        return value
    at = value.from_moment(now_s)
    return None if at is None else render_moment(at)


def settle_date(value: str | Span | None, now_s: float) -> str | None:
    """Return the day that a value means now."""
    if not isinstance(value, Span):
        return value
    at = value.from_moment(now_s)
    return None if at is None else at.date().isoformat()


def _parse_span(value: Any) -> Span | None:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    sign = -1 if found["sign"] == "-" else 1
    number = {name: sign * int(text or 0) for name, text in found.groupdict().items() if name != "sign"}
    rest = dt.timedelta(
        weeks=number["weeks"],
        days=number["days"],
        hours=number["hours"],
        minutes=number["minutes"],
        seconds=number["seconds"],
    )
    return Span(number["years"] * 12 + number["months"], rest)


def _parse(value: Any) -> dt.datetime:
    if not isinstance(value, str):
        raise _unreadable(value)
    text = f"{value}-01-01"[:10] if _SHORT.fullmatch(value) else value
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(value) from None


def _unreadable(value: Any) -> GraphQLError:
    return GraphQLError(f"Value is not a valid date: {str(value)[:100]}")
