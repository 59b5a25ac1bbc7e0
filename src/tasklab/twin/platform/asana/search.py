"""Search for tasks in a workspace: for those who pay, unpaged, a hundred at most.

Source: `/workspaces/{workspace_gid}/tasks/search` in the description, and
https://developers.asana.com/reference/searchtasksforworkspace (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import may_see_task, see_workspace
from tasklab.twin.platform.asana.call import Listing, walk_list
from tasklab.twin.platform.asana.entry import read_choice, read_flag, read_whole
from tasklab.twin.platform.asana.page import MAX_LIMIT
from tasklab.twin.platform.asana.refusal import RefusalError, invalid, payment_required
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.search_filter import tests_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_SORTS: dict[str, Callable[[Row], Any]] = {
    "due_date": lambda task: task.get("due_at") or task.get("due_on") or "",
    "created_at": lambda task: task["created_at"],
    "completed_at": lambda task: task.get("completed_at") or "",
    "likes": lambda task: len(task.get("liked_by", [])),
    "modified_at": lambda task: task["modified_at"],
}


@serves("GET", "/workspaces/{workspace_gid}/tasks/search")
def search_tasks(call: Call, gid: str) -> Result:
    """Return the tasks that pass every filter, by the time of their change unless said otherwise."""
    workspace = see_workspace(call, gid)
    if not call.is_premium:
        raise payment_required("Search")
    limit = MAX_LIMIT if call.limit is None else read_whole({"limit": call.limit}, "limit", 1)
    if limit > MAX_LIMIT:
        raise invalid("limit", f"Must be between 1 and {MAX_LIMIT}.")
    tests = tests_of(call)
    if not tests:
        raise RefusalError(400, "At least one non-sort parameter must be specified.")
    name = read_choice(call.query, "sort_by", tuple(_SORTS)) if "sort_by" in call.query else "modified_at"
    is_ascending = read_flag(call, call.query, "sort_ascending") if "sort_ascending" in call.query else False
    found = [row for row in _candidates(call, workspace["id"]) if all(test(row) for test in tests)]
    rows = [row for row in found if may_see_task(call, row)]
    rows.sort(key=lambda row: (_SORTS[name](row), int(row["id"])), reverse=not is_ascending)
    return Listing("task", walk_list(rows[:limit]), is_paged=False)


def _candidates(call: Call, workspace_id: str) -> list[Row]:
    return call.database.tasks.where("workspace", workspace_id)
