"""The rules that tie start, due and duration of a to-do together.

Source: RFC 5545 sections 3.6.2 and 3.8.2.3: a to-do has a due date or a duration, never both; start and due are both
days or both moments.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from tasklab.adapter.content_line import Property
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.calendar import Component, Edit

_DURATION = re.compile(r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?\Z")
_DAY = re.compile(r"\d{8}\Z", re.ASCII)
_LOCAL = re.compile(r"\d{8}T\d{6}Z?\Z", re.ASCII)
_FIELDS = {"DTSTART": "start", "DUE": "due"}


def find_due(todo: Component) -> Property | None:
    """Find when a to-do is due: its DUE, or its DTSTART and its DURATION together."""
    due = todo.find("DUE")
    if due is not None:
        return due
    start, duration = todo.find("DTSTART"), todo.find("DURATION")
    return _later(start, duration) if start is not None and duration is not None else None


def _later(start: Property, duration: Property) -> Property | None:
    """Return a start moved by a duration, in the start's own form."""
    parts = _DURATION.match(duration.value)
    if parts is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts.groups()[1:])
    length = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    form = "%Y%m%d" if _DAY.match(start.value) else "%Y%m%dT%H%M%S"
    if not _DAY.match(start.value) and not _LOCAL.match(start.value):
        return None
    try:
        moment = dt.datetime.strptime(start.value.removesuffix("Z"), form)  # noqa: DTZ007 - by the start's own clock
        value = (moment + (-length if parts[1] == "-" else length)).strftime(form)
    except (ValueError, OverflowError):
        return None
    zone = "Z" if start.value.endswith("Z") else ""
    return Property(value + zone, start.parameters, "DUE", start.find_zone)


def settle_duration(todo: Component, changes: Mapping[str, Edit]) -> dict[str, Edit]:
    """Return changes that leave no DURATION where a date it hangs on changes, and move no date they do not name."""
    settled = dict(changes)
    if todo.find("DURATION") is None or not {"DTSTART", "DUE"} & set(changes):
        return settled
    settled["DURATION"] = None
    if "DUE" not in changes:
        settled["DUE"] = find_due(todo)
    return settled


def require_one_kind(todo: Component, changes: Mapping[str, Edit]) -> None:
    """Check that start and due are both days or both moments, where one of them changes.

    Raises: ValidationError naming the field that does not fit.
    """
    start, due = todo.find("DTSTART"), todo.find("DUE")
    if start is None or due is None or not {"DTSTART", "DUE"} & set(changes):
        return
    if bool(_DAY.match(start.value)) is not bool(_DAY.match(due.value)):
        name = "DUE" if changes.get("DUE") is not None else "DTSTART"
        field = _FIELDS[name]
        raise ValidationError(
            "`start` and `due` have to be both days or both moments (RFC 5545 section 3.8.2.3)", pointer=f"/{field}"
        )
