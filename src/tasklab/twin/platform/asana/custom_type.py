"""Custom types of tasks and their status options, since 2026. They are made in Asana itself and only read here.

Source: https://developers.asana.com/reference/custom-types (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import see_project
from tasklab.twin.platform.asana.call import Listing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import VIEWS, Member, View, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result

VIEWS["custom_type"] = View(
    "custom_type",
    compact={"name": stored("name")},
    full={"status_options": Member(lambda _call, row: row["options"], "custom_type_status_option_full")},
)
VIEWS["custom_type_status_option"] = View("custom_type_status_option", {"name": stored("name")})
VIEWS["custom_type_status_option_full"] = View(
    "custom_type_status_option",
    {
        "name": stored("name"),
        "completion_state": stored("completion_state"),
        "enabled": stored("enabled"),
        "color": stored("color"),
    },
    is_shown_inside=True,
)


@serves("GET", "/custom_types", since=NEWER)
def list_custom_types(call: Call) -> Result:
    """List the types that a project has."""
    project = see_project(call, call.query.get("project"))
    return Listing("custom_type", walk_rows(call.database.custom_types.where("project", project["id"])), is_full=True)


@serves("GET", "/custom_types/{custom_type_gid}", since=NEWER)
def read_custom_type(call: Call, gid: str) -> Result:
    """Return a type."""
    row = find(call, "custom_type", gid)
    see_project(call, row["project_id"])
    return Record("custom_type", row)
