"""Sections of projects, and where tasks stand in them.

Source: https://developers.asana.com/reference/sections (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import EDITOR, see_project, see_section, see_task
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_list
from tasklab.twin.platform.asana.entry import find, read_name, read_text
from tasklab.twin.platform.asana.placing import place, read_anchors
from tasklab.twin.platform.asana.project import insert_section
from tasklab.twin.platform.asana.refusal import RefusalError, forbidden, invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.view import VIEWS, Member, View, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
VIEWS["section"] = View(
    "section",
    compact={"name": stored("name")},
    full={
        "created_at": stored("created_at"),
        "project": linked("project", "projects", "container_id"),
        "projects": Member(
            lambda call, row: [project for project in [call.database.projects.get(row["container_id"])] if project],
            "project",
        ),
    },
)


@serves("GET", "/projects/{project_gid}/sections")
def list_sections(call: Call, gid: str) -> Result:
    """List the sections of a project in their order; of one's own list of tasks too."""
    task_list = call.database.task_lists.get(gid)
    if task_list is not None and task_list["owner_id"] != call.user_id:
        raise forbidden()
    container_id = gid if task_list else see_project(call, gid)["id"]
    return Listing("section", walk_list(call.database.ordered("sections", container_id, call.database.sections)))


@serves("POST", "/projects/{project_gid}/sections")
def create_section(call: Call, gid: str) -> Result:
    """Make a section at the end of a project, or before or after another."""
    project = see_project(call, gid, least=EDITOR)
    name = read_name(call.data)
    anchors = _read_neighbours(call, project["id"], "insert_before", "insert_after")
    row = insert_section(call, project["id"], name)
    if anchors:
        call.database.orders["sections", project["id"]].insert(row["id"], **anchors)
    return Record("section", row, 201, f"/sections/{row['id']}")


def _read_neighbours(call: Call, container_id: str, before: str, after: str) -> dict[str, Any]:
    given = {
        word: find(call, "section", call.data[name], name, status=400)
        for word, name in (("before", before), ("after", after))
        if call.data.get(name) is not None
    }
    if len(given) > 1:
        raise RefusalError(400, f"{before}: Cannot be specified together with {after}.")
    for row in given.values():
        if row["container_id"] != container_id:
            raise invalid(before, f"Not in the project: {row['id']}")
    return {word: str(row["id"]) for word, row in given.items()}


@serves("POST", "/projects/{project_gid}/sections/insert")
def move_section(call: Call, gid: str) -> Result:
    """Move a section before or after another of its project."""
    project = see_project(call, gid, least=EDITOR)
    section = find(call, "section", call.data.get("section"), status=400)
    if section["container_id"] != project["id"]:
        raise invalid("section", f"Not in the project: {section['id']}")
    anchors = _read_neighbours(call, project["id"], "before_section", "after_section")
    if not anchors:
        raise missing("before_section")
    if section["id"] not in anchors.values():
        call.database.orders["sections", project["id"]].insert(section["id"], **anchors)
    return Nothing()


@serves("GET", "/sections/{section_gid}")
def read_section(call: Call, gid: str) -> Result:
    """Return a section."""
    return Record("section", see_section(call, gid))


@serves("PUT", "/sections/{section_gid}")
def update_section(call: Call, gid: str) -> Result:
    """Rename a section. Where it stands is of its making alone: neighbours are read and passed over."""
    section = see_section(call, gid, least=EDITOR)
    name = read_name(call.data)
    for neighbour in ("insert_before", "insert_after"):
        if call.data.get(neighbour) is not None:
            read_text(call.data, neighbour)
    call.database.sections.update(section["id"], {"name": name})
    return Record("section", section)


@serves("DELETE", "/sections/{section_gid}")
def delete_section(call: Call, gid: str) -> Result:
    """Delete an empty section that is not the last one."""
    section = see_section(call, gid, least=EDITOR)
    order = call.database.orders["sections", section["container_id"]]
    if len(order) == 1:
        raise RefusalError(400, "section: The last remaining section cannot be deleted.")
    if len(call.database.orders["tasks", section["id"]]):
        raise RefusalError(400, "section: Sections must be empty to be deleted.")
    order.remove(section["id"])
    call.database.orders.pop(("tasks", section["id"]), None)
    call.database.sections.remove(section["id"])
    return Nothing()


@serves("POST", "/sections/{section_gid}/addTask")
def add_task(call: Call, gid: str) -> Result:
    """Put a task into a section: at the top, or before or after another."""
    section = see_section(call, gid, least=EDITOR)
    task = see_task(call, call.data.get("task"), least=EDITOR, status=400)
    anchors: dict[str, Any] = read_anchors(call, section)
    place(call, task, section, is_first=not anchors, **anchors)
    return Nothing()
