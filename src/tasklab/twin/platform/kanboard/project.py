"""Procedures about projects. Source: https://docs.kanboard.org/v1/api/project_procedures/."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import (
    ADMIN,
    MANAGER,
    PROJECT_MANAGER,
    PROJECT_VIEWER,
    ForbiddenError,
    require_project_role,
)
from tasklab.twin.platform.kanboard.activity import show_events
from tasklab.twin.platform.kanboard.column import insert_column
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.date import iso_day
from tasklab.twin.platform.kanboard.php import as_id, as_int, as_text, is_empty, is_missing, is_whole
from tasklab.twin.platform.kanboard.procedure import procedure, project_of
from tasklab.twin.platform.kanboard.swimlane import insert_swimlane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_COLUMNS = ("Backlog", "Ready", "Work in progress", "Done")
_MAX_NAME, _MAX_IDENTIFIER, _MAX_DAY = 65535, 50, 10
_PRIORITIES = ("priority_default", "priority_start", "priority_end")
_LATER = dict.fromkeys((*_PRIORITIES, "email"), "1.2.53")
_EVENTS_SHOWN = 50


def insert_project(
    call: Call, values: Mapping[str, Any], user_id: int, *, is_member: bool, is_private: bool = False
) -> int:
    """Make a project with its columns and its swimlane; the user becomes its manager where `is_member`."""
    row = {
        "name": as_text(values["name"]),
        "is_active": 1,
        "token": "",
        "last_modified": call.now_s,
        "is_public": 0,
        "is_private": int(is_private),
        "default_swimlane": "Default swimlane",
        "show_default_swimlane": 1,
        "description": values.get("description"),
        "identifier": as_text(values.get("identifier")).upper(),
        "start_date": as_text(values.get("start_date")),
        "end_date": as_text(values.get("end_date")),
        "owner_id": user_id,
        "priority_default": as_int(values.get("priority_default")),
        "priority_start": as_int(values.get("priority_start")),
        "priority_end": as_int(values.get("priority_end", 3)),
        "email": values.get("email"),
        "predefined_email_subjects": None,
        "per_swimlane_task_limits": 0,
        "task_limit": 0,
        "enable_global_tags": 1,
    }
    project_id = int(call.database.projects.insert(row))
    for title in _COLUMNS:
        insert_column(call, project_id, title)
    insert_swimlane(call, project_id, "Default swimlane")
    if is_member and user_id:
        member = {"project_id": project_id, "user_id": user_id, "role": PROJECT_MANAGER}
        call.database.members.insert(member)
    return project_id


def show_project(call: Call, project: Row | None) -> Row | None:
    """Return a project as answers have it, with its addresses."""
    shown = call.row(project)
    if shown is None or project is None:
        return None
    base, query = f"{call.address}/?controller=", f"&action=show&project_id={project['id']}"
    shown["url"] = {"board": f"{base}BoardViewController{query}", "list": f"{base}TaskListController{query}"}
    return shown


def is_valid(call: Call, values: Mapping[str, Any], project_id: int = 0) -> bool:
    """Whether the fields of a project are accepted."""
    identifier = as_text(values.get("identifier")).upper()
    owner = call.database.projects.first("identifier", identifier) if identifier else None
    return (
        len(as_text(values.get("name"))) <= _MAX_NAME
        and len(identifier) <= _MAX_IDENTIFIER
        and (not identifier or (identifier.isascii() and identifier.isalnum()))
        and (owner is None or owner["id"] == project_id)
        and all(is_whole(values.get(name)) for name in _PRIORITIES)
        and all(len(as_text(values.get(name))) <= _MAX_DAY for name in ("start_date", "end_date"))
    )


@procedure(application_role=MANAGER, since=_LATER)
def create_project(
    call: Call,
    name: Any,
    description: Any = None,
    owner_id: Any = 0,
    identifier: Any = None,
    start_date: Any = None,
    end_date: Any = None,
    priority_default: Any = None,
    priority_start: Any = None,
    priority_end: Any = None,
    email: Any = None,
) -> int | bool:
    """Make a project; a user who names no owner owns and manages it."""
    given = (name, description, identifier, start_date, end_date, priority_default, priority_start, priority_end, email)
    values = _filled(given)
    owner = call.user_id if owner_id == 0 else as_id(owner_id)
    if is_missing(name) or not is_valid(call, values):
        return False
    if not is_empty(owner_id) and owner not in call.database.users:
        return False
    return insert_project(call, values, owner, is_member=call.user is not None)


@procedure(project_of(), PROJECT_MANAGER, since=_LATER)
def update_project(
    call: Call,
    project_id: Any,
    name: Any = None,
    description: Any = None,
    owner_id: Any = None,
    identifier: Any = None,
    start_date: Any = None,
    end_date: Any = None,
    priority_default: Any = None,
    priority_start: Any = None,
    priority_end: Any = None,
    email: Any = None,
) -> bool:
    """Change the fields of a project that are given."""
    given = (name, description, identifier, start_date, end_date, priority_default, priority_start, priority_end, email)
    values = _filled(given)
    if name == "" or not is_valid(call, values, as_id(project_id)):
        return False
    if not is_empty(owner_id) and as_id(owner_id) not in call.database.users:
        return False
    if owner_id is not None:
        values["owner_id"] = as_id(owner_id)
    if "identifier" in values:
        values["identifier"] = as_text(identifier).upper()
    for day in ("start_date", "end_date"):
        if day in values:
            values[day] = iso_day(values[day], call.now_s)
    for priority in _PRIORITIES:
        if priority in values:
            values[priority] = as_int(values[priority])
    return call.database.projects.update(as_id(project_id), values)


@procedure(project_of())
def get_project_by_id(call: Call, project_id: Any) -> Row | None:
    """Return a project, or null."""
    return show_project(call, call.database.projects.get(as_id(project_id)))


@procedure()
def get_project_by_name(call: Call, name: Any) -> Row | bool | None:
    """Return the oldest project of a name, or false."""
    return _show_if_allowed(call, call.database.projects.first("name", as_text(name)))


@procedure()
def get_project_by_identifier(call: Call, identifier: Any) -> Row | bool | None:
    """Return the project with an identifier, or false."""
    text = as_text(identifier).upper()
    return _show_if_allowed(call, call.database.projects.first("identifier", text) if text else None)


@procedure()
def get_project_by_email(call: Call, email: Any) -> Row | bool | None:
    """Return the project with an address for mail, or false."""
    text = as_text(email)
    return _show_if_allowed(call, call.database.projects.first("email", text) if text else None)


@procedure(application_role=ADMIN)
def get_all_projects(call: Call) -> list[Row | None]:
    """Return all projects, by name."""
    return [show_project(call, project) for project in sort_by(list(call.database.projects), "name")]


@procedure(project_of(), PROJECT_MANAGER)
def remove_project(call: Call, project_id: Any) -> bool:
    """Remove a project with all that is in it."""
    return call.database.remove_project(as_id(project_id))


@procedure(project_of(), PROJECT_MANAGER)
def enable_project(call: Call, project_id: Any) -> bool:
    """Open a project again."""
    return call.database.projects.update(as_id(project_id), {"is_active": 1})


@procedure(project_of(), PROJECT_MANAGER)
def disable_project(call: Call, project_id: Any) -> bool:
    """Close a project."""
    return call.database.projects.update(as_id(project_id), {"is_active": 0})


@procedure(project_of(), PROJECT_MANAGER)
def enable_project_public_access(call: Call, project_id: Any) -> bool:
    """Let everyone who knows its token read a project."""
    token = hashlib.sha256(f"project {as_id(project_id)}".encode()).hexdigest()[:60]
    return call.database.projects.update(as_id(project_id), {"is_public": 1, "token": token})


@procedure(project_of(), PROJECT_MANAGER)
def disable_project_public_access(call: Call, project_id: Any) -> bool:
    """Let only members read a project."""
    return call.database.projects.update(as_id(project_id), {"is_public": 0, "token": ""})


@procedure(project_of())
def get_project_activity(call: Call, project_id: Any) -> list[Row]:
    """Return the last 50 events of a project, the newest first."""
    return show_events(call, [as_id(project_id)], _EVENTS_SHOWN)


@procedure(arrays=("project_ids",))
def get_project_activities(call: Call, project_ids: Any) -> list[Row]:
    """Return the last 50 events of projects, the newest first."""
    ids = [as_id(each) for each in (project_ids.values() if isinstance(project_ids, dict) else project_ids)]
    for project_id in ids:
        _require_viewer(call, project_id)
    return show_events(call, ids, _EVENTS_SHOWN)


def _filled(given: tuple[Any, ...]) -> dict[str, Any]:
    names = ("name", "description", "identifier", "start_date", "end_date", *_PRIORITIES, "email")
    return {name: value for name, value in zip(names, given, strict=True) if value is not None}


def _show_if_allowed(call: Call, project: Row | None) -> Row | bool | None:
    if project is None:
        return False
    _require_viewer(call, project["id"])
    return show_project(call, project)


def _require_viewer(call: Call, project_id: int) -> None:
    if call.user is None:
        return
    if not project_id:
        raise ForbiddenError
    require_project_role(call.database, call.user, project_id, PROJECT_VIEWER)
