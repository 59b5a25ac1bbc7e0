"""Procedures that move and copy tasks. Source: https://docs.kanboard.org/v1/api/task_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER, is_assignable
from tasklab.twin.platform.kanboard.activity import note
from tasklab.twin.platform.kanboard.column import columns_of
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_int
from tasklab.twin.platform.kanboard.procedure import procedure, project_of
from tasklab.twin.platform.kanboard.swimlane import active_swimlanes
from tasklab.twin.platform.kanboard.tag import set_tags, tags_of
from tasklab.twin.platform.kanboard.task import OPEN

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row


@procedure(project_of(), PROJECT_MEMBER)
def move_task_position(
    call: Call, project_id: Any, task_id: Any, column_id: Any, position: Any, swimlane_id: Any
) -> bool:
    """Move a task on its board; false where it is there already. Swimlane 0 is the one that it is in."""
    task = call.database.tasks.get(as_id(task_id))
    if task is None or as_int(position) < 1 or task["project_id"] != as_id(project_id):
        return False
    column, swimlane = as_id(column_id), as_id(swimlane_id) or task["swimlane_id"]
    if column not in call.database.columns or swimlane not in call.database.swimlanes:
        return False
    event = _find_event(task, column, as_int(position), swimlane)
    if event is None:
        return False
    old = (task["column_id"], task["swimlane_id"])
    if old != (column, swimlane):
        _number(call, [each for each in _lane(call, task, *old) if each["id"] != task["id"]], *old)
    others = [each for each in _lane(call, task, column, swimlane) if each["id"] != task["id"]]
    others.insert(as_int(position) - 1, task)
    _number(call, others, column, swimlane)
    call.database.tasks.update(task["id"], {"date_moved": call.now_s, "date_modification": call.now_s})
    note(call, event, task)
    return True


@procedure(project_of(), PROJECT_MEMBER)
def move_task_to_project(
    call: Call,
    task_id: Any,
    project_id: Any,
    swimlane_id: Any = None,
    column_id: Any = None,
    category_id: Any = None,
    owner_id: Any = None,
) -> bool:
    """Move a task to another project: where names agree it keeps column, swimlane and category. It is open then."""
    task = call.database.tasks.get(as_id(task_id))
    if task is None or as_id(project_id) not in call.database.projects:
        return False
    names = [tag["name"] for tag in tags_of(call.database, task["id"])]
    place = _find_place(call, task, as_id(project_id), swimlane_id, column_id, category_id, owner_id)
    call.database.tasks.update(task["id"], {**place, "date_modification": call.now_s})
    set_tags(call.database, as_id(project_id), task["id"], names)
    note(call, "task.update", task)
    return True


@procedure(project_of(), PROJECT_MEMBER)
def duplicate_task_to_project(
    call: Call,
    task_id: Any,
    project_id: Any,
    swimlane_id: Any = None,
    column_id: Any = None,
    category_id: Any = None,
    owner_id: Any = None,
) -> int | bool:
    """Copy a task with its subtasks and tags to another project."""
    task = call.database.tasks.get(as_id(task_id))
    if task is None or as_id(project_id) not in call.database.projects:
        return False
    place = _find_place(call, task, as_id(project_id), swimlane_id, column_id, category_id, owner_id)
    stamp = dict.fromkeys(("date_creation", "date_modification", "date_moved"), call.now_s)
    row = {**task, **place, **stamp, "creator_id": call.user_id or task["creator_id"], "date_completed": None}
    new_id = int(call.database.tasks.insert(row))
    set_tags(call.database, as_id(project_id), new_id, [tag["name"] for tag in tags_of(call.database, task["id"])])
    for subtask in sort_by(call.database.subtasks.where("task_id", task["id"]), "position"):
        copy = {**subtask, "task_id": new_id, "status": 0, "time_spent": 0, "user_id": 0}
        call.database.subtasks.insert(copy)
    note(call, "task.create", row)
    return new_id


def _find_event(task: Row, column: int, position: int, swimlane: int) -> str | None:
    if task["swimlane_id"] != swimlane:
        return "task.move.swimlane"
    if task["column_id"] != column:
        return "task.move.column"
    return "task.move.position" if task["position"] != position else None


def _lane(call: Call, task: Row, column: int, swimlane: int) -> list[Row]:
    rows = call.database.tasks.where("lane", (task["project_id"], column, swimlane, OPEN))
    return sort_by(rows, "position", "id")


def _number(call: Call, rows: list[Row], column: int, swimlane: int) -> None:
    for number, row in enumerate(rows, 1):
        call.database.tasks.update(row["id"], {"position": number, "column_id": column, "swimlane_id": swimlane})


def _find_place(
    call: Call, task: Row, project_id: int, swimlane_id: Any, column_id: Any, category_id: Any, owner_id: Any
) -> Row:
    database = call.database
    column = _same(columns_of(database, project_id), column_id, database.columns.get(task["column_id"]), "title")
    swimlane = _same(
        active_swimlanes(database, project_id), swimlane_id, database.swimlanes.get(task["swimlane_id"]), "name"
    )
    categories = database.categories.where("project_id", project_id)
    category = _named(categories, database.categories.get(task["category_id"]), "name")
    owner = task["owner_id"] if owner_id is None else as_id(owner_id)
    lane = (project_id, column, swimlane, OPEN)
    return {
        "project_id": project_id,
        "is_active": OPEN,
        "column_id": column,
        "swimlane_id": swimlane,
        "category_id": category if category_id is None else as_id(category_id),
        "owner_id": owner if is_assignable(database, project_id, owner) else 0,
        "position": database.tasks.count("lane", lane) + 1,
    }


def _same(rows: list[Row], chosen: Any, old: Row | None, field: str) -> int:
    if chosen is not None and any(row["id"] == as_id(chosen) for row in rows):
        return as_id(chosen)
    return _named(rows, old, field) or (rows[0]["id"] if rows else 0)


def _named(rows: list[Row], old: Row | None, field: str) -> int:
    return next((row["id"] for row in rows if old is not None and row[field] == old[field]), 0)
