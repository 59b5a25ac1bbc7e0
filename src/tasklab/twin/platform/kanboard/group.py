"""Procedures about groups and their members.

Source: https://docs.kanboard.org/v1/api/group_procedures/ and .../group_member_procedures/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import ADMIN
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_missing
from tasklab.twin.platform.kanboard.procedure import procedure
from tasklab.twin.platform.kanboard.user import show_user

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row


@procedure(application_role=ADMIN)
def get_group(call: Call, group_id: Any) -> Row | None:
    """Return a group, or null."""
    return call.row(call.database.groups.get(as_id(group_id)))


@procedure(application_role=ADMIN)
def get_all_groups(call: Call) -> list[Row | None]:
    """Return all groups."""
    return call.rows(list(call.database.groups))


@procedure(application_role=ADMIN)
def create_group(call: Call, name: Any, external_id: Any = "") -> int | bool:
    """Make a group with a name of its own."""
    if is_missing(name) or call.database.groups.first("name", as_text(name)) is not None:
        return False
    return int(call.database.groups.insert({"external_id": as_text(external_id), "name": as_text(name)}))


@procedure(application_role=ADMIN)
def update_group(call: Call, group_id: Any, name: Any = None, external_id: Any = None) -> bool:
    """Change the fields of a group that are given."""
    given = {"name": name, "external_id": external_id}
    changes = {field: as_text(value) for field, value in given.items() if value is not None}
    namesake = call.database.groups.first("name", changes.get("name", ""))
    if name == "" or (namesake is not None and namesake["id"] != as_id(group_id)):
        return False
    return call.database.groups.update(as_id(group_id), changes)


@procedure(application_role=ADMIN)
def remove_group(call: Call, group_id: Any) -> bool:
    """Remove a group; its members stay users."""
    call.database.group_members.remove_where("group_id", as_id(group_id))
    call.database.project_groups.remove_where("group_id", as_id(group_id))
    return call.database.groups.remove(as_id(group_id))


@procedure(application_role=ADMIN)
def get_member_groups(call: Call, user_id: Any) -> list[Row | None]:
    """Return the groups of a user, by name."""
    held = call.database.group_members.where("user_id", as_id(user_id))
    groups = [group for each in held if (group := call.database.groups.get(each["group_id"]))]
    return call.rows(sort_by(groups, "name"))


@procedure(application_role=ADMIN)
def get_group_members(call: Call, group_id: Any) -> list[Row | None]:
    """Return the users in a group."""
    shown: list[Row | None] = []
    for each in call.database.group_members.where("group_id", as_id(group_id)):
        user = show_user(call, call.database.users.get(each["user_id"]))
        shown.append((call.row({"group_id": each["group_id"], "user_id": each["user_id"]}) or {}) | (user or {}))
    return shown


@procedure(application_role=ADMIN)
def add_group_member(call: Call, group_id: Any, user_id: Any) -> bool:
    """Put a user into a group, once."""
    group, user = as_id(group_id), as_id(user_id)
    if group not in call.database.groups or user not in call.database.users or _find(call, group, user):
        return False
    call.database.group_members.insert({"group_id": group, "user_id": user})
    return True


@procedure(application_role=ADMIN)
def remove_group_member(call: Call, group_id: Any, user_id: Any) -> bool:
    """Take a user out of a group."""
    found = _find(call, as_id(group_id), as_id(user_id))
    return found is not None and call.database.group_members.remove(found["id"])


@procedure(application_role=ADMIN)
def is_group_member(call: Call, group_id: Any, user_id: Any) -> bool:
    """Whether a user is in a group."""
    return _find(call, as_id(group_id), as_id(user_id)) is not None


def _find(call: Call, group_id: int, user_id: int) -> Row | None:
    members = call.database.group_members.where("group_id", group_id)
    return next((each for each in members if each["user_id"] == user_id), None)
