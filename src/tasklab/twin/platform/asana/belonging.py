"""Memberships of teams and workspaces as records of their own, and everybody's own list of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import see_team, see_workspace
from tasklab.twin.platform.asana.call import Listing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find
from tasklab.twin.platform.asana.people import see_user, task_list_of
from tasklab.twin.platform.asana.refusal import forbidden, missing, unknown
from tasklab.twin.platform.asana.route import serves

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row


@serves("GET", "/team_memberships/{team_membership_gid}")
def read_team_membership(call: Call, gid: str) -> Result:
    """Return how a user is in a team."""
    row = find(call, "team_membership", gid)
    see_team(call, row["team_id"])
    return Record("team_membership", row)


@serves("GET", "/team_memberships")
def list_memberships_of_teams(call: Call) -> Result:
    """List memberships: of a team, or of a user in a workspace."""
    if "team" in call.query:
        return list_team_memberships(call, call.query["team"])
    if "user" not in call.query:
        raise missing("team")
    return list_user_team_memberships(call, call.query["user"])


@serves("GET", "/teams/{team_gid}/team_memberships")
def list_team_memberships(call: Call, gid: str) -> Result:
    """List the memberships of a team."""
    rows = call.database.team_members.where("team", see_team(call, gid)["id"])
    return Listing("team_membership", walk_rows(rows))


@serves("GET", "/users/{user_gid}/team_memberships")
def list_user_team_memberships(call: Call, gid: str) -> Result:
    """List the memberships of a user in the teams of a workspace."""
    user, workspace = see_user(call, gid), see_workspace(call, call.query.get("workspace"))
    rows = call.database.team_members.where("user", user["id"])
    teams = {team["id"] for team in call.database.teams.where("workspace", workspace["id"])}
    return Listing("team_membership", walk_rows([row for row in rows if row["team_id"] in teams]))


@serves("GET", "/workspace_memberships/{workspace_membership_gid}")
def read_workspace_membership(call: Call, gid: str) -> Result:
    """Return how a user is in a workspace."""
    row = find(call, "workspace_membership", gid)
    see_workspace(call, row["workspace_id"])
    return Record("workspace_membership", row)


@serves("GET", "/users/{user_gid}/workspace_memberships")
def list_user_workspace_memberships(call: Call, gid: str) -> Result:
    """List the memberships of a user in workspaces that the caller is in."""
    user = see_user(call, gid)
    mine = {each["workspace_id"] for each in call.database.workspace_members.where("user", call.user_id)}
    rows = [row for row in call.database.workspace_members.where("user", user["id"]) if row["workspace_id"] in mine]
    return Listing("workspace_membership", walk_rows(rows))


@serves("GET", "/workspaces/{workspace_gid}/workspace_memberships")
def list_workspace_memberships(call: Call, gid: str) -> Result:
    """List the memberships of a workspace, or that of one user."""
    rows = call.database.workspace_members.where("workspace", see_workspace(call, gid)["id"])
    if "user" in call.query:
        user = see_user(call, call.query["user"])
        rows = [row for row in rows if row["user_id"] == user["id"]]
    return Listing("workspace_membership", walk_rows(rows))


@serves("GET", "/users/{user_gid}/user_task_list")
def read_task_list_of_user(call: Call, gid: str) -> Result:
    """Return a user's own list of tasks in a workspace."""
    user, workspace = see_user(call, gid), see_workspace(call, call.query.get("workspace"))
    row = task_list_of(call.database, user["id"], workspace["id"])
    if row is None:
        raise unknown("user_task_list", user["id"])
    return Record("user_task_list", row)


@serves("GET", "/user_task_lists/{user_task_list_gid}")
def read_task_list(call: Call, gid: str) -> Result:
    """Return somebody's own list of tasks."""
    return Record("user_task_list", see_task_list(call, gid))


def see_task_list(call: Call, gid: str) -> Row:
    """Return a list of tasks in a workspace that the caller is in. Raises: RefusalError."""
    row = find(call, "user_task_list", gid)
    if not any(row["workspace_id"] == each["workspace_id"] for each in _memberships_of_caller(call)):
        raise forbidden()
    return row


def _memberships_of_caller(call: Call) -> list[Row]:
    return call.database.workspace_members.where("user", call.user_id)
