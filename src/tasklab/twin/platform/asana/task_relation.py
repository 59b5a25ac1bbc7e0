"""What a task is connected with: projects, tags, followers, tasks that it waits for.

Source: https://developers.asana.com/reference/tasks (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import EDITOR, VIEWER, see_project, see_section, see_tag, see_task
from tasklab.twin.platform.asana.activity import note
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_list, walk_rows
from tasklab.twin.platform.asana.entry import find_user, read_list
from tasklab.twin.platform.asana.placing import first_section, place, read_anchors, take_out
from tasklab.twin.platform.asana.refusal import RefusalError, invalid
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.task_view import dependencies_of, dependents_of, projects_of, tags_of

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

MAX_DEPENDENCIES = 30
"""Of a task, those it waits for and those that wait for it together."""


@serves("GET", "/tasks/{task_gid}/projects")
def list_projects(call: Call, gid: str) -> Result:
    """List the projects of a task."""
    return Listing("project", walk_list(projects_of(call, see_task(call, gid))))


@serves("POST", "/tasks/{task_gid}/addProject")
def add_project(call: Call, gid: str) -> Result:
    """Put a task into a project, or elsewhere in it: at the end where no place is given."""
    task = see_task(call, gid, least=EDITOR)
    project = see_project(call, call.data.get("project"), least=EDITOR, status=400)
    section = _read_section(call, task, project)
    if "insert_before" in call.data and "insert_after" in call.data:
        raise RefusalError(400, "insert_before: Cannot be specified together with insert_after.")
    is_first = "insert_after" in call.data and call.data["insert_after"] is None
    place(call, task, section, is_first=is_first, **read_anchors(call, section))
    return Nothing()


def _read_section(call: Call, task: Row, project: Row) -> Row:
    """Return the section that is named, or that of the neighbour that is, or where the task is, or the first."""
    if call.data.get("section") is not None:
        section = see_section(call, call.data["section"], status=400)
        if section["container_id"] != project["id"]:
            raise invalid("section", f"Not in the project: {section['id']}")
        return section
    anchor_gid = call.data.get("insert_before") or call.data.get("insert_after")
    anchor = see_task(call, anchor_gid, "insert_before", status=400) if anchor_gid else task
    for placement in call.database.placements.where("task", anchor["id"]):
        if placement["project_id"] == project["id"]:
            return call.database.sections.get(placement["section_id"]) or first_section(call, project["id"])
    return first_section(call, project["id"])


@serves("POST", "/tasks/{task_gid}/removeProject")
def remove_project(call: Call, gid: str) -> Result:
    """Take a task out of a project."""
    task = see_task(call, gid, least=EDITOR)
    project = see_project(call, call.data.get("project"), least=EDITOR, status=400)
    if not take_out(call, task, project["id"]):
        raise invalid("project", f"The task is not in the project: {project['id']}")
    return Nothing()


@serves("GET", "/tasks/{task_gid}/tags")
def list_tags(call: Call, gid: str) -> Result:
    """List the tags of a task."""
    return Listing("tag", walk_list(tags_of(call, see_task(call, gid))))


@serves("POST", "/tasks/{task_gid}/addTag")
def add_tag(call: Call, gid: str) -> Result:
    """Put a tag on a task; one that is there stays."""
    task = see_task(call, gid, least=EDITOR)
    tag = see_tag(call, call.data.get("tag"), status=400)
    if tag["id"] not in {each["id"] for each in tags_of(call, task)}:
        call.database.taggings.insert({"task_id": task["id"], "tag_id": tag["id"]})
        note(call, task, "added_to_tag", f"added to {tag['name']}", tag=tag["id"])
    return Nothing()


@serves("POST", "/tasks/{task_gid}/removeTag")
def remove_tag(call: Call, gid: str) -> Result:
    """Take a tag off a task."""
    task = see_task(call, gid, least=EDITOR)
    tag = see_tag(call, call.data.get("tag"), status=400)
    for tagging in call.database.taggings.where("task", task["id"]):
        if tagging["tag_id"] == tag["id"]:
            call.database.taggings.remove(tagging["id"])
            note(call, task, "removed_from_tag", f"removed from {tag['name']}", tag=tag["id"])
    return Nothing()


@serves("POST", "/tasks/{task_gid}/addFollowers")
def add_followers(call: Call, gid: str) -> Result:
    """Let users follow a task."""
    task = see_task(call, gid, least=EDITOR)
    users = [find_user(call, each, "followers") for each in read_list(call.data, "followers")]
    new = [user for user in users if user["id"] not in task["follower_ids"]]
    followers = dict.fromkeys([*task["follower_ids"], *(user["id"] for user in new)])
    call.database.tasks.update(task["id"], {"follower_ids": list(followers)})
    for user in new:
        note(call, task, "follower_added", f"added {user['name']} as a collaborator", follower=user["id"])
    return Record("task", task)


@serves("POST", "/tasks/{task_gid}/removeFollowers")
def remove_followers(call: Call, gid: str) -> Result:
    """Let users follow a task no longer."""
    task = see_task(call, gid, least=EDITOR)
    gone = [find_user(call, each, "followers")["id"] for each in read_list(call.data, "followers")]
    kept = [each for each in task["follower_ids"] if each not in gone]
    call.database.tasks.update(task["id"], {"follower_ids": kept})
    return Record("task", task)


@serves("GET", "/tasks/{task_gid}/dependencies")
def list_dependencies(call: Call, gid: str) -> Result:
    """List the tasks that a task waits for."""
    return Listing("task", walk_rows(_by_gid(dependencies_of(call, see_task(call, gid)))))


@serves("GET", "/tasks/{task_gid}/dependents")
def list_dependents(call: Call, gid: str) -> Result:
    """List the tasks that wait for a task."""
    return Listing("task", walk_rows(_by_gid(dependents_of(call, see_task(call, gid)))))


def _by_gid(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: int(row["id"]))


@serves("POST", "/tasks/{task_gid}/addDependencies")
def add_dependencies(call: Call, gid: str) -> Result:
    """Let a task wait for others."""
    task = see_task(call, gid, least=EDITOR)
    others = _read_tasks(call, "dependencies")
    _link(call, [(task, other) for other in others])
    return Nothing()


@serves("POST", "/tasks/{task_gid}/addDependents")
def add_dependents(call: Call, gid: str) -> Result:
    """Let others wait for a task."""
    task = see_task(call, gid, least=EDITOR)
    others = _read_tasks(call, "dependents")
    _link(call, [(other, task) for other in others])
    return Nothing()


def _read_tasks(call: Call, name: str) -> list[Row]:
    return [see_task(call, each, name, least=VIEWER, status=400) for each in read_list(call.data, name)]


def _link(call: Call, pairs: list[tuple[Row, Row]]) -> None:
    """Let the first of each pair wait for the second. Raises: RefusalError, and then nothing is linked."""
    database = call.database
    new = [(task, on) for task, on in pairs if on["id"] not in {each["id"] for each in dependencies_of(call, task)}]
    for task, on in new:
        if task["id"] == on["id"] or _waits(call, on, task["id"], set()):
            raise invalid("dependencies", "A task cannot depend on itself or on what depends on it")
        for each in (task, on):
            held = database.dependencies.count("task", each["id"]) + database.dependencies.count("on", each["id"])
            if held + len(new) > MAX_DEPENDENCIES:
                reason = f"A task can have at most {MAX_DEPENDENCIES} dependents and dependencies combined"
                raise invalid("dependencies", reason)
    for task, on in new:
        database.dependencies.insert({"task_id": task["id"], "on_id": on["id"]})
        note(call, task, "dependency_added", f"marked this task as blocked by {on['name']}", dependency=on["id"])


def _waits(call: Call, task: Row, for_gid: str, seen: set[str]) -> bool:
    if task["id"] in seen:
        return False
    seen.add(task["id"])
    return any(on["id"] == for_gid or _waits(call, on, for_gid, seen) for on in dependencies_of(call, task))


@serves("POST", "/tasks/{task_gid}/removeDependencies")
def remove_dependencies(call: Call, gid: str) -> Result:
    """Let a task wait for others no longer."""
    task = see_task(call, gid, least=EDITOR)
    _unlink(call, [(task, other) for other in _read_tasks(call, "dependencies")])
    return Nothing()


@serves("POST", "/tasks/{task_gid}/removeDependents")
def remove_dependents(call: Call, gid: str) -> Result:
    """Let others wait for a task no longer."""
    task = see_task(call, gid, least=EDITOR)
    _unlink(call, [(other, task) for other in _read_tasks(call, "dependents")])
    return Nothing()


def _unlink(call: Call, pairs: list[tuple[Row, Row]]) -> None:
    for task, on in pairs:
        for row in call.database.dependencies.where("task", task["id"]):
            if row["on_id"] == on["id"]:
                call.database.dependencies.remove(row["id"])
                note(call, task, "dependency_removed", f"is no longer blocked by {on['name']}", dependency=on["id"])
