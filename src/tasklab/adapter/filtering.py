"""Filters and orders that the platform does not have, applied by us to unified objects.

They mean exactly what the parameters of the catalogue promise, so a native filter can be held against them.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec import UNSET

from tasklab.unified.enumeration import StatusCategory
from tasklab.unified.objects import TaskDate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.unified.parameter.common import ListParameters

Test: TypeAlias = "Callable[[Any], bool]"
Key: TypeAlias = "tuple[int, int | float | str | None, str]"
"""Rank (number, text, nothing), value, id."""

_CONTROLS = frozenset({"limit", "cursor", "sort", "fields", "raw", "allow_scan"})
_CLOSED = frozenset({StatusCategory.DONE, StatusCategory.CANCELED})

READS = {
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
    "include_archived": (),
}
"""Fields that a filter reads, where they are not named as the filter is; one of them is enough."""


@cache
def optional_filters(parameters: type[ListParameters]) -> tuple[tuple[str, object], ...]:
    """Return the filters of a list that a caller may leave out, with what they are then.

    What a list needs (`task_id`) is its place, and no filter.
    """
    fields, defaults = parameters.__struct_fields__, parameters.__struct_defaults__
    needed = (msgspec.NODEFAULT,) * (len(fields) - len(defaults))
    return tuple(
        (name, default)
        for name, default in zip(fields, needed + defaults, strict=True)
        if name not in _CONTROLS and default is not msgspec.NODEFAULT
    )


def given_filters(parameters: ListParameters) -> tuple[str, ...]:
    """Return the filters that this call has."""
    return tuple(
        name for name, default in optional_filters(type(parameters)) if getattr(parameters, name) is not default
    )


def fields_read(name: str) -> tuple[str, ...]:
    """Return the unified fields that a local filter looks at."""
    return READS.get(name, (name,))


def make_test(name: str, value: Any) -> Test:
    """Return the test of one filter."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(value)
    return lambda item: getattr(item, name) == value


def _has(field: str) -> Callable[[Any], Test]:
    def make(wanted: Any) -> Test:
        return lambda item: wanted in (getattr(item, field) or ())

    return make


def _part(field: str, member: str) -> Callable[[Any], Test]:
    def make(wanted: Any) -> Test:
        def test(item: Any) -> bool:
            part = getattr(item, field)
            return part is not None and getattr(part, member) == wanted

        return test

    return make


def _completed(wanted: Any) -> Test:
    return lambda item: is_completed(item) is wanted


def is_completed(task: Any) -> bool:
    """Tell whether a task is closed: done or canceled, or with a moment of completion where the status says nothing."""
    status = task.status
    if status is None or status.category is StatusCategory.UNKNOWN:
        return task.completed_at is not None
    return status.category in _CLOSED


def _since(field: str) -> Callable[[Any], Test]:
    def make(bound: Any) -> Test:
        def test(item: Any) -> bool:
            moment = as_moment(getattr(item, field))
            return moment is not None and moment >= bound

        return test

    return make


def _until(field: str) -> Callable[[Any], Test]:
    def make(bound: Any) -> Test:
        def test(item: Any) -> bool:
            moment = as_moment(getattr(item, field))
            return moment is not None and moment < bound

        return test

    return make


def _query(wanted: Any) -> Test:
    needle = str(wanted).casefold()
    return lambda item: needle in (item.title or "").casefold() or needle in (item.description or "").casefold()


def _everything(wanted: Any) -> Test:  # noqa: ARG001 - a platform that keeps no archive shows everything already
    return lambda item: True  # noqa: ARG005


_SPECIAL: dict[str, Callable[[Any], Test]] = {
    "assignee_id": _has("assignee_ids"),
    "label_id": _has("label_ids"),
    "status_id": _part("status", "id"),
    "status_category": _part("status", "category"),
    "priority_level": _part("priority", "level"),
    "completed": _completed,
    "due_after": _since("due"),
    "due_before": _until("due"),
    "modified_after": _since("updated_at"),
    "modified_before": _until("updated_at"),
    "created_after": _since("created_at"),
    "created_before": _until("created_at"),
    "query": _query,
    "include_archived": _everything,
}


def as_moment(value: dt.datetime | dt.date | TaskDate | None) -> dt.datetime | None:
    """Return the moment that a date counts as: an all-day date is its first moment in UTC."""
    if isinstance(value, TaskDate):
        value = value.date if value.datetime is None else value.datetime
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)


_NOTHING = 2
"""Rank of what has no value."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def sort_key(item: Any, field: str) -> Key:
    """Return what an object is ordered by: numbers before texts, nothing at all last, equals by id."""
    value = _comparable(getattr(item, field))
    if value is None:
        return (_NOTHING, None, str(item.id))
    return (1 if isinstance(value, str) else 0, value, str(item.id))


def _comparable(value: Any) -> int | float | str | None:
    if isinstance(value, TaskDate | dt.date):
        moment = as_moment(value)
        return None if moment is None else (moment - _EPOCH) // _MICROSECOND
    if value is None or value is UNSET:
        return None
    if isinstance(value, int | float | str):
        return value
    if isinstance(value, list | tuple):
        return "\x00".join(str(part) for part in value) if value else None
    for name in ("name", "value", "id"):
        inner = getattr(value, name, None)
        if inner is not None:
            return _comparable(inner)
    return None


def is_before(one: Key, other: Key, *, is_descending: bool) -> bool:
    """Tell whether one key comes before another. What has no value is last in both directions."""
    if one[:2] == other[:2]:
        return one[2] < other[2]
    if _NOTHING in (one[0], other[0]):
        return one[0] != _NOTHING
    return _less(other, one) if is_descending else _less(one, other)


def _less(one: Key, other: Key) -> bool:
    if one[0] != other[0]:
        return one[0] < other[0]
    return bool(one[1] < other[1])  # type: ignore[operator] # the rank says that both are numbers, or both texts
