"""Lists of tasks: of a project, a section, a tag, somebody.

Source: https://developers.asana.com/reference/gettasks (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import may_see_task, see_project, see_section, see_tag, see_workspace
from tasklab.twin.platform.asana.belonging import see_task_list
from tasklab.twin.platform.asana.call import Listing, Record, walk_rows
from tasklab.twin.platform.asana.moment import parse_moment, render_moment
from tasklab.twin.platform.asana.people import see_user
from tasklab.twin.platform.asana.refusal import RefusalError
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.task_entry import MILESTONE
from tasklab.twin.platform.asana.view import VIEWS, View, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.twin.platform.asana.call import Border, Call, Result, Walk
    from tasklab.twin.store import Row

_NOW = "now"
"""Instead of a moment: what was completed in this very instant is left out too."""
_NEEDED = "Must specify exactly one of project, tag, section, user task list, or assignee + workspace"
_COUNTS = (
    *("num_tasks", "num_incomplete_tasks", "num_completed_tasks"),
    *("num_milestones", "num_incomplete_milestones", "num_completed_milestones"),
)
VIEWS["task_counts"] = View(None, {}, opt_in={name: stored(name) for name in _COUNTS})


def _read_since(call: Call, name: str) -> str | None:
    value = call.query.get(name)
    if value is None:
        return None
    return call.now if value == _NOW else render_moment(parse_moment(value, name))


def _walk_sections(call: Call, section_ids: list[tuple[int, str]], keep: Callable[[Row], bool]) -> Walk:
    """Walk the tasks of sections; a border is the rank of the section and that of the task in it."""

    def walk(after: Border | None) -> Iterator[tuple[Border, Row]]:
        for section_rank, section_id in section_ids:
            if after is not None and section_rank < after[0]:
                continue
            start = after[1] if after is not None and section_rank == after[0] else None
            for rank, gid in call.database.orders["tasks", section_id].walk(start):
                task = call.database.tasks.get(gid)
                if task is not None and keep(task):
                    yield (section_rank, rank), task

    return walk


def _filter(call: Call) -> Callable[[Row], bool]:
    completed, modified = _read_since(call, "completed_since"), _read_since(call, "modified_since")
    is_open_only = call.query.get("completed_since") == _NOW

    def keep(task: Row) -> bool:
        is_done = task.get("completed", False)
        if is_done and (is_open_only or (completed is not None and task["completed_at"] < completed)):
            return False
        return modified is None or task["modified_at"] >= modified

    return keep


@serves("GET", "/projects/{project_gid}/tasks")
def list_project_tasks(call: Call, gid: str) -> Result:
    """List the tasks of a project: section by section, each in its order."""
    project = see_project(call, gid)
    order = call.database.orders["sections", project["id"]]
    return Listing("task", _walk_sections(call, list(order.walk()), _filter(call)))


@serves("GET", "/sections/{section_gid}/tasks")
def list_section_tasks(call: Call, gid: str) -> Result:
    """List the tasks of a section in their order."""
    section = see_section(call, gid)
    return Listing("task", _walk_sections(call, [(0, section["id"])], _filter(call)))


@serves("GET", "/tags/{tag_gid}/tasks")
def list_tag_tasks(call: Call, gid: str) -> Result:
    """List the tasks with a tag that the caller may see."""
    tag, keep = see_tag(call, gid), _filter(call)
    found = [call.database.tasks.get(each["task_id"]) for each in call.database.taggings.where("tag", tag["id"])]
    rows = [row for row in found if row is not None and may_see_task(call, row) and keep(row)]
    return Listing("task", walk_rows(sorted(rows, key=lambda row: int(row["id"]))))


@serves("GET", "/user_task_lists/{user_task_list_gid}/tasks")
def list_own_tasks(call: Call, gid: str) -> Result:
    """List the tasks that are assigned to somebody and that the caller may see."""
    row = see_task_list(call, gid)
    return _list_assigned(call, row["owner_id"], row["workspace_id"])


def _list_assigned(call: Call, user_id: str | None, workspace_id: str) -> Result:
    keep = _filter(call)
    rows = [
        row
        for row in call.database.tasks.where("assignee", user_id)
        if row["workspace_id"] == workspace_id and keep(row) and may_see_task(call, row)
    ]
    return Listing("task", walk_rows(sorted(rows, key=lambda row: int(row["id"]))))


@serves("GET", "/tasks")
def list_tasks(call: Call) -> Result:
    """List tasks of exactly one thing: a project, a section, a tag, or an assignee in a workspace."""
    by: dict[str, Callable[[Call, str], Any]] = {
        "project": list_project_tasks,
        "section": list_section_tasks,
        "tag": list_tag_tasks,
        "user_task_list": list_own_tasks,
    }
    named = [name for name in by if name in call.query]
    is_assigned = "assignee" in call.query or "workspace" in call.query
    if len(named) + is_assigned != 1:
        raise RefusalError(400, _NEEDED)
    if named:
        result: Result = by[named[0]](call, call.query[named[0]])
        return result
    if not {"assignee", "workspace"} <= call.query.keys():
        raise RefusalError(400, _NEEDED)
    workspace = see_workspace(call, call.query["workspace"])
    if call.query["assignee"] == "null":
        return _list_assigned(call, None, workspace["id"])
    return _list_assigned(call, see_user(call, call.query["assignee"], "assignee")["id"], workspace["id"])


@serves("GET", "/projects/{project_gid}/task_counts")
def count_tasks(call: Call, gid: str) -> Result:
    """Count the tasks of a project; each number has to be asked for."""
    project = see_project(call, gid)
    found = [call.database.tasks.get(each["task_id"]) for each in call.database.placements.where("project", gid)]
    tasks = [task for task in found if task]
    milestones = [task for task in tasks if task.get("resource_subtype") == MILESTONE]
    counts: Row = {"id": project["id"]}
    for word, rows in (("tasks", tasks), ("milestones", milestones)):
        done = sum(task.get("completed", False) for task in rows)
        counts[f"num_{word}"] = len(rows)
        counts[f"num_completed_{word}"] = done
        counts[f"num_incomplete_{word}"] = len(rows) - done
    return Record("task_counts", counts)
