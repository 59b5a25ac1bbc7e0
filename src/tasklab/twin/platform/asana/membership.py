"""Who has which access to a project.

Source: https://developers.asana.com/reference/memberships (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import ADMIN, LEVELS, see_project
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find, find_user, read_choice
from tasklab.twin.platform.asana.refusal import RefusalError, invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_WRITERS = frozenset({ADMIN, "editor"})


def _member(call: Call, row: Row) -> Any:
    found = call.database.users.get(row["member_id"]) or call.database.teams.get(row["member_id"])
    return found and {**found, "kind": "user" if found["id"] in call.database.users else "team"}


VIEWS["member"] = View(
    None, {"gid": stored("id"), "resource_type": stored("kind"), "name": stored("name")}, is_shown_inside=True
)
_COMPACT = {
    "parent": linked("project", "projects", "project_id"),
    "member": Member(_member, "member"),
    "access_level": stored("access_level"),
}
VIEWS["project_membership"] = View(
    "project_membership",
    _COMPACT,
    {
        "user": Member(lambda call, row: call.database.users.get(row["member_id"]) or ABSENT, "user"),
        "project": linked("project", "projects", "project_id"),
        "write_access": Member(lambda _call, row: "full_write" if row["access_level"] in _WRITERS else "comment_only"),
    },
)
VIEWS["membership"] = View("membership", {**_COMPACT, "resource_subtype": constant("project_membership")})


@serves("GET", "/projects/{project_gid}/project_memberships")
def list_project_memberships(call: Call, gid: str) -> Result:
    """List the memberships of a project, or that of one user."""
    rows = _rows(call, see_project(call, gid)["id"], call.query.get("user"))
    return Listing("project_membership", walk_rows(rows))


def _rows(call: Call, project_id: str, member: str | None) -> list[Row]:
    rows = call.database.project_members.where("project", project_id)
    if member is None:
        return rows
    gid = member if member in call.database.teams else find_user(call, member, "member", status=404)["id"]
    return [row for row in rows if row["member_id"] == gid]


@serves("GET", "/project_memberships/{project_membership_gid}")
def read_project_membership(call: Call, gid: str) -> Result:
    """Return a membership of a project."""
    return Record("project_membership", _see(call, gid, "project_membership"))


def _see(call: Call, gid: str, kind: str, least: str = "viewer") -> Row:
    row = find(call, kind, gid)
    see_project(call, row["project_id"], least=least)
    return row


@serves("GET", "/memberships")
def list_memberships(call: Call) -> Result:
    """List the memberships of a project, or all of a member's."""
    if "parent" in call.query:
        project = see_project(call, call.query["parent"], "parent")
        return Listing("membership", walk_rows(_rows(call, project["id"], call.query.get("member"))))
    if "member" not in call.query or "resource_subtype" not in call.query:
        raise missing("parent")
    gid = call.query["member"]
    gid = gid if gid in call.database.teams else find_user(call, gid, "member", status=404)["id"]
    return Listing("membership", walk_rows(call.database.project_members.where("member", gid)))


@serves("GET", "/memberships/{membership_gid}")
def read_membership(call: Call, gid: str) -> Result:
    """Return a membership."""
    return Record("membership", _see(call, gid, "membership"))


@serves("POST", "/memberships")
def create_membership(call: Call) -> Result:
    """Give a user or a team access to a project; whoever has it keeps one membership."""
    project = see_project(call, call.data.get("parent"), "parent", least="editor", status=400)
    member = call.data.get("member")
    gid = member if member in call.database.teams else find_user(call, member, "member")["id"]
    if _rows(call, project["id"], str(gid)):
        raise RefusalError(400, f"member: Already a member of the project: {gid}")
    name = "access_level" if "access_level" in call.data else "role"
    level = read_choice(call.data, name, LEVELS) if name in call.data else project["default_access_level"]
    row: Row = {"project_id": project["id"], "member_id": gid, "access_level": level}
    call.database.project_members.insert(row)
    return Record("membership", row, 201, f"/memberships/{row['id']}")


@serves("PUT", "/memberships/{membership_gid}")
def update_membership(call: Call, gid: str) -> Result:
    """Change an access level; administrators of the project may."""
    row = _see(call, gid, "membership", ADMIN)
    if "access_level" not in call.data:
        raise missing("access_level")
    level = read_choice(call.data, "access_level", LEVELS)
    call.database.project_members.update(row["id"], {"access_level": level})
    return Record("membership", row)


@serves("DELETE", "/memberships/{membership_gid}")
def delete_membership(call: Call, gid: str) -> Result:
    """Take access away; the last administrator stays."""
    row = _see(call, gid, "membership", "editor")
    admins = [each for each in _rows(call, row["project_id"], None) if each["access_level"] == ADMIN]
    if admins == [row]:
        raise invalid("membership", "The last admin of a project cannot be removed")
    call.database.project_members.remove(row["id"])
    return Nothing()
