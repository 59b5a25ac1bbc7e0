"""Fields that move together: what a platform itself changes beside the one that was written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tasklab.unified.objects import TaskDate
from tasklab.verify.contract.capability import PARAMETER_OF
from tasklab.verify.contract.filtering import moment_of
from tasklab.verify.contract.seen import check_field
from tasklab.verify.contract.value import DAYS, RULES, find_difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tasklab.unified.objects import Entity, Task
    from tasklab.verify.contract.capability import WrittenField
    from tasklab.verify.contract.place import Place

_ALWAYS = frozenset({"updated_at", "raw", "extensions"})
_WITH = {
    "status": {"completed_at", "percent_done"},
    "percent_done": {"completed_at", "status"},
    "project_id": {"section_id", "label_ids", "parent_id", "url", "key", "id", "position"},
    "section_id": {"position"},
    "parent_id": {"position", "project_id"},
    "recurrence": {"start"},
    "start": {"recurrence"},
    "assignee_ids": {"follower_ids"},
    "name": {"url", "key"},
}


def check_others(before: Entity, after: Entity, field: WrittenField | None, *, but: Collection[str] = ()) -> str:
    """Find which fields differ besides the one that was written, and those that follow it; empty when none does."""
    name = None if field is None else field.name
    moved = field.lens.moves if field is not None and field.lens is not None else ()
    allowed = {*_ALWAYS, *but, *({name} if name else ()), *_WITH.get(name or "", ()), *moved}
    problems = [
        f"{other}: {difference}"
        for other in before.__struct_fields__
        if other not in allowed and (difference := find_difference(getattr(before, other), getattr(after, other)))
    ]
    return "; ".join(problems)


def agreed(place: Place, draft: dict[str, Any]) -> dict[str, Any]:
    """Return a draft with what its fields cannot stand without, and without what cannot stand beside them."""
    fields = {field.parameter: field for field in place.capability.written_by("task.create")}
    # A status may ask for a percentage of its own.
    whole = {name: value for name, value in draft.items() if name != "percent_done" or "status_id" not in draft}
    whole = without_moved(fields, whole)
    if "recurrence" in whole and "start" not in whole:
        whole |= written_together(place, fields["recurrence"], whole["recurrence"])
    start, due = whole.get("start"), whole.get("due")
    if start is not None and due is not None:
        begin, end = moment_of(start), moment_of(due)
        is_same_kind = (start.date is None) is (due.date is None)
        if not is_same_kind or begin is None or end is None or begin > end:
            del whole["due"]
    for name in [name for name in whole if name in fields]:
        needed = _needed(fields[name])
        if needed and whole.get(needed) is None:
            whole |= written_together(place, fields[name], whole[name])
    return whole


def without_moved(fields: Mapping[str, WrittenField], draft: dict[str, Any]) -> dict[str, Any]:
    """Return a draft without what another of its fields decides: a column, where the status is one."""
    whole = dict(draft)
    for name in draft:
        lens = fields[name].lens if name in fields and name in whole else None
        for moved in () if lens is None else lens.moves:
            whole.pop(PARAMETER_OF.get(moved, moved), None)
    return whole


def _needed(field: WrittenField) -> str | None:
    """Return the field that a value of another one cannot stand without."""
    return None if field.lens is None else field.lens.needs


def emptied_together(place: Place, field: WrittenField) -> dict[str, None]:
    """Return nulls for a field and for those that cannot stand without it."""
    others = place.capability.written_by(field.method)
    return {field.parameter: None, **{each.parameter: None for each in others if _needed(each) == field.name}}


def check_together(item: Any, fields: Iterable[WrittenField], draft: Mapping[str, Any]) -> str:
    """Find which field of a new object is not as the draft says; empty when none is."""
    problems = [check_field(item, field, draft[field.parameter]) for field in fields if _stands_alone(field, draft)]
    lost = set(draft.get("follower_ids") or []) - set(getattr(item, "follower_ids", None) or [])
    return "; ".join([*filter(None, problems), *([f"follower_ids: {sorted(lost)} are missing"] if lost else [])])


def _stands_alone(field: WrittenField, draft: Mapping[str, Any]) -> bool:
    """Whether a field of a draft has to read back as it is: a tracker may subscribe those whom it assigns."""
    return field.parameter in draft and not (field.parameter == "follower_ids" and draft.get("assignee_ids"))


def fits(task: Task, field: WrittenField, value: Any) -> bool:
    """Whether a new start or due goes together with the task's other date, as some platforms ask."""
    other = {"start": task.due, "due": task.start}.get(field.parameter)
    if other is None or value is None:
        return True
    start, due = (value, other) if field.parameter == "start" else (other, value)
    begin, end = moment_of(start), moment_of(due)
    return (start.date is None) is (due.date is None) and begin is not None and end is not None and begin <= end


def written_together(place: Place, field: WrittenField, value: Any) -> dict[str, Any]:
    """Return a value with what it cannot stand without: a recurrence needs something that recurs, a start an end."""
    draft = {field.parameter: value}
    needed = _needed(field)
    if needed is not None and value is not None:
        draft[needed] = _later(value) if isinstance(value, TaskDate | dt.date) else _first_day(place, field, needed)
    if field.parameter == "recurrence" and value in RULES:
        start = next((each for each in place.capability.written_by(field.method) if each.parameter == "start"), None)
        if start is not None:
            draft["start"] = next(each for each in place.choices.values(start) if each.date == DAYS[0] or each.datetime)
    return draft


def _first_day(place: Place, field: WrittenField, needed: str) -> TaskDate:
    """Return a date for what repeats, of those that the platform can carry."""
    dates = next(each for each in place.capability.written_by(field.method) if each.parameter == needed)
    found: TaskDate = next(each for each in place.choices.values(dates) if each.date == DAYS[0] or each.datetime)
    return found


def _later(start: TaskDate | dt.date) -> TaskDate | dt.date:
    """Return a date of the same kind that is after a start."""
    if isinstance(start, dt.date):
        return start + dt.timedelta(days=1)
    if start.date is not None:
        return TaskDate(date=start.date + dt.timedelta(days=1))
    assert start.datetime is not None  # a date is a day or a moment
    return TaskDate(datetime=start.datetime + dt.timedelta(days=1))
