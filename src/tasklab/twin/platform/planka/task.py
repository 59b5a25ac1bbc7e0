"""Tasks of a card: in 1.x they hang on the card, in 2.x in task lists.

Source: paths `/task-lists`, `/tasks` of the description; 1.26's actions. A task of 1.x is kept in the first task list
of its card, which is made with it, as the product's migration to 2.x does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import (
    find,
    find_card,
    find_membership,
    require_editor,
    require_reader,
)
from tasklab.twin.platform.planka.activity import note
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.position import GAP
from tasklab.twin.platform.planka.refusal import forbidden, not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_task
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.planka.access import Path
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_NO_LIST, _NO_TASK = "Task list not found", "Task not found"
_BOOLEAN = Input("boolean")


def insert_task_list(call: Call, card_id: str, values: Mapping[str, Any]) -> Row:
    """Make a task list of a card."""
    row: Row = {
        "cardId": card_id,
        "position": call.database.task_lists.make_place(card_id, values["position"]),
        "name": values["name"],
        "showOnFrontOfCard": values.get("showOnFrontOfCard", True),
        "hideCompletedTasks": values.get("hideCompletedTasks", False),
        **call.born(),
    }
    call.database.task_lists.insert(row)
    return row


def insert_task(call: Call, task_list_id: str, values: Mapping[str, Any]) -> Row:
    """Make a task."""
    row: Row = {
        "taskListId": task_list_id,
        "linkedCardId": values.get("linkedCardId"),
        "assigneeUserId": values.get("assigneeUserId"),
        "position": call.database.tasks.make_place(task_list_id, values["position"]),
        "name": values["name"],
        "isCompleted": values.get("isCompleted", False),
        **call.born(),
    }
    call.database.tasks.insert(row)
    return row


_LIST = {
    "position": Input("number", is_required=True, minimum=0),
    "name": Input("string", is_required=True, max_length=128),
    "showOnFrontOfCard": _BOOLEAN,
    "hideCompletedTasks": _BOOLEAN,
}


@operation("POST /api/cards/{cardId}/task-lists", _LIST, generation=SECOND)
def create_task_list(call: Call) -> dict[str, Any]:
    """Make a task list of a card."""
    path = find_card(call, call.values["cardId"])
    require_editor(call, path.board["id"], "Card not found")
    return {"item": insert_task_list(call, path.card["id"], call.values)}


def _find_task_list(call: Call, id_: object) -> tuple[Row, Path]:
    row = find(call.database.task_lists, id_, _NO_LIST)
    path = find_card(call, row["cardId"], _NO_LIST)
    return row, path


@operation("GET /api/task-lists/{id}", generation=SECOND)
def get_task_list(call: Call) -> dict[str, Any]:
    """Return a task list with its tasks."""
    row, path = _find_task_list(call, call.values["id"])
    require_reader(call, path.project, path.board["id"], _NO_LIST)
    return {"item": row, "included": {"tasks": call.database.tasks.in_order(row["id"])}}


@operation(
    "PATCH /api/task-lists/{id}",
    {
        **_LIST,
        "position": Input("number", minimum=0),
        "name": Input("string", is_filled=True, max_length=128),
    },
    generation=SECOND,
)
def update_task_list(call: Call) -> dict[str, Any]:
    """Change a task list."""
    row, path = _find_task_list(call, call.values["id"])
    require_editor(call, path.board["id"], _NO_LIST)
    changes = call.pick(*_LIST)
    if "position" in changes:
        changes["position"] = call.database.task_lists.make_place(row["cardId"], changes["position"], row["id"])
    call.database.task_lists.update(row["id"], call.changed(changes))
    return {"item": row}


@operation("DELETE /api/task-lists/{id}", generation=SECOND)
def delete_task_list(call: Call) -> dict[str, Any]:
    """Remove a task list with its tasks."""
    row, path = _find_task_list(call, call.values["id"])
    require_editor(call, path.board["id"], _NO_LIST)
    call.database.remove_task_list(row["id"])
    return {"item": row}


@operation(
    "POST /api/cards/{cardId}/tasks",
    {
        "position": Input("number", is_required=True),
        "name": Input("string", is_required=True),
        "isCompleted": _BOOLEAN,
    },
    generation=FIRST,
)
def create_task_1(call: Call) -> dict[str, Any]:
    """Make a task of a card."""
    path = find_card(call, call.values["cardId"])
    require_editor(call, path.board["id"], "Card not found")
    lists = call.database.task_lists.in_order(path.card["id"])
    first = lists[0] if lists else insert_task_list(call, path.card["id"], {"position": GAP, "name": "Task List"})
    return {"item": show_task(call, insert_task(call, first["id"], call.values))}


@operation(
    "POST /api/task-lists/{taskListId}/tasks",
    {
        "linkedCardId": id_input(SECOND, is_required=False),
        "position": Input("number", is_required=True, minimum=0),
        "name": Input("string", allows_null=True, is_filled=True, max_length=1024),
        "isCompleted": _BOOLEAN,
    },
    generation=SECOND,
)
def create_task(call: Call) -> dict[str, Any]:
    """Make a task: with a name, or linked to a card whose name and completion it takes."""
    row, path = _find_task_list(call, call.values["taskListId"])
    require_editor(call, path.board["id"], _NO_LIST)
    values = dict(call.values)
    if "linkedCardId" in values:
        missing = "Linked card not found"
        linked = find_card(call, values["linkedCardId"], missing)
        require_reader(call, linked.project, linked.board["id"], missing)
        values |= {"name": linked.card["name"], "isCompleted": linked.card["isClosed"]}
    elif values.get("name") is None:
        raise unprocessable("Linked card or name must be present")
    return {"item": insert_task(call, row["id"], values)}


def _find_task(call: Call) -> tuple[Row, Path]:
    task = find(call.database.tasks, call.values["id"], _NO_TASK)
    task_list = find(call.database.task_lists, task["taskListId"], _NO_TASK)
    path = find_card(call, task_list["cardId"], _NO_TASK)
    require_editor(call, path.board["id"], _NO_TASK)
    return task, path


def _update_task(call: Call) -> dict[str, Any]:
    task, path = _find_task(call)
    if task["linkedCardId"] is not None and call.values.keys() - {"id", "taskListId", "position"}:
        raise forbidden()
    changes = call.pick("taskListId", "assigneeUserId", "name", "isCompleted")
    list_id = changes.get("taskListId", task["taskListId"])
    if find(call.database.task_lists, list_id, _NO_LIST)["cardId"] != path.card["id"]:
        raise not_found(_NO_LIST)
    assignee_id = changes.get("assigneeUserId")
    if assignee_id is not None and find_membership(call.database, assignee_id, path.board["id"]) is None:
        raise not_found("User not found")
    if "position" in call.values:
        changes["position"] = call.database.tasks.make_place(list_id, call.values["position"], task["id"])
    was = task["isCompleted"]
    call.database.tasks.update(task["id"], call.changed(changes))
    if task["isCompleted"] != was:
        kind = "completeTask" if task["isCompleted"] else "uncompleteTask"
        note(call, path.card, kind, task={"id": task["id"], "name": task["name"]})
    return {"item": show_task(call, task)}


operation(
    "PATCH /api/tasks/{id}",
    {"position": Input("number"), "name": Input("string", is_filled=True), "isCompleted": _BOOLEAN},
    generation=FIRST,
)(_update_task)
operation(
    "PATCH /api/tasks/{id}",
    {
        "taskListId": id_input(SECOND, is_required=False),
        "assigneeUserId": id_input(SECOND, is_required=False, allows_null=True),
        "position": Input("number", minimum=0),
        "name": Input("string", is_filled=True, max_length=1024),
        "isCompleted": _BOOLEAN,
    },
    generation=SECOND,
)(_update_task)


@operation("DELETE /api/tasks/{id}")
def delete_task(call: Call) -> dict[str, Any]:
    """Remove a task."""
    task, _ = _find_task(call)
    shown = show_task(call, task)
    call.database.tasks.remove(task["id"])
    return {"item": shown}
