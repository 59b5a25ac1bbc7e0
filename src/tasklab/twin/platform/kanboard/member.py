"""Procedures about who belongs to a project. Source: https://docs.kanboard.org/v1/api/project_permission_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MANAGER, PROJECT_MEMBER, find_role, is_assignable
from tasklab.twin.platform.kanboard.php import as_id, as_text
from tasklab.twin.platform.kanboard.procedure import procedure, project_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row, Table


@procedure(project_of())
def get_project_users(call: Call, project_id: Any) -> dict[str, str] | list[Any]:
    """Return names by id of all who belong to a project; an empty list for none, as PHP writes an empty array."""
    ids = _users_of(call, as_id(project_id))
    return _names(call, ids) or []


@procedure(project_of())
def get_assignable_users(call: Call, project_id: Any, prepend_unassigned: Any = False) -> dict[str, str] | list[Any]:
    """Return names by id of those whom a task can be given to."""
    project = as_id(project_id)
    ids = [user_id for user_id in _users_of(call, project) if is_assignable(call.database, project, user_id)]
    first = {"0": "Unassigned"} if prepend_unassigned else {}
    return first | _names(call, ids) or []


@procedure(project_of(), PROJECT_MANAGER)
def add_project_user(call: Call, project_id: Any, user_id: Any, role: Any = PROJECT_MEMBER) -> bool:
    """Let a user into a project, once."""
    project, user = as_id(project_id), as_id(user_id)
    if user not in call.database.users:
        return False
    return _add(call, call.database.members, project, "user_id", user, role)


@procedure(project_of(), PROJECT_MANAGER)
def add_project_group(call: Call, project_id: Any, group_id: Any, role: Any = PROJECT_MEMBER) -> bool:
    """Let a group into a project, once."""
    project, group = as_id(project_id), as_id(group_id)
    if group not in call.database.groups:
        return False
    return _add(call, call.database.project_groups, project, "group_id", group, role)


@procedure(project_of(), PROJECT_MANAGER)
def remove_project_user(call: Call, project_id: Any, user_id: Any) -> bool:
    """Take a user out of a project."""
    found = _find(call.database.members, as_id(project_id), "user_id", as_id(user_id))
    return found is not None and call.database.members.remove(found["id"])


@procedure(project_of(), PROJECT_MANAGER)
def remove_project_group(call: Call, project_id: Any, group_id: Any) -> bool:
    """Take a group out of a project."""
    found = _find(call.database.project_groups, as_id(project_id), "group_id", as_id(group_id))
    return found is not None and call.database.project_groups.remove(found["id"])


@procedure(project_of(), PROJECT_MANAGER)
def change_project_user_role(call: Call, project_id: Any, user_id: Any, role: Any) -> bool:
    """Give a member another role."""
    found = _find(call.database.members, as_id(project_id), "user_id", as_id(user_id))
    return found is not None and call.database.members.update(found["id"], {"role": as_text(role)})


@procedure(project_of(), PROJECT_MANAGER)
def change_project_group_role(call: Call, project_id: Any, group_id: Any, role: Any) -> bool:
    """Give a group another role."""
    found = _find(call.database.project_groups, as_id(project_id), "group_id", as_id(group_id))
    return found is not None and call.database.project_groups.update(found["id"], {"role": as_text(role)})


@procedure(project_of())
def get_project_user_role(call: Call, project_id: Any, user_id: Any) -> str | bool:
    """Return the role of a user in a project, or false."""
    return find_role(call.database, as_id(project_id), as_id(user_id)) or False


def _users_of(call: Call, project_id: int) -> list[int]:
    database = call.database
    ids = [each["user_id"] for each in database.members.where("project_id", project_id)]
    for group in database.project_groups.where("project_id", project_id):
        ids += [each["user_id"] for each in database.group_members.where("group_id", group["group_id"])]
    return list(dict.fromkeys(ids))


def _names(call: Call, ids: list[int]) -> dict[str, str]:
    users = [user for user_id in ids if (user := call.database.users.get(user_id))]
    named = [(str(user["id"]), str(user["name"] or user["username"])) for user in users]
    return dict(sorted(named, key=lambda pair: pair[1]))


def _add(call: Call, table: Table, project_id: int, field: str, id_: int, role: Any) -> bool:
    if project_id not in call.database.projects or _find(table, project_id, field, id_) is not None:
        return False
    table.insert({"project_id": project_id, field: id_, "role": as_text(role)})
    return True


def _find(table: Table, project_id: int, field: str, id_: int) -> Row | None:
    return next((each for each in table.where("project_id", project_id) if each[field] == id_), None)
