"""Users, workspaces, teams, who belongs to them, and everybody's own list of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import (
    is_guest,
    is_team_member,
    membership,
    require_member,
    see_team,
    see_workspace,
)
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_list, walk_rows
from tasklab.twin.platform.asana.entry import find_user, read_choice, read_name
from tasklab.twin.platform.asana.field_value import shown_values, write_values
from tasklab.twin.platform.asana.link import read_rich, rich_member
from tasklab.twin.platform.asana.refusal import forbidden, invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.platform.asana.database import Database
    from tasklab.twin.store import Row

_MAX_ALPHABETICAL = 2000
_VISIBILITIES = ("secret", "request_to_join", "public")
_SIZES = (21, 27, 36, 60, 128, 1024)
_ACCESS = {
    "edit_team_name_or_description_access_level": "all_team_members",
    "edit_team_visibility_or_trash_team_access_level": "only_team_admins",
    "member_invite_management_access_level": "all_team_members",
    "guest_invite_management_access_level": "all_team_members",
    "join_request_management_access_level": "all_team_members",
    "team_member_removal_access_level": "only_team_admins",
    "team_content_management_access_level": "no_restriction",
}


def workspaces_of(call: Call, user_id: str) -> list[Row]:
    """Return the workspaces that a user shares with the caller."""
    rows = [call.database.workspaces.get(each["workspace_id"]) for each in _workspace_members(call, user_id)]
    return [row for row in rows if row]


def _workspace_members(call: Call, user_id: str) -> list[Row]:
    mine = {each["workspace_id"] for each in call.database.workspace_members.where("user", call.user_id)}
    return [each for each in call.database.workspace_members.where("user", user_id) if each["workspace_id"] in mine]


def _show_photo(call: Call, row: Row) -> Any:
    if not row["photo"]:
        return None
    return {f"image_{size}x{size}": f"{call.address}/-/photo/{row['photo']}_{size}.png" for size in _SIZES}


def _is_me(call: Call, row: Row) -> bool:
    return bool(row["id"] == call.user_id)


VIEWS["workspace"] = View(
    "workspace",
    compact={"name": stored("name")},
    full={"email_domains": stored("email_domains"), "is_organization": stored("is_organization")},
)
VIEWS["user"] = View(
    "user",
    compact={"name": stored("name")},
    full={
        "email": stored("email"),
        "photo": Member(_show_photo),
        "workspaces": Member(lambda call, row: workspaces_of(call, row["id"]), "workspace"),
    },
    opt_in={"custom_fields": Member(shown_values, "custom_field_value", since=NEWER)},
)
VIEWS["team"] = View(
    "team",
    compact={"name": stored("name")},
    full={
        "organization": linked("workspace", "workspaces", "workspace_id"),
        "permalink_url": Member(lambda call, row: f"{call.address}/0/{row['workspace_id']}/team/{row['id']}"),
        "visibility": stored("visibility"),
        "endorsed": constant(False),
        **{name: stored(name, default) for name, default in _ACCESS.items()},
    },
    opt_in={
        "description": stored("description", ""),
        "html_description": rich_member("description"),
        "custom_field_settings": Member(
            lambda call, row: call.database.ordered("settings", row["id"], call.database.settings),
            "custom_field_setting",
            since=NEWER,
        ),
    },
)
VIEWS["team_membership"] = View(
    "team_membership",
    compact={
        "user": linked("user", "users", "user_id"),
        "team": linked("team", "teams", "team_id"),
        "is_guest": Member(lambda call, row: is_guest(call.database, _team_workspace(call, row), row["user_id"])),
        "is_limited_access": constant(False),
        "is_admin": stored("is_admin"),
    },
)
VIEWS["workspace_membership"] = View(
    "workspace_membership",
    compact={
        "user": linked("user", "users", "user_id"),
        "workspace": linked("workspace", "workspaces", "workspace_id"),
    },
    full={
        "user_task_list": Member(
            lambda call, row: task_list_of(call.database, row["user_id"], row["workspace_id"]), "user_task_list"
        ),
        "is_active": constant(True),
        "is_admin": stored("is_admin"),
        "is_guest": stored("is_guest"),
        "is_view_only": constant(False),
        "vacation_dates": constant(None),
        "created_at": stored("created_at"),
    },
)
VIEWS["user_task_list"] = View(
    "user_task_list",
    compact={
        "name": stored("name"),
        "owner": linked("user", "users", "owner_id"),
        "workspace": linked("workspace", "workspaces", "workspace_id"),
    },
)


def _team_workspace(call: Call, row: Row) -> str:
    team = call.database.teams.get(row["team_id"]) or {}
    return str(team.get("workspace_id"))


def task_list_of(database: Database, user_id: str, workspace_id: str) -> Row | None:
    """Return a user's own list of tasks in a workspace."""
    return database.task_lists.first("owner", (user_id, workspace_id))


def see_user(call: Call, value: Any, name: str = "user", *, status: int = 404) -> Row:
    """Return a user who shares a workspace with the caller. Raises: RefusalError."""
    user = find_user(call, value, name, status=status)
    if not _is_me(call, user) and not _workspace_members(call, user["id"]):
        raise forbidden()
    return user


def _users_in(call: Call, workspace_id: str) -> list[Row]:
    gids = [each["user_id"] for each in call.database.workspace_members.where("workspace", workspace_id)]
    return sorted(call.database.users_of(gids), key=lambda row: int(row["id"]))


def _by_name(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["name"].lower(), int(row["id"])))[:_MAX_ALPHABETICAL]


@serves("GET", "/workspaces")
def list_workspaces(call: Call) -> Result:
    """List the workspaces of the caller."""
    return Listing("workspace", walk_rows(workspaces_of(call, call.user_id)))


@serves("GET", "/workspaces/{workspace_gid}")
def read_workspace(call: Call, gid: str) -> Result:
    """Return a workspace."""
    return Record("workspace", see_workspace(call, gid))


@serves("PUT", "/workspaces/{workspace_gid}")
def update_workspace(call: Call, gid: str) -> Result:
    """Rename a workspace; its administrators may."""
    row = see_workspace(call, gid)
    member = membership(call.database, row["id"], call.user_id)
    if member is None or not member["is_admin"]:
        raise forbidden()
    if "name" in call.data:
        call.database.workspaces.update(row["id"], {"name": read_name(call.data)})
    return Record("workspace", row)


@serves("GET", "/users")
def list_users(call: Call) -> Result:
    """List the users of a workspace or team, or of all that the caller is in, by gid."""
    if "team" in call.query:
        team = see_team(call, call.query["team"])
        members = call.database.team_members.where("team", team["id"])
        rows = call.database.users_of([each["user_id"] for each in members])
    elif "workspace" in call.query:
        rows = _users_in(call, see_workspace(call, call.query["workspace"])["id"])
    elif call.limit is not None:
        raise missing("workspace")
    else:
        every = [row for each in workspaces_of(call, call.user_id) for row in _users_in(call, each["id"])]
        rows = list({row["id"]: row for row in every}.values())
    return Listing("user", walk_rows(sorted(rows, key=lambda row: int(row["id"]))))


@serves("GET", "/users/{user_gid}")
def read_user(call: Call, gid: str) -> Result:
    """Return a user: by gid, email, or `me`."""
    return Record("user", see_user(call, gid))


@serves("PUT", "/users/{user_gid}", since=NEWER)
def update_user(call: Call, gid: str) -> Result:
    """Change a user: the name by oneself, values of custom fields."""
    user = see_user(call, gid)
    if not _is_me(call, user):
        raise forbidden()
    changes: Row = {"name": read_name(call.data)} if "name" in call.data else {}
    if "custom_fields" in call.data:
        changes["field_values"] = write_values(call, user.get("field_values", {}), call.data["custom_fields"], set())[0]
    call.database.users.update(user["id"], changes)
    return Record("user", user)


@serves("GET", "/workspaces/{workspace_gid}/users")
def list_workspace_users(call: Call, gid: str) -> Result:
    """List the users of a workspace by name; no limit, up to 2000."""
    return Listing("user", walk_list(_by_name(_users_in(call, see_workspace(call, gid)["id"]))))


@serves("GET", "/workspaces/{workspace_gid}/users/{user_gid}", since=NEWER)
def read_workspace_user(call: Call, gid: str, user_gid: str) -> Result:
    """Return a user of a workspace."""
    workspace, user = see_workspace(call, gid), see_user(call, user_gid)
    if membership(call.database, workspace["id"], user["id"]) is None:
        raise forbidden()
    return Record("user", user)


@serves("GET", "/teams/{team_gid}/users")
def list_team_users(call: Call, gid: str) -> Result:
    """List the users of a team by name."""
    members = call.database.team_members.where("team", see_team(call, gid)["id"])
    return Listing("user", walk_list(_by_name(call.database.users_of([each["user_id"] for each in members]))))


@serves("GET", "/workspaces/{workspace_gid}/teams")
def list_teams(call: Call, gid: str) -> Result:
    """List the teams of a workspace that the caller may see."""
    workspace = see_workspace(call, gid)
    return Listing("team", walk_rows(visible_teams(call, workspace["id"])))


def visible_teams(call: Call, workspace_id: str) -> list[Row]:
    """Return the teams of a workspace that the caller may see."""
    guest = is_guest(call.database, workspace_id, call.user_id)
    return [
        team
        for team in call.database.teams.where("workspace", workspace_id)
        if is_team_member(call.database, team["id"], call.user_id) or not (guest or team["visibility"] == "secret")
    ]


@serves("GET", "/users/{user_gid}/teams")
def list_user_teams(call: Call, gid: str) -> Result:
    """List the teams of a user in an organization."""
    user = see_user(call, gid)
    workspace = see_workspace(call, call.query.get("organization"), "organization")
    rows = [
        team for team in visible_teams(call, workspace["id"]) if is_team_member(call.database, team["id"], user["id"])
    ]
    return Listing("team", walk_rows(rows))


@serves("POST", "/teams")
def create_team(call: Call) -> Result:
    """Make a team; the caller is its first member."""
    workspace = see_workspace(call, call.data.get("organization"), "organization", status=400)
    require_member(call, workspace["id"])
    row = {
        "workspace_id": workspace["id"],
        "name": read_name(call.data),
        "visibility": "secret",
        "description": "",
        **_read_team(call),
    }
    call.database.teams.insert(row)
    join_team(call.database, row["id"], call.user_id, is_admin=True)
    return Record("team", row, 201, f"/teams/{row['id']}")


@serves("GET", "/teams/{team_gid}")
def read_team(call: Call, gid: str) -> Result:
    """Return a team."""
    return Record("team", see_team(call, gid))


@serves("PUT", "/teams/{team_gid}")
def update_team(call: Call, gid: str) -> Result:
    """Change a team; its members may."""
    team = see_team(call, gid)
    if not is_team_member(call.database, team["id"], call.user_id):
        raise forbidden()
    changes = _read_team(call)
    if "name" in call.data:
        changes["name"] = read_name(call.data)
    call.database.teams.update(team["id"], changes)
    return Record("team", team)


def _read_team(call: Call) -> Row:
    changes: Row = read_rich(call, "description", is_notes=False)
    if "visibility" in call.data:
        changes["visibility"] = read_choice(call.data, "visibility", _VISIBILITIES)
    for name in _ACCESS:
        if name in call.data:
            choices = ("no_restriction" if "content" in name else "all_team_members", "only_team_admins")
            changes[name] = read_choice(call.data, name, choices)
    return changes


def join_team(database: Database, team_id: str, user_id: str, *, is_admin: bool = False) -> Row:
    """Return the membership of a user in a team, a new one where there was none."""
    for row in database.team_members.where("team", team_id):
        if row["user_id"] == user_id:
            return row
    row = {"team_id": team_id, "user_id": user_id, "is_admin": is_admin}
    database.team_members.insert(row)
    return row


@serves("POST", "/teams/{team_gid}/addUser")
def add_team_user(call: Call, gid: str) -> Result:
    """Take a user of the organization into a team; members may."""
    team = see_team(call, gid)
    if not is_team_member(call.database, team["id"], call.user_id):
        raise forbidden()
    user = find_user(call, call.data.get("user"), "user")
    if membership(call.database, team["workspace_id"], user["id"]) is None:
        raise invalid("user", f"Not a user in Organization: {user['id']}")
    return Record("team_membership", join_team(call.database, team["id"], user["id"]))


@serves("POST", "/teams/{team_gid}/removeUser")
def remove_team_user(call: Call, gid: str) -> Result:
    """Take a user out of a team: oneself, or as a member of it."""
    team = see_team(call, gid)
    if not is_team_member(call.database, team["id"], call.user_id):
        raise forbidden()
    user = find_user(call, call.data.get("user"), "user")
    for row in call.database.team_members.where("team", team["id"]):
        if row["user_id"] == user["id"]:
            call.database.team_members.remove(row["id"])
    return Nothing(200 if call.version >= NEWER else 204)
