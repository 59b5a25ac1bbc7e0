"""Projects.

Source: https://developers.asana.com/reference/projects (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import (
    ADMIN,
    EDITOR,
    LEVELS,
    project_level,
    require_member,
    see_project,
    see_team,
    see_workspace,
)
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_rows
from tasklab.twin.platform.asana.custom_field import settings_of
from tasklab.twin.platform.asana.entry import find_user, read_choice, read_flag, read_list, read_name, refuse_fixed
from tasklab.twin.platform.asana.field_value import write_values
from tasklab.twin.platform.asana.link import read_rich, rich_member
from tasklab.twin.platform.asana.moment import parse_day
from tasklab.twin.platform.asana.refusal import RefusalError, invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_TINTS = ("pink", "green", "blue", "red", "teal", "brown", "orange", "purple", "warm-gray")
COLORS = (*(f"dark-{tint}" for tint in _TINTS), *(f"light-{tint}" for tint in _TINTS))
_VIEWS = ("list", "board", "calendar", "timeline")
_PRIVACY = ("public_to_workspace", "private_to_team", "private")
_ICONS = (
    *("list", "board", "timeline", "calendar", "rocket", "people", "graph", "star", "bug", "light_bulb", "globe"),
    *("gear", "notebook", "computer", "check", "target", "html", "megaphone", "chat_bubbles", "briefcase"),
    *("page_layout", "mountain_flag", "puzzle", "presentation", "line_and_symbols", "speed_dial", "ribbon", "shoe"),
    *("shopping_basket", "map", "ticket", "coins"),
)
_CHOICES = {
    "color": (*COLORS, "none"),
    "default_view": _VIEWS,
    "privacy_setting": _PRIVACY,
    "icon": _ICONS,
    "default_access_level": LEVELS,
    "minimum_access_level_for_customization": (ADMIN, EDITOR),
    "minimum_access_level_for_sharing": (ADMIN, EDITOR),
}
_CLEARABLE = frozenset({"color", "icon"})


def _members(call: Call, row: Row) -> list[Row]:
    gids = [each["member_id"] for each in call.database.project_members.where("project", row["id"])]
    return call.database.users_of(gids)


VIEWS["project"] = View(
    "project",
    compact={"name": stored("name")},
    full={
        "archived": stored("archived"),
        "color": stored("color"),
        "icon": stored("icon"),
        "completed": stored("completed"),
        "completed_at": stored("completed_at"),
        "completed_by": linked("user", "users", "completed_by_id"),
        "created_at": stored("created_at"),
        "created_from_template": constant(None),
        "current_status": constant(None),
        "current_status_update": constant(None),
        "custom_field_settings": Member(lambda call, row: settings_of(call, row["id"]), "custom_field_setting"),
        "custom_fields": constant([]),
        "default_access_level": stored("default_access_level"),
        "default_view": stored("default_view"),
        "due_date": stored("due_on"),
        "due_on": stored("due_on"),
        "followers": Member(lambda call, row: call.database.users_of(row["follower_ids"]), "user"),
        "members": Member(_members, "user"),
        "minimum_access_level_for_customization": stored("minimum_access_level_for_customization"),
        "minimum_access_level_for_sharing": stored("minimum_access_level_for_sharing"),
        "modified_at": stored("modified_at"),
        "notes": stored("notes"),
        "owner": linked("user", "users", "owner_id"),
        "permalink_url": Member(lambda call, row: f"{call.address}/0/{row['id']}/{row['id']}"),
        "privacy_setting": stored("privacy_setting"),
        "project_brief": constant(None),
        "public": Member(lambda _call, row: row["privacy_setting"] == "public_to_workspace"),
        "start_on": stored("start_on"),
        "team": Member(lambda call, row: call.database.teams.get(row["team_id"]) or ABSENT, "team"),
        "workspace": linked("workspace", "workspaces", "workspace_id"),
    },
    opt_in={"html_notes": rich_member("notes")},
)


def _list(call: Call, rows: list[Row]) -> Result:
    if "archived" in call.query:
        archived = read_flag(call, call.query, "archived")
        rows = [row for row in rows if row["archived"] == archived]
    return Listing("project", walk_rows([row for row in rows if project_level(call.database, row, call.user_id)]))


@serves("GET", "/projects")
def list_projects(call: Call) -> Result:
    """List the projects that the caller may see: of a team, of a workspace, or all."""
    if "team" in call.query:
        return list_team_projects(call, call.query["team"])
    if "workspace" in call.query:
        return list_workspace_projects(call, call.query["workspace"])
    if call.limit is not None:
        raise missing("workspace")
    return _list(call, list(call.database.projects))


@serves("GET", "/workspaces/{workspace_gid}/projects")
def list_workspace_projects(call: Call, gid: str) -> Result:
    """List the projects of a workspace that the caller may see."""
    return _list(call, call.database.projects.where("workspace", see_workspace(call, gid)["id"]))


@serves("GET", "/teams/{team_gid}/projects")
def list_team_projects(call: Call, gid: str) -> Result:
    """List the projects of a team that the caller may see."""
    return _list(call, call.database.projects.where("team", see_team(call, gid)["id"]))


@serves("POST", "/projects")
def create_project(call: Call) -> Result:
    """Make a project in a workspace; before 2026 an organization wants a team too."""
    team_gid = call.data.get("team")
    if team_gid is not None:
        team = see_team(call, team_gid, status=400)
        return _create(call, team["workspace_id"], team)
    workspace = see_workspace(call, call.data.get("workspace"), status=400)
    return _create(call, workspace["id"], None)


@serves("POST", "/workspaces/{workspace_gid}/projects")
def create_workspace_project(call: Call, gid: str) -> Result:
    """Make a project in a workspace."""
    team_gid = call.data.get("team")
    team = None if team_gid is None else see_team(call, team_gid, status=400)
    return _create(call, see_workspace(call, gid)["id"], team)


@serves("POST", "/teams/{team_gid}/projects")
def create_team_project(call: Call, gid: str) -> Result:
    """Make a project of a team."""
    team = see_team(call, gid)
    return _create(call, team["workspace_id"], team)


def _create(call: Call, workspace_id: str, team: Row | None) -> Result:
    require_member(call, workspace_id)
    workspace = call.database.workspaces.get(workspace_id) or {}
    if team is None and workspace.get("is_organization") and call.version < NEWER:
        raise missing("team")
    row = insert_project(call, workspace_id, team["id"] if team else None, "")
    try:
        row.update({"name": read_name(call.data), **_read_changes(call, row)})
        if "followers" in call.data:
            row["follower_ids"] = _join(call, row, "followers")
    except RefusalError:
        _forget(call, row)
        raise
    return Record("project", row, 201, f"/projects/{row['id']}")


def insert_project(call: Call, workspace_id: str, team_id: str | None, name: str) -> Row:
    """Make a project with its defaults: its maker owns it, and it has one section."""
    row: Row = {
        "workspace_id": workspace_id,
        "team_id": team_id,
        "name": name,
        "archived": False,
        "color": None,
        "icon": "list",
        "completed": False,
        "completed_at": None,
        "completed_by_id": None,
        "created_at": call.now,
        "modified_at": call.now,
        "default_access_level": EDITOR,
        "default_view": "list",
        "due_on": None,
        "start_on": None,
        "follower_ids": [call.user_id],
        "notes": "",
        "minimum_access_level_for_customization": EDITOR,
        "minimum_access_level_for_sharing": EDITOR,
        "owner_id": call.user_id,
        "privacy_setting": "public_to_workspace",
    }
    call.database.projects.insert(row)
    member = {"project_id": row["id"], "member_id": call.user_id, "access_level": ADMIN}
    call.database.project_members.insert(member)
    insert_section(call, row["id"], "Untitled section")
    return row


def insert_section(call: Call, container_id: str, name: str) -> Row:
    """Make a section at the end of a project or a list of tasks."""
    row: Row = {"container_id": container_id, "name": name, "created_at": call.now}
    call.database.sections.insert(row)
    call.database.orders["sections", container_id].insert(row["id"])
    return row


def _read_changes(call: Call, row: Row) -> Row:
    data = call.data
    changes: Row = {}
    for name, choices in _CHOICES.items():
        if name in data:
            is_cleared = data[name] is None and name in _CLEARABLE
            changes[name] = None if is_cleared else read_choice(data, name, choices)
    if changes.get("color") == "none":
        changes["color"] = None
    if "public" in data and "privacy_setting" not in data:
        changes["privacy_setting"] = _PRIVACY[0] if read_flag(call, data, "public") else "private"
    if "archived" in data:
        changes["archived"] = read_flag(call, data, "archived")
    if "owner" in data:
        changes["owner_id"] = None if data["owner"] is None else find_user(call, data["owner"], "owner")["id"]
    if "custom_fields" in data:
        write_values(call, {}, data["custom_fields"], ())  # values of projects: no project has a field of its own here
    return {**changes, **read_rich(call, "notes", is_notes=True), **_read_dates(data, row)}


def _read_dates(data: Any, row: Row) -> Row:
    changes: Row = {}
    due = "due_on" if "due_on" in data else "due_date"
    if due in data:
        changes["due_on"] = None if data[due] is None else parse_day(data[due], due)
    if "start_on" in data:
        if due not in data:
            raise RefusalError(400, "start_on: due_on must be present in the request when setting start_on")
        changes["start_on"] = None if data["start_on"] is None else parse_day(data["start_on"], "start_on")
    start_on, due_on = changes.get("start_on", row["start_on"]), changes.get("due_on", row["due_on"])
    if start_on and not due_on:
        if "start_on" in data:
            raise invalid("start_on", "Must have a due date")
        changes["start_on"] = None
    elif start_on and start_on > due_on:
        raise invalid("start_on", "Must be before the due date")
    return changes


@serves("GET", "/projects/{project_gid}")
def read_project(call: Call, gid: str) -> Result:
    """Return a project."""
    return Record("project", see_project(call, gid))


@serves("PUT", "/projects/{project_gid}")
def update_project(call: Call, gid: str) -> Result:
    """Change what was given."""
    project = see_project(call, gid, least=EDITOR)
    refuse_fixed(call.data, ("followers",))
    if call.data.get("workspace", project["workspace_id"]) != project["workspace_id"]:
        raise RefusalError(400, "workspace: Cannot write this property")
    changes = _read_changes(call, project)
    if "name" in call.data:
        changes["name"] = read_name(call.data)
    if "team" in call.data:
        changes["team_id"] = see_team(call, call.data["team"], status=400)["id"]
    call.database.projects.update(project["id"], {**changes, "modified_at": call.now})
    return Record("project", project)


@serves("DELETE", "/projects/{project_gid}")
def delete_project(call: Call, gid: str) -> Result:
    """Delete a project; its tasks stay, out of it."""
    _forget(call, see_project(call, gid, least=EDITOR))
    return Nothing()


def _forget(call: Call, project: Row) -> None:
    database = call.database
    for section in database.sections.where("container", project["id"]):
        database.orders.pop(("tasks", section["id"]), None)
        database.sections.remove(section["id"])
    for setting in settings_of(call, project["id"]):
        database.settings.remove(setting["id"])
    for kind in ("sections", "settings"):
        database.orders.pop((kind, project["id"]), None)
    database.placements.remove_where("project", project["id"])
    database.project_members.remove_where("project", project["id"])
    database.custom_types.remove_where("project", project["id"])
    database.projects.remove(project["id"])


def _join(call: Call, project: Row, name: str) -> list[str]:
    """Make members of the users that a request names, and return who follows then."""
    users = [find_user(call, each, name)["id"] for each in read_list(call.data, name)]
    members = {each["member_id"] for each in call.database.project_members.where("project", project["id"])}
    for user_id in dict.fromkeys(users):
        if user_id not in members:
            level = project["default_access_level"]
            call.database.project_members.insert(
                {"project_id": project["id"], "member_id": user_id, "access_level": level}
            )
    return list(dict.fromkeys([*project["follower_ids"], *users]))


@serves("POST", "/projects/{project_gid}/addMembers")
def add_members(call: Call, gid: str) -> Result:
    """Make members of users."""
    project = see_project(call, gid, least=EDITOR)
    _join(call, project, "members")
    return Record("project", project)


@serves("POST", "/projects/{project_gid}/addFollowers")
def add_followers(call: Call, gid: str) -> Result:
    """Make followers of users, and members where they are none."""
    project = see_project(call, gid, least=EDITOR)
    call.database.projects.update(project["id"], {"follower_ids": _join(call, project, "followers")})
    return Record("project", project)


@serves("POST", "/projects/{project_gid}/removeMembers")
def remove_members(call: Call, gid: str) -> Result:
    """Take users out of a project."""
    project = see_project(call, gid, least=EDITOR)
    gone = [find_user(call, each, "members")["id"] for each in read_list(call.data, "members")]
    for member in call.database.project_members.where("project", project["id"]):
        if member["member_id"] in gone:
            call.database.project_members.remove(member["id"])
    kept = [each for each in project["follower_ids"] if each not in gone]
    call.database.projects.update(project["id"], {"follower_ids": kept})
    return Record("project", project)


@serves("POST", "/projects/{project_gid}/removeFollowers")
def remove_followers(call: Call, gid: str) -> Result:
    """Let users follow no longer; they stay members."""
    project = see_project(call, gid, least=EDITOR)
    gone = [find_user(call, each, "followers")["id"] for each in read_list(call.data, "followers")]
    kept = [each for each in project["follower_ids"] if each not in gone]
    call.database.projects.update(project["id"], {"follower_ids": kept})
    return Record("project", project)
