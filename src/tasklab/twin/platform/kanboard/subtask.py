"""Procedures about subtasks and their timers.

Source: https://docs.kanboard.org/v1/api/subtask_procedures/ and .../subtask_time_tracking_procedures/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER
from tasklab.twin.platform.kanboard.activity import note
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_int, as_number, as_text, is_missing, is_number, is_whole
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, task_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

STATUS_NAMES = {0: "Todo", 1: "In progress", 2: "Done"}
_MAX_TITLE = 65535
_QUARTER_S, _HOUR_S = 900, 3600


@procedure(owner_of("subtasks", "subtask_id"))
def get_subtask(call: Call, subtask_id: Any) -> Row | None:
    """Return a subtask, or null."""
    return call.row(call.database.subtasks.get(as_id(subtask_id)))


@procedure(task_of())
def get_all_subtasks(call: Call, task_id: Any) -> list[Row | None]:
    """Return the subtasks of a task by position, with their assignee's names and the caller's timers."""
    rows = sort_by(call.database.subtasks.where("task_id", as_id(task_id)), "position")
    return [show_subtask(call, row) for row in rows]


@procedure(task_of(), PROJECT_MEMBER)
def create_subtask(
    call: Call,
    task_id: Any,
    title: Any,
    user_id: Any = 0,
    time_estimated: Any = 0,
    time_spent: Any = 0,
    status: Any = 0,
) -> int | bool:
    """Add a subtask below the others."""
    values = {"user_id": user_id, "time_estimated": time_estimated, "time_spent": time_spent, "status": status}
    task = call.database.tasks.get(as_id(task_id))
    if task is None or is_missing(title) or not _is_valid(values | {"title": title}):
        return False
    others = call.database.subtasks.where("task_id", task["id"])
    row = {
        "title": as_text(title),
        "status": as_int(status),
        "time_estimated": as_number(time_estimated),
        "time_spent": as_number(time_spent),
        "task_id": task["id"],
        "user_id": as_id(user_id),
        "position": max((each["position"] for each in others), default=0) + 1,
    }
    subtask_id = int(call.database.subtasks.insert(row))
    _sum_up(call, task["id"])
    note(call, "subtask.create", task, subtask=call.row(row))
    return subtask_id


@procedure(task_of(), PROJECT_MEMBER, since={"position": "1.2.30"})
def update_subtask(
    call: Call,
    id_: Any,
    task_id: Any,
    title: Any = None,
    user_id: Any = None,
    time_estimated: Any = None,
    time_spent: Any = None,
    status: Any = None,
    position: Any = None,
) -> bool:
    """Change the fields of a subtask that are given; a position is kept as it is given."""
    subtask, task = call.database.subtasks.get(as_id(id_)), call.database.tasks.get(as_id(task_id))
    whole = {"user_id": user_id, "status": status, "position": position}
    numbers = {"time_estimated": time_estimated, "time_spent": time_spent}
    if subtask is None or task is None or not _is_valid(whole | numbers | {"title": title}):
        return False
    changes: Row = {name: as_int(value) for name, value in whole.items() if value is not None}
    changes |= {name: as_number(value) for name, value in numbers.items() if value is not None}
    if title is not None:
        changes["title"] = as_text(title)
    call.database.subtasks.update(subtask["id"], changes | {"task_id": task["id"]})
    _sum_up(call, task["id"])
    note(call, "subtask.update", task, subtask=call.row(subtask))
    return True


@procedure(owner_of("subtasks", "subtask_id"), PROJECT_MEMBER)
def remove_subtask(call: Call, subtask_id: Any) -> bool:
    """Remove a subtask with its timers."""
    subtask = call.database.subtasks.get(as_id(subtask_id))
    if subtask is None:
        return False
    call.database.timers.remove_where("subtask_id", subtask["id"])
    call.database.subtasks.remove(subtask["id"])
    _sum_up(call, subtask["task_id"])
    task = call.database.tasks.get(subtask["task_id"])
    if task is not None:
        note(call, "subtask.delete", task, subtask=call.row(subtask))
    return True


@procedure(owner_of("subtasks", "subtask_id"))
def has_subtask_timer(call: Call, subtask_id: Any, user_id: Any) -> bool:
    """Whether a timer of a user runs on a subtask."""
    return _find_timer(call, as_id(subtask_id), as_id(user_id)) is not None


@procedure(owner_of("subtasks", "subtask_id"), PROJECT_MEMBER)
def set_subtask_start_time(call: Call, subtask_id: Any, user_id: Any) -> bool:
    """Start a timer; false where one runs."""
    subtask, user = as_id(subtask_id), as_id(user_id)
    if subtask not in call.database.subtasks or user not in call.database.users or _find_timer(call, subtask, user):
        return False
    row = {"subtask_id": subtask, "user_id": user, "start": call.now_s, "end": 0, "time_spent": 0}
    call.database.timers.insert(row)
    return True


@procedure(owner_of("subtasks", "subtask_id"), PROJECT_MEMBER)
def set_subtask_end_time(call: Call, subtask_id: Any, user_id: Any) -> bool:
    """Stop a timer and add its hours to the subtask; false where none runs."""
    timer = _find_timer(call, as_id(subtask_id), as_id(user_id))
    subtask = call.database.subtasks.get(as_id(subtask_id))
    if timer is None or subtask is None:
        return False
    hours = _hours(call.now_s - timer["start"])
    call.database.timers.update(timer["id"], {"end": call.now_s, "time_spent": hours})
    call.database.subtasks.update(subtask["id"], {"time_spent": as_number(subtask["time_spent"] + hours)})
    _sum_up(call, subtask["task_id"])
    return True


@procedure(owner_of("subtasks", "subtask_id"))
def get_subtask_time_spent(call: Call, subtask_id: Any, user_id: Any) -> int | float:
    """Return the hours that a running timer stands at, to the quarter; 0 where none runs."""
    timer = _find_timer(call, as_id(subtask_id), as_id(user_id))
    return 0 if timer is None else _hours(call.now_s - timer["start"])


def show_subtask(call: Call, subtask: Row) -> Row | None:
    """Return a subtask as lists have it."""
    owner = call.database.users.get(subtask["user_id"]) or {}
    timer = _find_timer(call, subtask["id"], call.user_id)
    more = {
        "username": owner.get("username"),
        "name": owner.get("name"),
        "status_name": STATUS_NAMES.get(subtask["status"], ""),
        "timer_start_date": 0 if timer is None else timer["start"],
        "is_timer_started": timer is not None,
    }
    return call.row(subtask | more)


def _is_valid(values: Mapping[str, Any]) -> bool:
    return (
        all(is_whole(values.get(name)) for name in ("user_id", "status", "position"))
        and all(is_number(values.get(name)) for name in ("time_estimated", "time_spent"))
        and len(as_text(values.get("title"))) <= _MAX_TITLE
    )


def _find_timer(call: Call, subtask_id: int, user_id: int) -> Row | None:
    timers = call.database.timers.where("subtask_id", subtask_id)
    return next((each for each in timers if each["user_id"] == user_id and not each["end"]), None)


def _hours(seconds: int) -> int | float:
    return as_number(round(int(seconds / _QUARTER_S + 0.5) * _QUARTER_S / _HOUR_S, 2))


def _sum_up(call: Call, task_id: int) -> None:
    rows = call.database.subtasks.where("task_id", task_id)
    times = {name: as_number(sum(each[name] for each in rows)) for name in ("time_spent", "time_estimated")}
    call.database.tasks.update(task_id, times)
