"""Procedures about categories. Source: https://docs.kanboard.org/v1/api/category_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MANAGER
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_missing
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, project_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_MAX_NAME = 191
_COLOR = {"color_id": "1.2.53"}


@procedure(project_of())
def get_all_categories(call: Call, project_id: Any) -> list[Row | None]:
    """Return the categories of a project, by name."""
    return call.rows(sort_by(call.database.categories.where("project_id", as_id(project_id)), "name"))


@procedure(owner_of("categories", "category_id"))
def get_category(call: Call, category_id: Any) -> Row | None:
    """Return a category, or null."""
    return call.row(call.database.categories.get(as_id(category_id)))


@procedure(project_of(), PROJECT_MANAGER, since=_COLOR)
def create_category(call: Call, project_id: Any, name: Any, color_id: Any = None) -> int | bool:
    """Make a category; its name is taken only once in a project."""
    project = as_id(project_id)
    if project not in call.database.projects or not _is_valid(name) or _is_taken(call, project, name):
        return False
    row = {"name": as_text(name), "project_id": project, "description": None, "color_id": color_id}
    return int(call.database.categories.insert(row))


@procedure(owner_of("categories", "id"), PROJECT_MANAGER, since=_COLOR)
def update_category(call: Call, id_: Any, name: Any, color_id: Any = None) -> bool:
    """Rename a category, and from 1.2.53 set its colour."""
    category = call.database.categories.get(as_id(id_))
    if category is None or not _is_valid(name):
        return False
    if as_text(name) != category["name"] and _is_taken(call, category["project_id"], name):
        return False
    return call.database.categories.update(category["id"], {"name": as_text(name), "color_id": color_id})


@procedure(owner_of("categories", "category_id"), PROJECT_MANAGER)
def remove_category(call: Call, category_id: Any) -> bool:
    """Remove a category; its tasks have none then."""
    for task in call.database.tasks.where("category_id", as_id(category_id)):
        call.database.tasks.update(task["id"], {"category_id": 0})
    return call.database.categories.remove(as_id(category_id))


def _is_valid(name: Any) -> bool:
    return not is_missing(name) and len(as_text(name)) <= _MAX_NAME


def _is_taken(call: Call, project_id: int, name: Any) -> bool:
    return any(each["name"] == as_text(name) for each in call.database.categories.where("project_id", project_id))
