"""Dates in JQL: days, minutes, periods, milliseconds, and functions of the moment.

Source: https://support.atlassian.com/jira-software-cloud/docs/jql-functions/ and the page of the fields Created and
Due.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from tasklab.twin.platform.jira_cloud.jql_parse import Function, Value
from tasklab.twin.platform.jira_cloud.moment import as_datetime, as_ms
from tasklab.twin.platform.jira_cloud.refusal import QueryError

_FORMS = ("%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")
_PERIOD = re.compile(r"([+-]?)((?:\d{1,6}[wdhm]\s*)+)", re.ASCII)
_PART = re.compile(r"(\d+)([wdhm])", re.ASCII)
_SHIFT = re.compile(r"([+-]?\d{1,6})([yMwdhm]?)", re.ASCII)
_BORDER = re.compile(r"(start|end)of(day|week|month|year)", re.IGNORECASE)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_OWN_UNIT = {"day": "d", "week": "w", "month": "M", "year": "y"}
_MONTHS = 12
_FORMATS = (
    "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format "
    "e.g. '-5d', '4w 2d'."
)


def read_date(field: str, operand: Value | Function, now_ms: int) -> int:
    """Return the moment that an operand means, in milliseconds. Raises: QueryError."""
    try:
        at_ms = (
            _read_function(field, operand, now_ms)
            if isinstance(operand, Function)
            else _read_text(operand.text, now_ms)
        )
    except OverflowError:
        at_ms = None
    if at_ms is None:
        said = operand.text if isinstance(operand, Value) else f"{operand.name}()"
        raise QueryError(f"Date value '{said}' for field '{field}' is invalid. {_FORMATS}")
    return at_ms


def _read_text(text: str, now_ms: int) -> int | None:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) > 4:  # noqa: PLR2004 - shorter ones are no moment
        return int(text) if len(text) < 15 else None  # noqa: PLR2004 - later than the year 9999
    for form in _FORMS:
        try:
            return as_ms(datetime.strptime(text, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    found = _PERIOD.fullmatch(text)
    if found is None:
        return None
    span = timedelta(**_spans(found[2]))
    return as_ms(as_datetime(now_ms) + (-span if found[1] == "-" else span))


def _spans(text: str) -> dict[str, int]:
    spans: dict[str, int] = {}
    for number, unit in _PART.findall(text):
        spans[_UNITS[unit]] = spans.get(_UNITS[unit], 0) + int(number)
    return spans


def _read_function(field: str, function: Function, now_ms: int) -> int | None:
    name = function.name.lower()
    if name == "now":
        return now_ms
    if name == "currentlogin":
        return now_ms
    found = _BORDER.fullmatch(name)
    if found is None:
        raise QueryError(unknown_function(function.name, field))
    unit = found[2].lower()
    at = _begin(as_datetime(now_ms), unit)
    if function.arguments:
        shift = _SHIFT.fullmatch(function.arguments[0])
        if shift is None:
            return None
        at = _move(at, int(shift[1]), shift[2] or _OWN_UNIT[unit])
    if found[1].lower() == "end":
        at = _move(at, 1, _OWN_UNIT[unit]) - timedelta(milliseconds=1)
    return as_ms(at)


def unknown_function(name: str, field: str) -> str:
    """Return what is said of a function: that there is none, or that it gives nothing that a field could be."""
    if name.lower() in {
        "currentuser",
        "membersof",
        "unreleasedversions",
        "releasedversions",
        "now",
    } or _BORDER.fullmatch(name):
        return f"A value provided by the function '{name}' is invalid for the field '{field}'."
    return f"Unable to find JQL function '{name}()'."


def _begin(at: datetime, unit: str) -> datetime:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _move(at: datetime, count: int, unit: str) -> datetime:
    if unit in _UNITS:
        return at + timedelta(**{_UNITS[unit]: count})
    months = at.year * _MONTHS + at.month - 1 + count * (_MONTHS if unit == "y" else 1)
    year, month = divmod(months, _MONTHS)
    if not 1 <= year <= 9999:  # noqa: PLR2004 - the years that a date can have
        raise OverflowError
    return at.replace(year=year, month=month + 1, day=min(at.day, 28))
