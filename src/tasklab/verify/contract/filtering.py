"""The filters and orders of the catalogue, applied by the suite itself to what a list without them gave.

Written from the catalogue's own words and from nothing else, so that a platform's filter, and ours, can be held
against it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tasklab.unified.enumeration import PriorityLevel, StatusCategory
from tasklab.unified.objects import TaskDate

if TYPE_CHECKING:
    from collections.abc import Sequence

_READS = {
    "assignee_id": ("assignee_ids",),
    "label_id": ("label_ids",),
    "status_id": ("status",),
    "status_category": ("status",),
    "priority_level": ("priority",),
    "completed": ("status", "completed_at"),
    "due_after": ("due",),
    "due_before": ("due",),
    "modified_after": ("updated_at",),
    "modified_before": ("updated_at",),
    "created_after": ("created_at",),
    "created_before": ("created_at",),
    "query": ("title", "description"),
}
SORTED_FIELDS = ("title", "created_at", "updated_at", "due", "start", "percent_done", "completed_at", "key")
"""Fields whose order means the same to everybody; text is held against both common orders of letters."""
_CLOSED = (StatusCategory.DONE, StatusCategory.CANCELED)
_SECOND = dt.timedelta(seconds=1)


def reads_of(name: str) -> tuple[str, ...]:
    """Return the fields that a filter looks at; one of them is enough."""
    return _READS.get(name, (name,))


def moment_of(value: object) -> dt.datetime | None:
    """Return the moment that a date counts as: an all-day date is its first moment in UTC."""
    if isinstance(value, TaskDate):
        value = value.datetime or value.date
    if value is None or isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    raise TypeError(f"expected a date, got {value!r}")


def passes(item: Any, name: str, wanted: Any) -> bool:
    """Tell whether an object is one that a filter picks."""
    if name.endswith(("_after", "_before")):
        moment = moment_of(getattr(item, reads_of(name)[0]))
        return moment is not None and (moment >= wanted if name.endswith("_after") else moment < wanted)
    match name:
        case "assignee_id" | "label_id":
            return wanted in (getattr(item, reads_of(name)[0]) or [])
        case "status_id":
            return item.status is not None and item.status.id == wanted
        case "status_category":
            return item.status is not None and item.status.category == wanted
        case "priority_level":
            return item.priority is not None and item.priority.level == wanted
        case "completed":
            return _is_closed(item) is wanted
        case "query":
            texts = (item.title or "", item.description or "")
            return any(wanted.casefold() in text.casefold() for text in texts)
        case _:
            return bool(getattr(item, name) == wanted)


def _is_closed(task: Any) -> bool:
    if task.status is None or task.status.category == StatusCategory.UNKNOWN:
        return task.completed_at is not None
    return task.status.category in _CLOSED


def wanted_values(name: str, tasks: Sequence[Any], strange: str) -> list[Any]:
    """Return values worth asking for: those that some of the tasks have, and one that none has."""
    if name.endswith(("_after", "_before")):
        known = sorted({moment for task in tasks if (moment := moment_of(getattr(task, reads_of(name)[0])))})
        middle = [known[len(known) // 2]] if known else [dt.datetime(2027, 2, 1, tzinfo=dt.UTC)]
        ends = [known[0], known[-1] + _SECOND] if known else []
        return [*middle, *ends]
    match name:
        case "completed":
            return [True, False]
        case "query":
            return [tasks[0].title, tasks[0].title.upper(), strange]
        case "status_category":
            return sorted({task.status.category.value for task in tasks if task.status} or {"done"})
        case "priority_level":
            levels = {task.priority.level.value for task in tasks if task.priority}
            return sorted({*levels, PriorityLevel.URGENT.value})
        case "status_id":
            return sorted({task.status.id for task in tasks if task.status} or {"1"})
        case _:
            return _ids(name, tasks)


def _ids(name: str, tasks: Sequence[Any]) -> list[str]:
    found: set[str] = set()
    for task in tasks:
        value = getattr(task, reads_of(name)[0])
        found.update(value if isinstance(value, list) else [value] if value else [])
    return sorted(found)[:3] or ["1"]


def is_ordered(items: Sequence[Any], field: str, *, is_descending: bool) -> str:
    """Find two objects that stand the wrong way round; empty when there are none.

    What has no value may stand at either end, and nowhere between.
    """
    values = [_comparable(getattr(item, field)) for item in items]
    there = [value for value in values if value is not None]
    gaps = [index for index, value in enumerate(values) if value is None]
    if gaps and there and gaps != list(range(len(gaps))) and gaps[0] != len(there):
        return "objects without a value stand between others"
    orders = [there, [value.casefold() for value in there]] if there and isinstance(there[0], str) else [there]
    if any(order == sorted(order, reverse=is_descending) for order in orders):
        return ""
    return f"{[str(value) for value in there]}"


def _comparable(value: Any) -> Any:
    if isinstance(value, TaskDate | dt.date):
        return moment_of(value)
    return value
