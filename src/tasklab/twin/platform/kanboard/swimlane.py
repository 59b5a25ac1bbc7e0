"""Procedures about swimlanes. Source: https://docs.kanboard.org/v1/api/swimlane_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MANAGER
from tasklab.twin.platform.kanboard.column import place
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_int, as_text, is_missing
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, project_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_MAX_NAME = 200


def insert_swimlane(call: Call, project_id: int, name: Any, description: Any = "") -> int:
    """Add a swimlane below the others."""
    row = {
        "name": as_text(name),
        "position": len(active_swimlanes(call.database, project_id)) + 1,
        "is_active": 1,
        "project_id": project_id,
        "description": description,
        "task_limit": 0,
    }
    return int(call.database.swimlanes.insert(row))


def active_swimlanes(database: Database, project_id: int) -> list[Row]:
    """Return the active swimlanes of a project, from top to bottom."""
    rows = database.swimlanes.where("project_id", project_id)
    return sort_by([each for each in rows if each["is_active"]], "position")


@procedure(project_of())
def get_active_swimlanes(call: Call, project_id: Any) -> list[Row | None]:
    """Return the active swimlanes of a project, from top to bottom."""
    return call.rows(active_swimlanes(call.database, as_id(project_id)))


@procedure(project_of())
def get_all_swimlanes(call: Call, project_id: Any) -> list[Row | None]:
    """Return all swimlanes of a project by position; those that are disabled have position 0."""
    return call.rows(sort_by(call.database.swimlanes.where("project_id", as_id(project_id)), "position"))


@procedure()
def get_swimlane(call: Call, swimlane_id: Any) -> Row | None:
    """Return a swimlane, or null. Whose project it is in is not checked, as in the product."""
    return call.row(call.database.swimlanes.get(as_id(swimlane_id)))


@procedure(owner_of("swimlanes", "swimlane_id"))
def get_swimlane_by_id(call: Call, swimlane_id: Any) -> Row | None:
    """Return a swimlane, or null."""
    return call.row(call.database.swimlanes.get(as_id(swimlane_id)))


@procedure(project_of())
def get_swimlane_by_name(call: Call, project_id: Any, name: Any) -> Row | None:
    """Return a swimlane of a project, or null."""
    return call.row(_find_by_name(call.database, as_id(project_id), as_text(name)))


@procedure(project_of(), PROJECT_MANAGER)
def add_swimlane(call: Call, project_id: Any, name: Any, description: Any = "") -> int | bool:
    """Add a swimlane; its name is taken only once in a project."""
    if as_id(project_id) not in call.database.projects:
        return 0
    if _find_by_name(call.database, as_id(project_id), as_text(name)):
        return False
    return insert_swimlane(call, as_id(project_id), name, description)


@procedure(project_of(), PROJECT_MANAGER)
def update_swimlane(call: Call, project_id: Any, swimlane_id: Any, name: Any, description: Any = None) -> bool:
    """Rename or describe a swimlane."""
    if is_missing(name) or len(as_text(name)) > _MAX_NAME:
        return False
    namesake = _find_by_name(call.database, as_id(project_id), as_text(name))
    if namesake is not None and namesake["id"] != as_id(swimlane_id):
        return False
    changes = {"name": as_text(name)} | ({} if description is None else {"description": description})
    return _find(call, project_id, swimlane_id) is not None and call.database.swimlanes.update(
        as_id(swimlane_id), changes
    )


@procedure(project_of(), PROJECT_MANAGER)
def remove_swimlane(call: Call, project_id: Any, swimlane_id: Any) -> bool:
    """Remove a swimlane that no task is in."""
    swimlane = _find(call, project_id, swimlane_id)
    if swimlane is None or call.database.tasks.count("swimlane_id", swimlane["id"]):
        return False
    call.database.swimlanes.remove(swimlane["id"])
    _renumber(call.database, swimlane["project_id"])
    return True


@procedure(project_of(), PROJECT_MANAGER)
def disable_swimlane(call: Call, project_id: Any, swimlane_id: Any) -> bool:
    """Take a swimlane off the board."""
    swimlane = _find(call, project_id, swimlane_id)
    if swimlane is None:
        return False
    call.database.swimlanes.update(swimlane["id"], {"is_active": 0, "position": 0})
    _renumber(call.database, swimlane["project_id"])
    return True


@procedure(project_of(), PROJECT_MANAGER)
def enable_swimlane(call: Call, project_id: Any, swimlane_id: Any) -> bool:
    """Put a swimlane back, below the others."""
    swimlane = _find(call, project_id, swimlane_id)
    if swimlane is None:
        return False
    last = len(active_swimlanes(call.database, swimlane["project_id"]))
    return call.database.swimlanes.update(swimlane["id"], {"is_active": 1, "position": last + 1})


@procedure(project_of(), PROJECT_MANAGER)
def change_swimlane_position(call: Call, project_id: Any, swimlane_id: Any, position: Any) -> bool:
    """Move a swimlane up or down."""
    swimlane = _find(call, project_id, swimlane_id)
    if swimlane is None or not swimlane["is_active"]:
        return False
    rows = active_swimlanes(call.database, swimlane["project_id"])
    return place(call.database.swimlanes, rows, swimlane, as_int(position))


def _find(call: Call, project_id: Any, swimlane_id: Any) -> Row | None:
    swimlane = call.database.swimlanes.get(as_id(swimlane_id))
    return swimlane if swimlane is not None and swimlane["project_id"] == as_id(project_id) else None


def _find_by_name(database: Database, project_id: int, name: str) -> Row | None:
    return next((each for each in database.swimlanes.where("project_id", project_id) if each["name"] == name), None)


def _renumber(database: Database, project_id: int) -> None:
    for number, each in enumerate(active_swimlanes(database, project_id), 1):
        database.swimlanes.update(each["id"], {"position": number})
