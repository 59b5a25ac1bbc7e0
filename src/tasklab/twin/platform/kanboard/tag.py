"""Procedures about tags. Source: https://docs.kanboard.org/v1/api/tags_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_empty
from tasklab.twin.platform.kanboard.procedure import BrokenError, procedure, project_of, tag_of, task_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_COLOR = {"color_id": "1.2.30"}


def tags_of(database: Database, task_id: int) -> list[Row]:
    """Return the tags of a task, in the order in which they were set."""
    found = [database.tags.get(each["tag_id"]) for each in database.task_tags.where("task_id", task_id)]
    return [tag for tag in found if tag is not None]


def set_tags(database: Database, project_id: int, task_id: int, names: Iterable[Any]) -> None:
    """Give a task exactly these tags; those that the project has not yet are made, whatever their case."""
    wanted = [as_text(name) for name in names if not is_empty(name)]
    ids = [find_or_insert(database, project_id, name) for name in wanted]
    for each in database.task_tags.where("task_id", task_id):
        if each["tag_id"] not in ids:
            database.task_tags.remove(each["id"])
    held = {each["tag_id"] for each in database.task_tags.where("task_id", task_id)}
    for tag_id in dict.fromkeys(ids):
        if tag_id not in held:
            database.task_tags.insert({"task_id": task_id, "tag_id": tag_id})


def find_or_insert(database: Database, project_id: int, name: str, color_id: Any = None) -> int:
    """Return the tag of a name, a global one before the project's own, made where there is none."""
    tag = _find(database, project_id, name)
    if tag is not None:
        return int(tag["id"])
    return int(database.tags.insert({"name": name, "project_id": project_id, "color_id": color_id}))


def names_of(value: Any) -> list[Any]:
    """Return what is in a PHP array. Raises: BrokenError for anything else."""
    if isinstance(value, dict):
        return list(value.values())
    if not isinstance(value, (list, tuple)):
        raise BrokenError("tags have to be an array")
    return list(value)


@procedure()
def get_all_tags(call: Call) -> list[Row | None]:
    """Return the tags of all projects, by name."""
    return call.rows(sort_by(list(call.database.tags), "name"))


@procedure(project_of())
def get_tags_by_project(call: Call, project_id: Any) -> list[Row | None]:
    """Return the tags of a project, by name."""
    return call.rows(sort_by(call.database.tags.where("project_id", as_id(project_id)), "name"))


@procedure(project_of(), PROJECT_MEMBER, since=_COLOR)
def create_tag(call: Call, project_id: Any, tag: Any, color_id: Any = None) -> int | bool:
    """Make a tag, or return the one that has this name already."""
    return find_or_insert(call.database, as_id(project_id), as_text(tag), color_id)


@procedure(tag_of, PROJECT_MEMBER, since=_COLOR)
def update_tag(call: Call, tag_id: Any, tag: Any, color_id: Any = None) -> bool:
    """Rename a tag; a colour that is not given is taken away."""
    return call.database.tags.update(as_id(tag_id), {"name": as_text(tag), "color_id": color_id})


@procedure(tag_of, PROJECT_MEMBER)
def remove_tag(call: Call, tag_id: Any) -> bool:
    """Remove a tag from its project and its tasks."""
    call.database.task_tags.remove_where("tag_id", as_id(tag_id))
    return call.database.tags.remove(as_id(tag_id))


@procedure(task_of(), PROJECT_MEMBER, arrays=("tags",))
def set_task_tags(call: Call, project_id: Any, task_id: Any, tags: Any) -> bool:
    """Give a task exactly these tags."""
    if as_id(task_id) not in call.database.tasks:
        return False
    set_tags(call.database, as_id(project_id), as_id(task_id), names_of(tags))
    return True


@procedure(task_of())
def get_task_tags(call: Call, task_id: Any) -> dict[str, str] | list[Any]:
    """Return names by id; an empty list for none, as PHP writes an empty array."""
    return {str(tag["id"]): tag["name"] for tag in tags_of(call.database, as_id(task_id))} or []


def _find(database: Database, project_id: int, name: str) -> Row | None:
    for owner in dict.fromkeys((0, project_id)):
        for tag in database.tags.where("project_id", owner):
            if tag["name"].lower() == name.lower():
                return tag
    return None
