"""Suggestions by a part of a name.

Source: https://developers.asana.com/reference/typeaheadforworkspace (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import may_see_task, project_level, see_workspace
from tasklab.twin.platform.asana.call import Listing, walk_list
from tasklab.twin.platform.asana.entry import read_choice, read_whole
from tasklab.twin.platform.asana.people import visible_teams
from tasklab.twin.platform.asana.refusal import invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_KINDS = ("custom_field", "goal", "project", "project_template", "portfolio", "tag", "task", "team", "user")
_DEFAULT_COUNT, _MAX_COUNT = 20, 100


@serves("GET", "/workspaces/{workspace_gid}/typeahead")
def suggest(call: Call, gid: str) -> Result:
    """Return the objects of a kind whose names hold a text: twenty unless `count` says otherwise."""
    workspace = see_workspace(call, gid)
    name = "resource_type" if "resource_type" in call.query else "type"
    if name not in call.query:
        raise missing("resource_type")
    kinds = (*_KINDS, *(("actor", "agent") if call.version >= NEWER else ()))
    kind = read_choice(call.query, name, kinds)
    count = read_whole(call.query, "count") if "count" in call.query else _DEFAULT_COUNT
    if not 1 <= count <= _MAX_COUNT:
        raise invalid("count", f"Must be between 1 and {_MAX_COUNT}.")
    text = call.query.get("query", "").lower()
    rows = [row for row in _candidates(call, workspace["id"], kind) if text in row["name"].lower()]
    view = {"actor": "user"}.get(kind, kind)
    return Listing(view, walk_list(rows[:count]), is_paged=False)


def _candidates(call: Call, workspace_id: str, kind: str) -> Iterable[Row]:
    database = call.database
    match kind:
        case "user" | "actor":
            members = database.workspace_members.where("workspace", workspace_id)
            return database.users_of([each["user_id"] for each in members])
        case "project":
            rows = database.projects.where("workspace", workspace_id)
            return [row for row in rows if project_level(database, row, call.user_id)]
        case "task":
            return (row for row in database.tasks.where("workspace", workspace_id) if may_see_task(call, row))
        case "tag":
            return database.tags.where("workspace", workspace_id)
        case "team":
            return visible_teams(call, workspace_id)
        case "custom_field":
            return database.custom_fields.where("workspace", workspace_id)
    return []
