"""Making, reading, changing and deleting tasks, and tasks in tasks.

Source: https://developers.asana.com/reference/tasks (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import EDITOR, see_project, see_section, see_tag, see_task, see_workspace
from tasklab.twin.platform.asana.activity import touch
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_list
from tasklab.twin.platform.asana.entry import find_user, read_list, refuse_fixed
from tasklab.twin.platform.asana.placing import MAX_PROJECTS, first_section, place
from tasklab.twin.platform.asana.refusal import RefusalError, invalid, missing
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.task_entry import read_task, tell_assignment, tell_changes, write_fields

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_READ_ONLY = (
    *("completed_at", "completed_by", "created_at", "created_by", "modified_at", "num_subtasks", "num_likes", "likes"),
    *("hearts", "hearted", "num_hearts", "permalink_url", "dependencies", "dependents", "actual_time_minutes"),
)
_AT_CREATION = ("workspace", "projects", "memberships", "tags", "followers", "parent")
MAX_DEPTH = 5


@serves("POST", "/tasks")
def create_task(call: Call) -> Result:
    """Make a task in a workspace, which may be that of its projects or its parent."""
    parent = None
    if call.data.get("parent") is not None:
        parent = see_task(call, call.data["parent"], "parent", least=EDITOR, status=400)
    return _create(call, parent)


@serves("POST", "/tasks/{task_gid}/subtasks")
def create_subtask(call: Call, gid: str) -> Result:
    """Make a task in a task."""
    return _create(call, see_task(call, gid, least=EDITOR))


def _create(call: Call, parent: Row | None) -> Result:
    refuse_fixed(call.data, _READ_ONLY)
    sections = _read_sections(call)
    workspace_id = _read_workspace(call, parent, sections)
    tags = [see_tag(call, each, "tags", status=400) for each in _list_of(call, "tags")]
    followers = [find_user(call, each, "followers")["id"] for each in _list_of(call, "followers")]
    row = new_task(call, workspace_id, list(dict.fromkeys([call.user_id, *followers])))
    row.update(read_task(call, row))
    call.database.tasks.insert(row)
    try:
        if parent is not None:
            adopt(call, row, parent)
        for section in sections:
            place(call, row, section)
        write_fields(call, row)
    except RefusalError:
        forget_task(call, row)
        raise
    tell_assignment(call, row, None)
    for tag in tags:
        call.database.taggings.insert({"task_id": row["id"], "tag_id": tag["id"]})
    return Record("task", row, 201, f"/tasks/{row['id']}")


def new_task(call: Call, workspace_id: str, follower_ids: list[str]) -> Row:
    """Return the row of a task with nothing of its own yet; members that are not kept have their defaults."""
    return {
        "workspace_id": workspace_id,
        "name": "",
        "created_at": call.now,
        "modified_at": call.now,
        "created_by_id": call.user_id,
        "follower_ids": follower_ids,
    }


def _list_of(call: Call, name: str) -> list[Any]:
    return read_list(call.data, name) if call.data.get(name) is not None else []


def _read_sections(call: Call) -> list[Row]:
    """Return the sections that a new task comes into, one for each project. Raises: RefusalError."""
    found: dict[str, Row] = {}
    for given in _list_of(call, "memberships"):
        if not isinstance(given, dict):
            raise invalid("memberships", "Not an Object")
        project = see_project(call, given.get("project"), least=EDITOR, status=400)
        section = first_section(call, project["id"])
        if given.get("section") is not None:
            section = see_section(call, given["section"], status=400)
        if section["container_id"] != project["id"]:
            raise invalid("section", f"Not in the project: {section['id']}")
        found[project["id"]] = section
    for gid in _list_of(call, "projects"):
        project = see_project(call, gid, "projects", least=EDITOR, status=400)
        found.setdefault(project["id"], first_section(call, project["id"]))
    if len(found) > MAX_PROJECTS:
        raise invalid("projects", f"A task can have at most {MAX_PROJECTS} projects.")
    return list(found.values())


def _read_workspace(call: Call, parent: Row | None, sections: list[Row]) -> str:
    found = {parent["workspace_id"]} if parent else set()
    for section in sections:
        found.add((call.database.projects.get(section["container_id"]) or {})["workspace_id"])
    if call.data.get("workspace") is not None:
        found.add(see_workspace(call, call.data["workspace"], status=400)["id"])
    if not found:
        raise missing("workspace")
    if len(found) > 1:
        raise invalid("workspace", "Must be that of the projects and the parent")
    return str(found.pop())


@serves("GET", "/tasks/{task_gid}")
def read_one(call: Call, gid: str) -> Result:
    """Return a task."""
    return Record("task", see_task(call, gid))


@serves("PUT", "/tasks/{task_gid}")
def update_task(call: Call, gid: str) -> Result:
    """Change what was given."""
    task = see_task(call, gid, least=EDITOR)
    refuse_fixed(call.data, (*_READ_ONLY, *_AT_CREATION))
    changes = read_task(call, task)
    before = dict(task)
    write_fields(call, task)
    call.database.tasks.update(task["id"], changes)
    tell_changes(call, task, before)
    if call.data:
        touch(call, task)
    return Record("task", task)


@serves("DELETE", "/tasks/{task_gid}")
def delete_task(call: Call, gid: str) -> Result:
    """Delete a task and the tasks in it."""
    forget_task(call, see_task(call, gid, least=EDITOR))
    return Nothing()


def forget_task(call: Call, task: Row) -> None:
    """Remove a task with all that hangs on it."""
    database = call.database
    for child in database.ordered("subtasks", task["id"], database.tasks):
        forget_task(call, child)
    if task.get("parent_id") is not None:
        database.orders["subtasks", task["parent_id"]].remove(task["id"])
    for placement in database.placements.where("task", task["id"]):
        database.orders["tasks", placement["section_id"]].remove(task["id"])
    for table in (database.placements, database.taggings, database.dependencies, database.stories):
        table.remove_where("task", task["id"])
    database.dependencies.remove_where("on", task["id"])
    database.time_entries.remove_where("task", task["id"])
    database.attachments.remove_where("parent", task["id"])
    database.orders.pop(("subtasks", task["id"]), None)
    database.tasks.remove(task["id"])


@serves("GET", "/tasks/{task_gid}/subtasks")
def list_subtasks(call: Call, gid: str) -> Result:
    """List the tasks in a task, in their order."""
    task = see_task(call, gid)
    return Listing("task", walk_list(call.database.ordered("subtasks", task["id"], call.database.tasks)))


@serves("POST", "/tasks/{task_gid}/setParent")
def set_parent(call: Call, gid: str) -> Result:
    """Put a task into another, or out of any with null."""
    task = see_task(call, gid, least=EDITOR)
    if "parent" not in call.data:
        raise missing("parent")
    if call.data["parent"] is None:
        leave_parent(call, task)
        return Record("task", task)
    parent = see_task(call, call.data["parent"], "parent", least=EDITOR, status=400)
    anchors = _read_siblings(call, parent)
    adopt(call, task, parent, **anchors)
    return Record("task", task)


def _read_siblings(call: Call, parent: Row) -> dict[str, Any]:
    order = call.database.orders["subtasks", parent["id"]]
    given = {word: call.data[f"insert_{word}"] for word in ("before", "after") if f"insert_{word}" in call.data}
    if len(given) > 1:
        raise RefusalError(400, "insert_before: Cannot be specified together with insert_after.")
    for word, anchor in given.items():
        if anchor is not None and (not isinstance(anchor, str) or anchor not in order):
            raise invalid(f"insert_{word}", f"Not a subtask of the parent: {anchor}")
    if given.get("after", "") is None:
        return {"is_first": True}
    return {word: anchor for word, anchor in given.items() if anchor is not None}


def adopt(call: Call, task: Row, parent: Row, **where: Any) -> None:
    """Put a task into another. Raises: RefusalError for a circle, and below the deepest level."""
    above, depth = parent, 1
    while True:
        if above["id"] == task["id"]:
            raise invalid("parent", "A task cannot be a subtask of itself or its own subtasks")
        following = call.database.tasks.get(above.get("parent_id"))
        if following is None:
            break
        above, depth = following, depth + 1
    if depth > MAX_DEPTH:
        raise invalid("parent", f"Subtasks can be at most {MAX_DEPTH} levels deep")
    if task["id"] in where.values():
        return
    leave_parent(call, task)
    call.database.tasks.update(task["id"], {"parent_id": parent["id"]})
    call.database.orders["subtasks", parent["id"]].insert(task["id"], **where)
    touch(call, task)


def leave_parent(call: Call, task: Row) -> None:
    """Take a task out of the one it is in."""
    if task.get("parent_id") is not None:
        call.database.orders["subtasks", task["parent_id"]].remove(task["id"])
        call.database.tasks.update(task["id"], {"parent_id": None})
        touch(call, task)
