"""Tags of a workspace. Source: https://developers.asana.com/reference/tags (2026-11-26)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import require_member, see_tag, see_workspace
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find_user, read_choice, read_list, read_name, read_text
from tasklab.twin.platform.asana.project import COLORS
from tasklab.twin.platform.asana.refusal import missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.view import VIEWS, Member, View, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

VIEWS["tag"] = View(
    "tag",
    compact={"name": stored("name")},
    full={
        "color": stored("color"),
        "notes": stored("notes"),
        "created_at": stored("created_at"),
        "followers": Member(lambda call, row: call.database.users_of(row["follower_ids"]), "user"),
        "workspace": linked("workspace", "workspaces", "workspace_id"),
        "permalink_url": Member(lambda call, row: f"{call.address}/0/{row['id']}/{row['id']}"),
    },
)


@serves("GET", "/tags")
def list_tags(call: Call) -> Result:
    """List the tags of a workspace, or of all that the caller is in."""
    if "workspace" in call.query:
        return list_workspace_tags(call, call.query["workspace"])
    if call.limit is not None:
        raise missing("workspace")
    mine = {each["workspace_id"] for each in call.database.workspace_members.where("user", call.user_id)}
    return Listing("tag", walk_rows([row for row in call.database.tags if row["workspace_id"] in mine]))


@serves("GET", "/workspaces/{workspace_gid}/tags")
def list_workspace_tags(call: Call, gid: str) -> Result:
    """List the tags of a workspace."""
    return Listing("tag", walk_rows(call.database.tags.where("workspace", see_workspace(call, gid)["id"])))


@serves("POST", "/tags")
def create_tag(call: Call) -> Result:
    """Make a tag in the workspace that the body names."""
    return _create(call, see_workspace(call, call.data.get("workspace"), status=400))


@serves("POST", "/workspaces/{workspace_gid}/tags")
def create_workspace_tag(call: Call, gid: str) -> Result:
    """Make a tag in a workspace. Names are not unique."""
    return _create(call, see_workspace(call, gid))


def _create(call: Call, workspace: Row) -> Result:
    require_member(call, workspace["id"])
    row: Row = {"color": None, "notes": "", "follower_ids": [], **_read_tag(call)}
    if "name" not in row:
        raise missing("name")
    if call.data.get("followers") is not None:
        row["follower_ids"] = [find_user(call, each, "followers")["id"] for each in read_list(call.data, "followers")]
    call.database.tags.insert({**row, "workspace_id": workspace["id"], "created_at": call.now})
    tag = call.database.tags.where("workspace", workspace["id"])[-1]
    return Record("tag", tag, 201, f"/tags/{tag['id']}")


def _read_tag(call: Call) -> Row:
    changes: Row = {}
    if "name" in call.data:
        changes["name"] = read_name(call.data)
    if "color" in call.data:
        changes["color"] = None if call.data["color"] is None else read_choice(call.data, "color", COLORS)
    if "notes" in call.data:
        changes["notes"] = read_text(call.data, "notes")
    return changes


@serves("GET", "/tags/{tag_gid}")
def read_tag(call: Call, gid: str) -> Result:
    """Return a tag."""
    return Record("tag", see_tag(call, gid))


@serves("PUT", "/tags/{tag_gid}")
def update_tag(call: Call, gid: str) -> Result:
    """Change a tag."""
    tag = see_tag(call, gid)
    require_member(call, tag["workspace_id"])
    call.database.tags.update(tag["id"], _read_tag(call))
    return Record("tag", tag)


@serves("DELETE", "/tags/{tag_gid}")
def delete_tag(call: Call, gid: str) -> Result:
    """Delete a tag; its tasks lose it."""
    tag = see_tag(call, gid)
    require_member(call, tag["workspace_id"])
    call.database.taggings.remove_where("tag", tag["id"])
    call.database.tags.remove(tag["id"])
    return Nothing()
