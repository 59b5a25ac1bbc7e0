"""Tasks: read, made, changed, deleted, cleared. Source: the description's `tasks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.google_tasks import member
from tasklab.twin.platform.google_tasks.call import NOTHING, Answer, Call
from tasklab.twin.platform.google_tasks.operation import operation
from tasklab.twin.platform.google_tasks.task_list import check_id
from tasklab.twin.platform.google_tasks.task_place import check_list_room, check_place, check_total
from tasklab.twin.platform.google_tasks.task_row import emptied, new_row, read_task, show_task

if TYPE_CHECKING:
    from tasklab.twin.store import Row

PATH = "lists/{tasklist}/tasks"
_KNOWN = {
    **dict.fromkeys(
        (
            "kind", "id", "etag", "title", "updated", "selfLink", "parent", "position", "notes", "status", "due",
            "completed", "webViewLink",
        ),
        member.text,
    ),
    **dict.fromkeys(("deleted", "hidden"), member.flag),
    "links": member.anything,
}  # fmt: skip
_NEWER = {**_KNOWN, "assignmentInfo": member.anything}


@operation("tasks.get", f"GET {PATH}/{{task}}")
def get_task(call: Call, tasklist: str, task: str) -> Answer:
    """Return a task; a deleted one too, marked."""
    return _show(call, call.find_task(call.find_list(tasklist), task))


@operation("tasks.insert", f"POST {PATH}", "parent", "previous")
def insert_task(call: Call, tasklist: str) -> Answer:
    """Make a task: first of all, or below a parent, or after a sibling."""
    home = call.find_list(tasklist, is_insert=True)
    row = new_row(_read_body(call), call.now_s)
    parent, previous = check_place(call, home, row)
    check_total(call)
    check_list_room(call, home)
    row["parent"] = parent
    return _show(call, call.household.database.add_task(home, row, call.now_s, previous))


@operation("tasks.update", f"PUT {PATH}/{{task}}")
def update_task(call: Call, tasklist: str, task: str) -> Answer:
    """Write all of a task that can be written; the body has its id, and what it leaves out is emptied."""
    home = call.find_list(tasklist)
    row = call.find_task(home, task)
    given = _read_body(call)
    check_id(call, row, "Missing task ID", "Invalid task ID")
    return _change(call, home, row, emptied(given))


@operation("tasks.patch", f"PATCH {PATH}/{{task}}")
def patch_task(call: Call, tasklist: str, task: str) -> Answer:
    """Write what the body has; null empties."""
    home = call.find_list(tasklist)
    return _change(call, home, call.find_task(home, task), _read_body(call))


@operation("tasks.delete", f"DELETE {PATH}/{{task}}")
def delete_task(call: Call, tasklist: str, task: str) -> Answer:
    """Mark a task, and what is below it, as deleted."""
    home = call.find_list(tasklist)
    row = call.find_task(home, task)
    call.check_unchanged(row)
    _delete(call, home, row)
    return NOTHING


@operation("tasks.clear", "POST lists/{tasklist}/clear")
def clear_tasks(call: Call, tasklist: str) -> Answer:
    """Hide what is completed."""
    home = call.find_list(tasklist)
    database = call.household.database
    for row in database.roll(home["id"]):
        if row["status"] == "completed" and not (row["hidden"] or row["deleted"]):
            database.change_task(home, row, {"hidden": True}, call.now_s)
    return NOTHING


def _read_body(call: Call) -> dict[str, Any]:
    member.check_members(call.body, _NEWER if call.traits.has_assigned else _KNOWN, "task")
    return call.body


def _change(call: Call, home: Row, row: Row, given: dict[str, Any]) -> Answer:
    call.check_unchanged(row)
    changes = read_task(given, row, call.now_s)
    if row["assignment"] is not None:
        changes.pop("deleted", None)  # of an assigned task it can only be read
    database = call.household.database
    is_back = row["deleted"] and changes.get("deleted") is False
    if is_back:
        check_total(call)
        check_list_room(call, home)
        changes |= {"parent": _standing_parent(call, row)}
    if changes.get("deleted") and not row["deleted"]:
        _delete(call, home, row)
    database.change_task(home, row, changes, call.now_s)
    return _show(call, row)


def _standing_parent(call: Call, row: Row) -> str | None:
    parent = call.household.database.tasks.get(row["parent"])
    return None if parent is None or parent["deleted"] else row["parent"]


def _delete(call: Call, home: Row, row: Row) -> None:
    database = call.household.database
    for each in (row, *database.tasks.where("parent", row["id"])):
        if not each["deleted"]:
            database.change_task(home, each, {"deleted": True}, call.now_s)


def _show(call: Call, row: Row) -> Answer:
    return Answer(show_task(call.household.database, row, has_assigned=call.traits.has_assigned))
