"""Recurrence of tasks: its pattern and range, and which day comes next.

Source: https://learn.microsoft.com/graph/api/resources/patternedrecurrence, .../recurrencepattern, .../recurrencerange.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Literal

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule

from tasklab.twin.platform.microsoft_todo import member
from tasklab.twin.platform.microsoft_todo.refusal import bad_value, invalid
from tasklab.twin.platform.microsoft_todo.zone import find_zone

NO_DATE = "0001-01-01"
_DAYS = {
    "sunday": SU, "monday": MO, "tuesday": TU, "wednesday": WE, "thursday": TH, "friday": FR, "saturday": SA,
}  # fmt: skip
_WEEKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_TYPES: dict[str, tuple[Literal[0, 1, 2, 3], tuple[str, ...]]] = {
    "daily": (DAILY, ()),
    "weekly": (WEEKLY, ("daysOfWeek",)),
    "absoluteMonthly": (MONTHLY, ("dayOfMonth",)),
    "relativeMonthly": (MONTHLY, ("daysOfWeek",)),
    "absoluteYearly": (YEARLY, ("dayOfMonth", "month")),
    "relativeYearly": (YEARLY, ("daysOfWeek", "month")),
}
_BOUNDS = {"interval": (1, 999), "dayOfMonth": (0, 31), "month": (0, 12), "numberOfOccurrences": (0, 999)}


def _date(value: Any, path: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise bad_value(value, "Microsoft.OData.Edm.Date", path) from error


def _zone(value: Any, path: str) -> str:
    name = member.text(value, path)
    if find_zone(name) is None:
        raise invalid(f"The time zone '{name}' is not supported.", "ErrorInvalidTimeZone")
    return name


def _days(value: Any, path: str) -> list[str]:
    read = member.choice("DayOfWeek", *_DAYS)
    return [read(each, f"{path}[{at}]") for at, each in enumerate(member.texts(value, path))]


def _bounded(name: str) -> member.Read:
    least, most = _BOUNDS[name]

    def read(value: Any, path: str) -> int:
        found = member.number(value, path)
        if not least <= found <= most:
            raise invalid(f"The value of {path} is not between {least} and {most}.", "ErrorInvalidRecurrencePattern")
        return found

    return read


_PATTERN = {
    "type": member.choice("RecurrencePatternType", *_TYPES),
    "interval": _bounded("interval"),
    "month": _bounded("month"),
    "dayOfMonth": _bounded("dayOfMonth"),
    "daysOfWeek": _days,
    "firstDayOfWeek": member.choice("DayOfWeek", *_DAYS),
    "index": member.choice("WeekIndex", *_WEEKS),
}
_RANGE = {
    "type": member.choice("RecurrenceRangeType", "endDate", "noEnd", "numbered"),
    "startDate": _date,
    "endDate": _date,
    "recurrenceTimeZone": member.or_null(_zone),
    "numberOfOccurrences": _bounded("numberOfOccurrences"),
}
_READ = member.parts(
    {"pattern": member.parts(_PATTERN, "RecurrencePattern"), "range": member.parts(_RANGE, "RecurrenceRange")},
    "PatternedRecurrence",
)
_PATTERN_REST = {"month": 0, "dayOfMonth": 0, "daysOfWeek": [], "firstDayOfWeek": "sunday", "index": "first"}
_RANGE_REST = {"endDate": NO_DATE, "recurrenceTimeZone": "UTC", "numberOfOccurrences": 0}


def read_recurrence(value: Any, path: str) -> dict[str, Any]:
    """Read a recurrence, and complete it with what counts where something is left out.

    Raises: RefusalError with 400 for one that is not whole, or has no next day.
    """
    found = _READ(value, path)
    pattern, span = found.get("pattern") or {}, found.get("range") or {}
    needed = _TYPES[pattern["type"]][1] if "type" in pattern else ()
    lacking = [each for each in ("type", "interval", *needed) if not pattern.get(each)]
    of_range = {"endDate": ("endDate",), "numbered": ("numberOfOccurrences",)}.get(span.get("type", ""), ())
    lacking += [each for each in ("type", "startDate", *of_range) if not span.get(each)]
    if lacking:
        raise invalid(f"The recurrence lacks {', '.join(lacking)}.", "ErrorInvalidRecurrencePattern")
    # Callers measured that the zone is always told as UTC.
    return {"pattern": {**_PATTERN_REST, **pattern}, "range": {**_RANGE_REST, **span, "recurrenceTimeZone": "UTC"}}


def find_next(recurrence: dict[str, Any], after: date) -> date | None:
    """Return the first day of a recurrence after another; None where its range has ended."""
    span = recurrence["range"]
    rule = _rule(recurrence["pattern"], date.fromisoformat(span["startDate"]))
    following = rule.after(datetime(after.year, after.month, after.day), inc=False)  # noqa: DTZ001 - days have no zone
    if following is None or (span["type"] == "endDate" and following.date() > date.fromisoformat(span["endDate"])):
        return None
    return following.date()


def is_last(recurrence: dict[str, Any], done: int) -> bool:
    """Whether a recurrence that is counted has no occurrence after so many."""
    span = recurrence["range"]
    return bool(span["type"] == "numbered" and done >= span["numberOfOccurrences"])


def _rule(pattern: dict[str, Any], start: date) -> rrule:
    frequency = _TYPES[pattern["type"]][0]
    words: dict[str, Any] = {}
    if pattern["type"].endswith("Yearly"):
        words["bymonth"] = pattern["month"]
    if pattern["type"].startswith("absolute"):
        # A month that is too short has its last day instead.
        words |= {"bymonthday": tuple(range(28, pattern["dayOfMonth"] + 1)) or pattern["dayOfMonth"], "bysetpos": -1}
    elif pattern["type"].startswith("relative"):
        words |= {"byweekday": [_DAYS[each] for each in pattern["daysOfWeek"]], "bysetpos": _WEEKS[pattern["index"]]}
    elif pattern["type"] == "weekly":
        words |= {
            "byweekday": [_DAYS[each] for each in pattern["daysOfWeek"]],
            "wkst": _DAYS[pattern["firstDayOfWeek"]],
        }
    begin = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - days have no zone
    until = min(begin + relativedelta(years=400), datetime.max - timedelta(days=1)) if start.year < 9600 else begin  # noqa: PLR2004, DTZ901 - the calendar's end
    return rrule(frequency, dtstart=begin, until=until, interval=pattern["interval"], **words)
