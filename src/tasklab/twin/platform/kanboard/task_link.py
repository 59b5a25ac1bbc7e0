"""Procedures about links between tasks. Source: https://docs.kanboard.org/v1/api/internal_task_link_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER
from tasklab.twin.platform.kanboard.activity import note
from tasklab.twin.platform.kanboard.link import opposite_of
from tasklab.twin.platform.kanboard.php import as_id
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, task_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row


@procedure(owner_of("task_links", "task_link_id"))
def get_task_link_by_id(call: Call, task_link_id: Any) -> Row | None:
    """Return a link, or null."""
    return call.row(call.database.task_links.get(as_id(task_link_id)))


@procedure(task_of())
def get_all_task_links(call: Call, task_id: Any) -> list[Row | None]:
    """Return the links of a task as it sees them: `task_id` is the other task."""
    rows = [_with_task(call.database, row) for row in call.database.task_links.where("task_id", as_id(task_id))]
    rows.sort(
        key=lambda row: (row["link_id"], -row["column_position"], -row["is_active"], row["position"], row["task_id"])
    )
    hidden = {"link_id", "column_position", "position"}
    return [call.row({name: value for name, value in row.items() if name not in hidden}) for row in rows]


@procedure(task_of(), PROJECT_MEMBER)
def create_task_link(call: Call, task_id: Any, opposite_task_id: Any, link_id: Any) -> int | bool:
    """Link two tasks: both see it, each by the label of its direction."""
    database = call.database
    one, other, label = as_id(task_id), as_id(opposite_task_id), as_id(link_id)
    if not _can_be_linked(database, one, other, label):
        return False
    row = {"link_id": label, "task_id": one, "opposite_task_id": other}
    task_link_id = int(database.task_links.insert(row))
    opposite = {"link_id": opposite_of(database, label), "task_id": other, "opposite_task_id": one}
    database.task_links.insert(opposite)
    _note(call, "task_internal_link.create_update", row)
    return task_link_id


@procedure(task_of(), PROJECT_MEMBER)
def update_task_link(call: Call, task_link_id: Any, task_id: Any, opposite_task_id: Any, link_id: Any) -> bool:
    """Change both directions of a link."""
    database = call.database
    link = database.task_links.get(as_id(task_link_id))
    opposite = None if link is None else _find_opposite(database, link)
    one, other, label = as_id(task_id), as_id(opposite_task_id), as_id(link_id)
    if (
        link is None
        or opposite is None
        or not _can_be_linked(database, one, other, label, frozenset({link["id"], opposite["id"]}))
    ):
        return False
    database.task_links.update(link["id"], {"link_id": label, "task_id": one, "opposite_task_id": other})
    back = {"link_id": opposite_of(database, label), "task_id": other, "opposite_task_id": one}
    database.task_links.update(opposite["id"], back)
    _note(call, "task_internal_link.create_update", link)
    return True


@procedure(owner_of("task_links", "task_link_id"), PROJECT_MEMBER)
def remove_task_link(call: Call, task_link_id: Any) -> bool:
    """Remove both directions of a link."""
    link = call.database.task_links.get(as_id(task_link_id))
    if link is None:
        return False
    opposite = _find_opposite(call.database, link)
    _note(call, "task_internal_link.delete", link)
    call.database.task_links.remove(link["id"])
    if opposite is not None:
        call.database.task_links.remove(opposite["id"])
    return True


def _can_be_linked(database: Database, one: int, other: int, label: int, beside: frozenset[int] = frozenset()) -> bool:
    """Whether all three exist and no other link says the same: the product's unique index."""
    if one not in database.tasks or other not in database.tasks or label not in database.links:
        return False
    pairs = ((one, other, label), (other, one, opposite_of(database, label)))
    if one == other and label == pairs[1][2]:
        return False
    return not any(
        (row["task_id"], row["opposite_task_id"], row["link_id"]) in pairs and row["id"] not in beside
        for row in (*database.task_links.where("task_id", one), *database.task_links.where("task_id", other))
    )


def _find_opposite(database: Database, link: Row) -> Row | None:
    label = opposite_of(database, link["link_id"])
    return next(
        (
            row
            for row in database.task_links.where("task_id", link["opposite_task_id"])
            if row["opposite_task_id"] == link["task_id"] and row["link_id"] == label and row["id"] != link["id"]
        ),
        None,
    )


def _with_task(database: Database, link: Row) -> Row:
    task = database.tasks.get(link["opposite_task_id"]) or {}
    owner = database.users.get(task["owner_id"]) or {}
    column = database.columns.get(task["column_id"]) or {}
    project = database.projects.get(task["project_id"]) or {}
    return {
        "id": link["id"],
        "task_id": task["id"],
        "label": (database.links.get(link["link_id"]) or {}).get("label"),
        "title": task["title"],
        "is_active": task["is_active"],
        "project_id": task["project_id"],
        "column_id": task["column_id"],
        "color_id": task["color_id"],
        "task_time_spent": task["time_spent"],
        "task_time_estimated": task["time_estimated"],
        "task_assignee_id": task["owner_id"],
        "task_assignee_username": owner.get("username"),
        "task_assignee_name": owner.get("name"),
        "column_title": column.get("title"),
        "project_name": project.get("name"),
        "link_id": link["link_id"],
        "column_position": column.get("position", 0),
        "position": task["position"],
    }


def _note(call: Call, event: str, link: Row) -> None:
    task = call.database.tasks.get(link["task_id"])
    if task is not None:
        note(call, event, task, task_link=call.row(link))
