"""Taking users into a workspace and out of it.

Source: https://developers.asana.com/reference/adduserforworkspace (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import membership, require_member, see_workspace
from tasklab.twin.platform.asana.account import join_workspace
from tasklab.twin.platform.asana.call import Nothing, Record
from tasklab.twin.platform.asana.entry import find_user, read_text
from tasklab.twin.platform.asana.people import task_list_of
from tasklab.twin.platform.asana.refusal import forbidden, invalid
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import VIEWS, View

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_USER = VIEWS["user"]
VIEWS["invited_user"] = View("user", _USER.compact, {name: _USER.full[name] for name in ("email", "photo")})


@serves("POST", "/workspaces/{workspace_gid}/addUser")
def add_user(call: Call, gid: str) -> Result:
    """Invite a user, by gid or by an email that may be new: one from another domain is a guest."""
    workspace = see_workspace(call, gid)
    require_member(call, workspace["id"])
    value = read_text(call.data, "user")
    user = _find_or_make(call, value)
    if membership(call.database, workspace["id"], user["id"]) is None:
        is_guest = user["email"].partition("@")[2] not in workspace["email_domains"]
        join_workspace(call.database, workspace, user, call.now, is_guest=is_guest)
    return Record("invited_user", user)


def _find_or_make(call: Call, value: str) -> Row:
    name, at, domain = value.partition("@")
    if not at or call.database.users.first("email", value.lower()):
        return find_user(call, value, "user")
    if not name or "." not in domain or " " in value:
        raise invalid("user", f"Not a valid email: {value}")
    user: Row = {"name": value, "email": value.lower(), "photo": None}
    call.database.users.insert(user)
    return user


@serves("POST", "/workspaces/{workspace_gid}/removeUser")
def remove_user(call: Call, gid: str) -> Result:
    """Take a user out of a workspace; its administrators may."""
    workspace = see_workspace(call, gid)
    member = membership(call.database, workspace["id"], call.user_id)
    if member is None or not member["is_admin"]:
        raise forbidden()
    user = find_user(call, call.data.get("user"), "user")
    gone = membership(call.database, workspace["id"], user["id"])
    if gone is None:
        raise invalid("user", f"Not a user in Organization: {user['id']}")
    call.database.workspace_members.remove(gone["id"])
    task_list = task_list_of(call.database, user["id"], workspace["id"])
    if task_list is not None:
        call.database.task_lists.remove(task_list["id"])
    _leave_teams_and_projects(call, workspace["id"], user["id"])
    return Nothing(200 if call.version >= NEWER else 204)


def _leave_teams_and_projects(call: Call, workspace_id: str, user_id: str) -> None:
    database = call.database
    for row in database.team_members.where("user", user_id):
        if (database.teams.get(row["team_id"]) or {}).get("workspace_id") == workspace_id:
            database.team_members.remove(row["id"])
    for row in database.project_members.where("member", user_id):
        if (database.projects.get(row["project_id"]) or {}).get("workspace_id") == workspace_id:
            database.project_members.remove(row["id"])
