"""Values to try in a field: fixed awkward ones, and more of the kind from Hypothesis."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st

from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Estimate, TaskDate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

    from tasklab.verify.contract.capability import WrittenField

LINES = (
    "Ünïcödé ß ﬁ 任务 задача مهمة משימה งาน 🦑 🏳️‍🌈 𝒯𝒶𝓈𝓀 𐍈 e\u0301 beside é \u202bمن اليمين\u202c",
    "commas, semicolons; colons: \\ \\n \\, \" ' ` « » \u201e \u201c <b>no markup</b> &amp; & %41 %s {0} {name} $HOME",
    "=1+1  'or''1'='1 -- ; DROP TABLE task #tag @user _x_ *y* [a](b)",
    "x" * 200,
    "Plain words",
)
"""Single lines that software is known to spoil, the most awkward ones first: of all values only the first are tried."""

TEXTS = (
    f"{LINES[0]}\n\n{LINES[1]}\n{LINES[2]}",
    "one\ntwo\n\n\nthree\n\ttab\tinside",
    "words " * 300 + "end",
    *LINES,
)
"""The same for text of several lines."""

_MULTI_LINE = frozenset({"description", "body", "note"})

DAYS = (dt.date(2027, 1, 31), dt.date(2024, 2, 29), dt.date(1999, 12, 31), dt.date(2038, 1, 20))
MOMENTS = (
    dt.datetime(2027, 1, 31, 17, 45, 30, tzinfo=dt.UTC),
    dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=45))),
    dt.datetime(2024, 2, 29, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=-9))),
    # The beginnings of days: what a platform that keeps the day alone can carry.
    dt.datetime(2027, 2, 1, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 31, tzinfo=dt.UTC),
)

DATES = (
    TaskDate(date=DAYS[0]),
    TaskDate(datetime=MOMENTS[1]),
    TaskDate(datetime=MOMENTS[0], timezone="Europe/Berlin"),
    TaskDate(date=DAYS[1]),
    TaskDate(datetime=MOMENTS[1], timezone="America/New_York"),
    TaskDate(date=DAYS[0], timezone="Asia/Tokyo"),
    *(TaskDate(date=day) for day in DAYS[2:]),
    *(TaskDate(datetime=moment) for moment in (MOMENTS[0], *MOMENTS[2:])),
)
"""Of each kind one among the first: a day, a moment, a moment with its time zone."""
RULES = ("FREQ=WEEKLY;BYDAY=MO,WE", "FREQ=DAILY;COUNT=5", "FREQ=MONTHLY;BYMONTHDAY=-1")
ESTIMATES = tuple(
    Estimate(value=value, unit=unit)
    for unit in (EstimateUnit.HOURS, EstimateUnit.MINUTES, EstimateUnit.DAYS, EstimateUnit.POINTS)
    for value in (8.0, 1.5, 45.0)
)
PERCENTAGES = (35, 100, 1, 0, 99)
DURATIONS_S = (3600, 5400, 60, 0)

FILLERS: dict[str, Any] = {
    "description": "words",
    "status_id": "1",
    "priority_id": "1",
    "type_id": "1",
    "project_id": "1",
    "section_id": "1",
    "parent_id": "1",
    "assignee_ids": ["1"],
    "follower_ids": ["1"],
    "label_ids": ["1"],
    "start": {"date": "2027-01-31"},
    "due": {"date": "2027-01-31"},
    "recurrence": "FREQ=DAILY",
    "percent_done": 10,
    "estimate": {"value": 1.0, "unit": "hours"},
    "position": 1,
    "custom_fields": {"1": "words"},
    "key": "KEY",
    "lead_id": "1",
    "workspace_id": "1",
    "start_date": "2027-01-31",
    "due_date": "2027-01-31",
    "is_archived": True,
    "is_private": True,
    "color": "#ff8800",
    "user_id": "1",
    "started_at": "2027-01-31T08:00:00Z",
    "ended_at": "2027-01-31T09:00:00Z",
    "duration_seconds": 3600,
    "note": "words",
    "is_billable": True,
    "content_type": "text/plain",
}
"""A value of the right type for each parameter, for versions that have to refuse it."""

_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"))
_LINE = st.text(_LETTERS, min_size=1, max_size=60).filter(str.strip)
_TEXT = st.lists(st.text(_LETTERS, max_size=40), min_size=1, max_size=4).map("\n".join).filter(str.strip)
_DAY = st.dates(dt.date(1971, 1, 1), dt.date(2100, 12, 31))
_ZONES = st.integers(-12 * 4, 14 * 4).map(lambda quarters: dt.timezone(dt.timedelta(minutes=15 * quarters)))
_MOMENT = st.datetimes(dt.datetime(1971, 1, 2), dt.datetime(2100, 12, 30), timezones=_ZONES).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


def fixed_values(field: WrittenField) -> tuple[Any, ...]:
    """Give the fixed values of a field's type; none for references to other objects."""
    if field.type is str:
        return _texts(field)
    if field.type is TaskDate:
        return DATES
    if field.type is Estimate:
        return ESTIMATES
    if field.type is bool:
        return (True, False)
    if field.type is dt.date:
        return DAYS
    if field.type is dt.datetime:
        return MOMENTS
    if field.type is int:
        return DURATIONS_S if field.parameter == "duration_seconds" else PERCENTAGES
    return ()


def _texts(field: WrittenField) -> tuple[str, ...]:
    match field.parameter:
        case "recurrence":
            return RULES
        case "color":
            return ("#ff8800", "#000000")
        case "key":
            return ("TRYKEY",)
        case "content_type":
            return ("text/plain", "application/octet-stream", "image/png")
        case "url":
            return ("https://example.org/a?b=c&d=%20#e",)
        case name if name.endswith("_id"):
            return ()
        case name:
            values = TEXTS if name in _MULTI_LINE else LINES
            longest = field.max_length
            if longest is None:
                return values
            return (*(value for value in values if len(value) <= longest), "é" * longest)


def made_values(field: WrittenField) -> SearchStrategy[Any] | None:
    """Give a strategy for the values of a field's type; None where the fixed values say all there is."""
    if field.type is str and field.parameter not in {"recurrence", "color", "key", "content_type", "url"}:
        if field.parameter.endswith("_id"):
            return None
        strategy = _TEXT if field.parameter in _MULTI_LINE else _LINE
        longest = field.max_length
        return strategy if longest is None else strategy.filter(lambda text: len(text) <= longest)
    if field.type is TaskDate:
        return _DAY.map(lambda day: TaskDate(date=day)) | _MOMENT.map(lambda moment: TaskDate(datetime=moment))
    if field.type is dt.date:
        return _DAY
    if field.type is dt.datetime:
        return _MOMENT
    if field.type is int:
        return st.integers(0, 100) if field.parameter == "percent_done" else st.integers(1, 10_000).map(_minutes)
    return None


def _minutes(count: int) -> int:
    return 60 * count


def plain(value: Any) -> Any:
    """Return a value as it stands in the JSON of a call."""
    return msgspec.to_builtins(value)


def plain_name(name: str) -> str:
    """Return a name of the letters, digits and hyphens in another one, for platforms that take nothing else."""
    return re.sub("[^A-Za-z0-9]+", "-", name).strip("-")


def plain_draft(draft: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a call as they stand in JSON."""
    return {name: plain(value) for name, value in draft.items()}


def find_difference(wanted: object, seen: object) -> str:
    """Find how two values differ, for people; empty when they say the same.

    Null and the empty list both mean that there is nothing; a list of ids has no order.
    """
    left, right = _comparable(wanted), _comparable(seen)
    return "" if left == right else f"expected {_shorten(left)}, got {_shorten(right)}"


def _comparable(value: object) -> object:
    if isinstance(value, list | tuple):
        return sorted(value, key=repr) or None
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if part is not None} or None
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC)
    return value


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 160 else f"{text[:110]} … {text[-40:]} ({len(text)} characters)"


def distinct_pair(values: Sequence[Any], field: WrittenField) -> tuple[Any, Any] | None:
    """Find two values that read back differently; None when there are none."""
    for one in values:
        for other in values:
            if find_difference(field.expected(one), field.expected(other)):
                return one, other
    return None
