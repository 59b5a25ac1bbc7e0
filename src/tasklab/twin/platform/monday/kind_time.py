"""Columns that hold days: a date with or without a time, in UTC, and a timeline from one day to another."""

from __future__ import annotations

from typing import Any

from tasklab.twin.platform.monday.kind import KINDS, Kind, Look, Write, changed, member, updated_at
from tasklab.twin.platform.monday.moment import is_day, is_time

_SHORT_TIME = 5


def _read_date(write: Write, given: Any) -> Any:
    if not isinstance(given, dict) or "date" not in given:
        raise write.wrong_form(given)
    day, time = given.get("date"), given.get("time")
    if day in ("", None) and not time:
        return None
    if not is_day(day) or (time is not None and time != "" and not is_time(time)):
        raise write.refuse("date or time is not of the form YYYY-MM-DD, HH:MM:SS", "invalidDate", given)
    kept: dict[str, Any] = {"date": day, "icon": given.get("icon") or None}
    if time:
        kept["time"] = time if len(time) > _SHORT_TIME else f"{time}:00"
    return changed(write, **kept)


def _simple_date(_: Write, text: str) -> Any:
    day, _blank, time = text.partition(" ")
    return {"date": day, "time": time or None}


def _date_text(look: Look) -> str:
    day, time = member(look, "date"), member(look, "time")
    return " ".join(each for each in (day, time and time[:_SHORT_TIME]) if each)


KINDS["date"] = Kind(
    "DateValue",
    "date",
    _date_text,
    _read_date,
    _simple_date,
    lambda look: {
        "date": member(look, "date") or (None if look.stored is None else ""),
        "time": member(look, "time") or (None if look.stored is None else ""),
        "icon": member(look, "icon"),
        "updated_at": updated_at(look),
    },
)


def _read_timeline(write: Write, given: Any) -> Any:
    begin = given.get("from") if isinstance(given, dict) else None
    end = given.get("to") if isinstance(given, dict) else None
    if not is_day(begin) or not is_day(end):
        raise write.wrong_form(given)
    if str(begin) > str(end):
        raise write.refuse("the timeline ends before it begins", "invalidTimeline", given)
    return changed(write, **{"to": end, "from": begin})


def _timeline_text(look: Look) -> str:
    return "" if look.stored is None else f"{look.stored['from']} - {look.stored['to']}"


def _midnight(day: str | None) -> str | None:
    return None if day is None else f"{day}T00:00:00+00:00"


KINDS["timeline"] = Kind(
    "TimelineValue",
    "timerange",
    _timeline_text,
    _read_timeline,
    None,
    lambda look: {
        "from": _midnight(member(look, "from")),
        "to": _midnight(member(look, "to")),
        "visualization_type": None,
        "updated_at": updated_at(look),
    },
)
