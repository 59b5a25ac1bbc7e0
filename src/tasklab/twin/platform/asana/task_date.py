"""When a task begins and is due: a day or a moment, each with its rules.

Source: the members `due_on`, `due_at`, `start_on`, `start_at` of tasks in the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.moment import day_of, parse_day, parse_moment, render_moment
from tasklab.twin.platform.asana.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.store import Row

NAMES = ("start_on", "start_at", "due_on", "due_at")


def read_dates(data: Mapping[str, Any], task: Row) -> Row:
    """Return what a request changes of the dates of a task. Raises: RefusalError."""
    due, start = _read_pair(data, "due"), _read_pair(data, "start")
    if start and not due:
        raise RefusalError(400, "start_on: due_on or due_at must be present in the request when setting start_on")
    if start.get("start_at") and not data.get("due_at"):
        raise RefusalError(400, "start_at: due_at must be present in the request when setting start_at")
    changes = {**due, **start}
    merged = {name: changes.get(name, task.get(name)) for name in NAMES}
    if not merged["due_on"] and merged["start_on"]:
        if changes.get("start_on"):
            raise invalid("start_on", "Must have a due date")
        changes.update(start_on=None, start_at=None)
    elif merged["start_on"]:
        _check_span(merged)
    return changes


def _read_pair(data: Mapping[str, Any], word: str) -> Row:
    on, at = f"{word}_on", f"{word}_at"
    if data.get(on) is not None and data.get(at) is not None:
        raise RefusalError(400, f"{at}: Cannot be used together with {on}")
    if data.get(at) is not None:
        moment = parse_moment(data[at], at)
        return {on: day_of(moment), at: render_moment(moment)}
    if data.get(on) is not None:
        return {on: parse_day(data[on], on), at: None}
    return {on: None, at: None} if on in data or at in data else {}


def _check_span(dates: Row) -> None:
    if dates["start_at"] and dates["due_at"]:
        is_backward = dates["start_at"] > dates["due_at"]
    else:
        is_backward = dates["start_on"] > dates["due_on"]
    if is_backward:
        raise invalid("start_on", "Must be before the due date")
