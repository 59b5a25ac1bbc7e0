"""Procedures about who calls; the application may not use them. Source: https://docs.kanboard.org/v1/api/me_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import find_projects
from tasklab.twin.platform.kanboard.activity import show_events
from tasklab.twin.platform.kanboard.column import columns_of
from tasklab.twin.platform.kanboard.php import is_missing
from tasklab.twin.platform.kanboard.procedure import procedure
from tasklab.twin.platform.kanboard.project import insert_project, is_valid, show_project
from tasklab.twin.platform.kanboard.search import show_found
from tasklab.twin.platform.kanboard.subtask import show_subtask
from tasklab.twin.platform.kanboard.task import show_overdue
from tasklab.twin.platform.kanboard.user import show_user

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_EVENTS_SHOWN = 100
_DONE = 2


@procedure(is_personal=True)
def get_me(call: Call) -> Row:
    """Return the session: unlike rows of the database it has true numbers and booleans."""
    shown = show_user(call, call.user) or {}
    flags = dict.fromkeys(("is_ldap_user", "twofactor_activated"), False)
    return {name: value for name, value in shown.items() if name != "password"} | flags | {"id": call.user_id}


@procedure(is_personal=True)
def get_my_projects(call: Call) -> list[Row | None]:
    """Return the open projects of the caller, by name."""
    return [show_project(call, project) for project in _open_projects(call)]


@procedure(is_personal=True)
def get_my_projects_list(call: Call) -> dict[str, str] | list[Any]:
    """Return names by id of the caller's projects; an empty list for none, as PHP writes an empty array."""
    return {str(each["id"]): each["name"] for each in find_projects(call.database, call.user_id)} or []


@procedure(is_personal=True)
def get_my_overdue_tasks(call: Call) -> list[Row | None]:
    """Return the caller's open tasks that are due."""
    return show_overdue(call, call.database.tasks.where("owner_id", call.user_id))


@procedure(is_personal=True)
def get_my_activity_stream(call: Call) -> list[Row]:
    """Return the last 100 events of the caller's projects, the newest first."""
    return show_events(call, [each["id"] for each in _open_projects(call)], _EVENTS_SHOWN)


@procedure(is_personal=True)
def create_my_private_project(call: Call, name: Any, description: Any = None) -> int | bool:
    """Make a project that is the caller's alone."""
    values = {"name": name, "description": description}
    if is_missing(name) or not is_valid(call, values):
        return False
    return insert_project(call, values, call.user_id, is_member=True, is_private=True)


@procedure(is_personal=True)
def get_my_dashboard(call: Call) -> Row:
    """Return the caller's open projects with their columns, their open tasks, and their subtasks that are not done."""
    mine = call.database.subtasks.where("user_id", call.user_id)
    ids = {each["task_id"] for each in mine}
    tasks = [task for task in call.database.tasks.where("owner_id", call.user_id) if task["is_active"]]
    tasks += [task for id_ in ids if (task := call.database.tasks.get(id_)) and task["is_active"] and task not in tasks]
    return {
        "projects": [_with_columns(call, project) for project in _open_projects(call)],
        "tasks": [show_found(call, task) for task in tasks],
        "subtasks": [show_subtask(call, each) for each in mine if each["status"] != _DONE],
    }


def _open_projects(call: Call) -> list[Row]:
    return [project for project in find_projects(call.database, call.user_id) if project["is_active"]]


def _with_columns(call: Call, project: Row) -> Row:
    columns = []
    for column in columns_of(call.database, project["id"]):
        count = sum(task["is_active"] for task in call.database.tasks.where("column_id", column["id"]))
        columns.append((call.row(column) or {}) | {"nb_open_tasks": count})
    return (show_project(call, project) or {}) | {"columns": columns}
