"""Tasks. Source: https://learn.microsoft.com/graph/api/resources/todotask."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.microsoft_todo import moment
from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.child import MEMBERS_OF_LINK, MEMBERS_OF_STEP, new_link, new_step
from tasklab.twin.platform.microsoft_todo.extension import put_extension
from tasklab.twin.platform.microsoft_todo.filter import TASK, search
from tasklab.twin.platform.microsoft_todo.member import read_members
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import PAGE_SIZE, cut, page_size, read_expanded
from tasklab.twin.platform.microsoft_todo.recurrence import find_next, is_last
from tasklab.twin.platform.microsoft_todo.refusal import bad_value, refused
from tasklab.twin.platform.microsoft_todo.task_body import MEMBERS, follow, new_task, split_occurrence
from tasklab.twin.platform.microsoft_todo.task_show import NOTHING_EXPANDED, TASK_CHILDREN, newest_first, show_task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.microsoft_todo.database import Database
    from tasklab.twin.store import Row

_PATH = "me/todo/lists/{list_id}/tasks"
_INLINE = ("linkedResources", "checklistItems", "extensions")
"""What may come along with a new task."""


@operation(f"GET {_PATH}")
def list_tasks(call: Call, list_id: str) -> Answer:
    """Return the tasks of a list by pages."""
    row = call.find_list(list_id)
    expanded = read_expanded(call, TASK_CHILDREN)
    rows = search(call, newest_first(call, row["id"]), TASK)
    size = page_size(call, PAGE_SIZE)
    return cut(call, rows, size, lambda each: show_task(call, each, expanded), _context(call, row["id"]))


@operation(f"GET {_PATH}/$count")
def count_tasks(call: Call, list_id: str) -> Answer:
    """Return how many tasks there are."""
    rows = search(call, newest_first(call, call.find_list(list_id)["id"]), TASK)
    return Answer(content=str(len(rows)).encode(), headers={"content-type": "text/plain"})


@operation(f"POST {_PATH}")
def create_task(call: Call, list_id: str) -> Answer:
    """Make a task, with a link, steps and extensions where they come along."""
    home = call.find_list(list_id)
    own = {name: value for name, value in call.body.items() if name not in _INLINE}
    given = read_members(own, MEMBERS, "todoTask")
    links = [read_members(each, MEMBERS_OF_LINK, "linkedResource") for each in _inline(call, "linkedResources")]
    steps = [read_members(each, MEMBERS_OF_STEP, "checklistItem") for each in _inline(call, "checklistItems")]
    if len(links) > 1:
        raise refused("Only one item in linkedResources is allowed.")
    row = add_task(call.database, home["id"], new_task(given, call.now_s))
    for link in links:
        call.database.links.insert(new_link(row["id"], link))
    for step in steps:
        call.database.steps.insert(new_step(row["id"], step, call.now_s))
    kept = [put_extension(call, row["id"], each)["name"] for each in _inline(call, "extensions")]
    expanded = {"extensions": f"$filter=id eq '{kept[0]}'"} if kept else NOTHING_EXPANDED
    return _entity(call, row, expanded, status=201)


@operation(f"GET {_PATH}/{{task_id}}")
def get_task(call: Call, list_id: str, task_id: str) -> Answer:
    """Return a task."""
    return _entity(call, call.find_task(list_id, task_id), read_expanded(call, TASK_CHILDREN))


@operation(f"PATCH {_PATH}/{{task_id}}")
def update_task(call: Call, list_id: str, task_id: str) -> Answer:
    """Change a task, whichever list the path names. An occurrence of a recurring one becomes a task of its own.

    Callers measured both, and that the answer is the series, under the id that was asked for.
    """
    row = call.find_task(list_id, task_id, is_anywhere=True)
    call.check_unchanged(row)
    changes = follow(row, read_members(call.body, MEMBERS, "todoTask"), call.now_s)
    if split_occurrence(row, changes):
        _split(call, row, changes)
        return _entity(call, row)
    call.database.touch(row, call.now_s, changes)
    return _entity(call, row)


@operation(f"DELETE {_PATH}/{{task_id}}")
def delete_task(call: Call, list_id: str, task_id: str) -> Answer:
    """Forget a task. Callers measured that it passes over `If-Match`."""
    call.database.remove_task(call.find_task(list_id, task_id))
    return NOTHING


def add_task(database: Database, list_id: str, row: dict[str, Any]) -> Row:
    """Keep a new task in a list."""
    row |= {"list_id": list_id, "change": database.next_change()}
    database.tasks.insert(row)
    return row


def _split(call: Call, row: Row, changes: dict[str, Any]) -> None:
    """Make a task of its own of the current occurrence, and let the series go on to its next day.

    Callers measured that what is done still tells the recurrence, and that the series' day becomes one of UTC.
    """
    done = row["occurrences"] + 1
    ahead = _find_days_ahead(row, done, call.now_s)
    if ahead is None:  # it was the last one
        call.database.touch(row, call.now_s, changes)
        return
    alone = {**row, **changes, "created_at": call.now_s, "modified_at": call.now_s}
    made = add_task(call.database, row["list_id"], alone)
    for step in call.database.steps.where("task_id", row["id"]):
        call.database.steps.insert({**step, "task_id": made["id"]})
        call.database.steps.update(step["id"], {"isChecked": False, "checked_at": None})
    call.database.touch(row, call.now_s, {**ahead, "occurrences": done})


def _find_days_ahead(row: Row, done: int, now_s: float) -> dict[str, Any] | None:
    """Return the days of a series' next occurrence; None where there is none that the calendar has."""
    due = row["dueDateTime"] or moment.midnight(now_s)
    following = None if is_last(row["recurrence"], done) else find_next(row["recurrence"], due.date())
    if following is None:
        return None
    by = following - due.date()
    try:
        moved = {name: row[name] + by for name in ("dueDateTime", "startDateTime", "reminderDateTime") if row[name]}
    except OverflowError:
        return None
    return {name: at if name == "reminderDateTime" else at.replace(tzinfo=UTC) for name, at in moved.items()}


def _inline(call: Call, name: str) -> list[dict[str, Any]]:
    found = call.body.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise bad_value(found, f"Collection(microsoft.graph.{name})", name)
    return found


def _context(call: Call, list_id: str, *, is_entity: bool = False) -> str:
    return call.context(f"todo/lists('{quote(list_id, safe='')}')/tasks", is_entity=is_entity)


def _entity(call: Call, row: Row, expanded: Mapping[str, str] = NOTHING_EXPANDED, *, status: int = 200) -> Answer:
    context = {"@odata.context": _context(call, row["list_id"], is_entity=True)}
    return Answer({**context, **show_task(call, row, expanded)}, status)
