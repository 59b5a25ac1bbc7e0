"""Which sections tasks are in, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.activity import note
from tasklab.twin.platform.asana.entry import find
from tasklab.twin.platform.asana.refusal import RefusalError, invalid

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row

MAX_PROJECTS = 20


def first_section(call: Call, project_id: str) -> Row:
    """Return the section that tasks of a project come into when none is named."""
    return call.database.ordered("sections", project_id, call.database.sections)[0]


def placement_in(call: Call, task: Row, project_id: str) -> Row | None:
    """Return how a task is in a project, or None."""
    found = call.database.placements.where("task", task["id"])
    return next((each for each in found if each["project_id"] == project_id), None)


def read_anchors(call: Call, section: Row) -> dict[str, str]:
    """Return which task of a section the request names as a neighbour. Raises: RefusalError."""
    given = {
        word: find(call, "task", call.data[name], name, status=400)
        for word, name in (("before", "insert_before"), ("after", "insert_after"))
        if call.data.get(name) is not None
    }
    if len(given) > 1:
        raise RefusalError(400, "insert_before: Cannot be specified together with insert_after.")
    for row in given.values():
        if row["id"] not in call.database.orders["tasks", section["id"]]:
            raise invalid("insert_before", f"Not in the section: {row['id']}")
    return {word: str(row["id"]) for word, row in given.items()}


def place(
    call: Call,
    task: Row,
    section: Row,
    *,
    before: str | None = None,
    after: str | None = None,
    is_first: bool = False,
) -> None:
    """Put a task into a section, out of any other of that project, and tell its story."""
    database = call.database
    project = database.projects.get(section["container_id"]) or {}
    placement = placement_in(call, task, project["id"])
    if placement is None:
        if database.placements.count("task", task["id"]) >= MAX_PROJECTS:
            raise RefusalError(400, f"project: A task can have at most {MAX_PROJECTS} projects.")
        database.placements.insert({"task_id": task["id"], "project_id": project["id"], "section_id": section["id"]})
        note(call, task, "added_to_project", f"added to {project['name']}", project=project["id"])
    elif placement["section_id"] != section["id"]:
        old = database.sections.get(placement["section_id"]) or {}
        database.orders["tasks", placement["section_id"]].remove(task["id"])
        database.placements.update(placement["id"], {"section_id": section["id"]})
        told = f'moved this task from "{old.get("name")}" to "{section["name"]}" in {project["name"]}'
        sections = {"old_section": old.get("id"), "new_section": section["id"]}
        note(call, task, "section_changed", told, project=project["id"], **sections)
    if task["id"] not in (before, after):
        order = database.orders["tasks", section["id"]]
        order.insert(task["id"], before=before, after=after, is_first=is_first)


def take_out(call: Call, task: Row, project_id: str) -> bool:
    """Take a task out of a project; False where it was not in it."""
    placement = placement_in(call, task, project_id)
    if placement is None:
        return False
    call.database.orders["tasks", placement["section_id"]].remove(task["id"])
    call.database.placements.remove(placement["id"])
    project = call.database.projects.get(project_id) or {}
    note(call, task, "removed_from_project", f"removed from {project.get('name')}", project=project_id)
    return True
