"""Procedures about tasks. Source: https://docs.kanboard.org/v1/api/task_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import ADMIN, PROJECT_MEMBER, is_assignable
from tasklab.twin.platform.kanboard.activity import note
from tasklab.twin.platform.kanboard.color import DEFAULT_COLOR, look_of
from tasklab.twin.platform.kanboard.column import columns_of
from tasklab.twin.platform.kanboard.date import is_moment, keep_moment, parse_moment
from tasklab.twin.platform.kanboard.php import (
    as_id,
    as_int,
    as_number,
    as_text,
    is_empty,
    is_missing,
    is_number,
    is_whole,
)
from tasklab.twin.platform.kanboard.procedure import procedure, project_of, task_of
from tasklab.twin.platform.kanboard.swimlane import active_swimlanes
from tasklab.twin.platform.kanboard.tag import names_of, set_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

OPEN, CLOSED = 1, 0
_MAX_TITLE, _MAX_REFERENCE, _MAX_SCORE = 65535, 191, 2_147_483_647
_RECURRENCE = ("status", "trigger", "factor", "timeframe", "basedate")
_WHOLE = (
    *("project_id", "column_id", "owner_id", "creator_id", "score", "category_id", "swimlane_id", "priority"),
    *(f"recurrence_{name}" for name in _RECURRENCE),
)
_DATES, _TIMES = ("date_due", "date_started"), ("time_spent", "time_estimated")
_TIME_TRACKING = dict.fromkeys(_TIMES, "1.2.20")
_BLANK: Row = {
    "id": 0,
    "title": "",
    "description": "",
    "date_creation": 0,
    "color_id": DEFAULT_COLOR,
    "project_id": 0,
    "column_id": 0,
    "owner_id": 0,
    "position": 0,
    "is_active": OPEN,
    "date_completed": None,
    "score": 0,
    "date_due": 0,
    "category_id": 0,
    "creator_id": 0,
    "date_modification": 0,
    "reference": "",
    "date_started": 0,
    "time_spent": 0,
    "time_estimated": 0,
    "swimlane_id": 0,
    "date_moved": 0,
    **{f"recurrence_{name}": 0 for name in _RECURRENCE},
    "recurrence_parent": None,
    "recurrence_child": None,
    "priority": 0,
    "external_provider": None,
    "external_uri": None,
}


def show_task(call: Call, task: Row | None) -> Row | None:
    """Return a task as answers have it, with its address and how its colour looks."""
    shown = call.row(task)
    if shown is None or task is None:
        return None
    query = f"task_id={task['id']}&project_id={task['project_id']}"
    shown["url"] = f"{call.address}/?controller=TaskViewController&action=show&{query}"
    shown["color"] = look_of(task["color_id"])
    return shown


def insert_tasks(call: Call, project_id: int, count: int) -> None:
    """Make many tasks at the bottom of a project's first column, without a history."""
    stamp = {"date_creation": call.now_s, "date_modification": call.now_s, "date_moved": call.now_s}
    place = {
        "project_id": project_id,
        "column_id": columns_of(call.database, project_id)[0]["id"],
        "swimlane_id": active_swimlanes(call.database, project_id)[0]["id"],
    }
    blank, tasks = _BLANK | stamp | place, call.database.tasks
    first = tasks.count("lane", (*place.values(), OPEN)) + 1
    for position in range(first, first + count):
        tasks.insert(blank | {"title": f"Task {position}", "position": position})


def is_valid(values: Mapping[str, Any], now_s: int) -> bool:
    """Whether the fields of a task are accepted, those that are given."""
    swimlane = values.get("swimlane_id")
    return (
        all(is_whole(values.get(name)) for name in _WHOLE)
        and all(is_number(values.get(name)) for name in _TIMES)
        and all(is_moment(values.get(name)) for name in _DATES)
        and abs(as_int(values.get("score"))) <= _MAX_SCORE
        and (is_missing(swimlane) or as_int(swimlane) > 0)
        and len(as_text(values.get("title"))) <= _MAX_TITLE
        and len(as_text(values.get("reference"))) <= _MAX_REFERENCE
        and _starts_before_due(values, now_s)
    )


@procedure(project_of(), PROJECT_MEMBER, since=_TIME_TRACKING, arrays=("tags",))
def create_task(
    call: Call,
    title: Any,
    project_id: Any,
    color_id: Any = "",
    column_id: Any = 0,
    owner_id: Any = 0,
    creator_id: Any = 0,
    date_due: Any = "",
    description: Any = "",
    category_id: Any = 0,
    score: Any = 0,
    swimlane_id: Any = None,
    priority: Any = 0,
    recurrence_status: Any = 0,
    recurrence_trigger: Any = 0,
    recurrence_factor: Any = 0,
    recurrence_timeframe: Any = 0,
    recurrence_basedate: Any = 0,
    reference: Any = "",
    tags: Any = (),
    date_started: Any = "",
    time_spent: Any = None,
    time_estimated: Any = None,
) -> int | bool:
    """Make a task at the bottom of its column; an assignee has to be a member of the project."""
    values = dict(locals())
    del values["call"], values["tags"]
    values["creator_id"] = call.user_id or creator_id
    is_unassigned = type(owner_id) is int and not owner_id
    if not is_unassigned and not is_assignable(call.database, as_id(project_id), as_id(owner_id)):
        return False
    if is_missing(title) or is_missing(project_id) or not is_valid(values, call.now_s):
        return False
    if as_id(project_id) not in call.database.projects:
        return 0
    row = _new_row(call, values)
    if row["column_id"] not in call.database.columns or row["swimlane_id"] not in call.database.swimlanes:
        return False
    task_id = int(call.database.tasks.insert(row))
    set_tags(call.database, row["project_id"], task_id, names_of(tags))
    note(call, "task.create", row)
    return task_id


@procedure(task_of("id"), PROJECT_MEMBER, since=_TIME_TRACKING)
def update_task(
    call: Call,
    id_: Any,
    title: Any = None,
    color_id: Any = None,
    owner_id: Any = None,
    date_due: Any = None,
    description: Any = None,
    category_id: Any = None,
    score: Any = None,
    priority: Any = None,
    recurrence_status: Any = None,
    recurrence_trigger: Any = None,
    recurrence_factor: Any = None,
    recurrence_timeframe: Any = None,
    recurrence_basedate: Any = None,
    reference: Any = None,
    tags: Any = None,
    date_started: Any = None,
    time_spent: Any = None,
    time_estimated: Any = None,
) -> bool:
    """Change the fields of a task that are given and not null."""
    values = {name: value for name, value in locals().items() if value is not None}
    for name in ("call", "id_", "tags"):
        values.pop(name, None)
    task = call.database.tasks.get(as_id(id_))
    if task is None:
        return False
    if not is_empty(owner_id) and not is_assignable(call.database, task["project_id"], as_id(owner_id)):
        return False
    if not is_valid(values, call.now_s):
        return False
    if tags is not None:
        set_tags(call.database, task["project_id"], task["id"], names_of(tags))
    changes = {name: _kept(name, value, call.now_s) for name, value in values.items()}
    is_reassigned = list(changes) == ["owner_id"] and changes["owner_id"] != task["owner_id"]
    differing = {name: value for name, value in changes.items() if value != task[name]}
    call.database.tasks.update(task["id"], changes | {"date_modification": call.now_s})
    note(call, "task.assignee_change" if is_reassigned else "task.update", task, changes=differing or [])
    return True


@procedure(task_of())
def get_task(call: Call, task_id: Any) -> Row | None:
    """Return a task, or null."""
    return show_task(call, call.database.tasks.get(as_id(task_id)))


@procedure(project_of())
def get_task_by_reference(call: Call, project_id: Any, reference: Any) -> Row | None:
    """Return the oldest task of a project with a reference, or null."""
    return show_task(call, call.database.tasks.first("reference", (as_id(project_id), as_text(reference))))


@procedure(project_of())
def get_all_tasks(call: Call, project_id: Any, status_id: Any = OPEN) -> list[Row | None]:
    """Return all tasks of a project with a status, by id."""
    return [
        show_task(call, task) for task in call.database.tasks.where("status", (as_id(project_id), as_id(status_id)))
    ]


@procedure(application_role=ADMIN)
def get_overdue_tasks(call: Call) -> list[Row | None]:
    """Return the open tasks of open projects that are due."""
    return show_overdue(call, call.database.tasks)


@procedure(project_of())
def get_overdue_tasks_by_project(call: Call, project_id: Any) -> list[Row | None]:
    """Return the open tasks of a project that are due."""
    return show_overdue(call, call.database.tasks.where("project_id", as_id(project_id)))


@procedure(task_of(), PROJECT_MEMBER)
def open_task(call: Call, task_id: Any) -> bool:
    """Open a task again; when it was completed becomes 0."""
    return _change_status(call, as_id(task_id), OPEN, 0, "task.open")


@procedure(task_of(), PROJECT_MEMBER)
def close_task(call: Call, task_id: Any) -> bool:
    """Close a task; its subtasks are done then."""
    for subtask in call.database.subtasks.where("task_id", as_id(task_id)):
        call.database.subtasks.update(subtask["id"], {"status": 2})
    return _change_status(call, as_id(task_id), CLOSED, call.now_s, "task.close")


@procedure(task_of(), PROJECT_MEMBER)
def remove_task(call: Call, task_id: Any) -> bool:
    """Remove a task with all that hangs on it; the positions of others stay."""
    return call.database.remove_task(as_id(task_id))


def show_overdue(call: Call, tasks: Iterable[Row]) -> list[Row | None]:
    """Return those of some tasks that are due, with the names of their project and assignee."""
    return [
        call.row(_with_names(call, task))
        for task in tasks
        if task["is_active"] and 0 < task["date_due"] <= call.now_s and _is_in_open_project(call, task)
    ]


def _with_names(call: Call, task: Row) -> Row:
    project = call.database.projects.get(task["project_id"]) or {"name": None}
    owner = call.database.users.get(task["owner_id"]) or {"username": None, "name": None}
    fields = ("id", "title", "date_due", "project_id", "creator_id", "owner_id")
    names = {"project_name": project["name"], "assignee_username": owner["username"], "assignee_name": owner["name"]}
    return {name: task[name] for name in fields} | names


def _is_in_open_project(call: Call, task: Row) -> bool:
    project = call.database.projects.get(task["project_id"])
    return project is not None and bool(project["is_active"])


def _new_row(call: Call, values: Mapping[str, Any]) -> Row:
    kept = {name: _kept(name, value, call.now_s) for name, value in values.items()}
    project_id = kept["project_id"]
    if not kept["column_id"]:
        kept["column_id"] = next((each["id"] for each in columns_of(call.database, project_id)), 0)
    if not kept["swimlane_id"]:
        kept["swimlane_id"] = next((each["id"] for each in active_swimlanes(call.database, project_id)), 0)
    lane = (project_id, kept["column_id"], kept["swimlane_id"], OPEN)
    stamp = dict.fromkeys(("date_creation", "date_modification", "date_moved"), call.now_s)
    return _BLANK | kept | stamp | {"position": call.database.tasks.count("lane", lane) + 1}


def _kept(name: str, value: Any, now_s: int) -> Any:
    if name in _DATES:
        return keep_moment(value, now_s)
    if name in _TIMES:
        return as_number(value)
    if name in _WHOLE:
        return as_int(value)
    if name == "color_id" and is_empty(value):
        return DEFAULT_COLOR
    if name == "title" and is_empty(value):
        return "Untitled"
    return as_text(value)


def _starts_before_due(values: Mapping[str, Any], now_s: int) -> bool:
    start, due = values.get("date_started"), values.get("date_due")
    if is_empty(start) or is_empty(due):
        return True
    return (parse_moment(start, now_s) or 0) <= (parse_moment(due, now_s) or 0)


def _change_status(call: Call, task_id: int, status: int, completed: int, event: str) -> bool:
    changes = {"is_active": status, "date_completed": completed, "date_modification": call.now_s}
    task = call.database.tasks.get(task_id)
    if task is None:
        return False
    call.database.tasks.update(task_id, changes)
    note(call, event, task)
    return True
