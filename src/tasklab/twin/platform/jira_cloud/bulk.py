"""Bulk moves of issues, and how far they are.

Source: the group Issue bulk operations of the description, which version 3 of the API alone has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import lookup_issue
from tasklab.twin.platform.jira_cloud.call import Answer
from tasklab.twin.platform.jira_cloud.move_plan import check_bulk_right, read_plan
from tasklab.twin.platform.jira_cloud.move_write import carry_out
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.refusal import BulkError, RefusalError, not_found
from tasklab.twin.platform.jira_cloud.version import ADF_API

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_KEPT_MS = 14 * 86_400_000
_OTHER_TASK = "The task associated with this taskId is not a bulk operation task"


@operation("POST /bulk/issues/move", apis=(ADF_API,))
def move(call: Call) -> Answer:
    """Accept a move. Nothing is moved before it is looked at for the second time."""
    plan = read_plan(call)
    row: Row = {
        "plan": plan,
        "by": call.me,
        "submitted": call.now_ms,
        "started": None,
        "updated": call.now_ms,
        "is_done": False,
        "moved": [],
        "failed": {},
        "invalid": plan.invalid,
    }
    call.database.moves.insert(row)
    return Answer({"taskId": str(row["id"])}, 201 if call.edition.moves_from_anywhere else 200)


@operation("GET /bulk/queue/{taskId}", apis=(ADF_API,))
def get_progress(call: Call, taskId: str) -> Answer:  # noqa: N803 - the path's word
    """Return how far a move is: it runs when it is looked at first, and is complete when it is again."""
    check_bulk_right(call)
    row = call.row_of("moves", taskId)
    if row is None or call.now_ms > row["submitted"] + _KEPT_MS:
        if call.row_of("tasks", taskId) is not None:
            raise RefusalError(400, _OTHER_TASK)
        raise not_found(f"The task '{taskId}' was not found.")
    if not call.edition.moves_from_anywhere and row["by"] != call.me and not call.user["is_admin"]:
        raise BulkError("You do not have permission to view this task.")
    if row["started"] is None:
        call.database.moves.update(row["id"], {"started": call.now_ms, "updated": call.now_ms})
    elif not row["is_done"]:
        carry_out(call, row)
    return Answer(_show(call, row))


def _show(call: Call, row: Row) -> dict[str, Any]:
    """Return a move. Its moments are numbers, as in all examples of the description, whose schema has text."""
    shown = {
        "taskId": str(row["id"]),
        "status": "COMPLETE" if row["is_done"] else "RUNNING",
        "progressPercent": 100 if row["is_done"] else 0,
        "submittedBy": {"accountId": row["by"]},
        "created": row["submitted"],
        "started": row["started"],
        "updated": row["updated"],
    }
    if not row["is_done"]:
        return shown
    moved = [id_ for id_ in row["moved"] if lookup_issue(call, id_)]
    failed = {str(id_): reasons for id_, reasons in row["failed"].items() if lookup_issue(call, id_)}
    total = len(row["moved"]) + len(row["failed"]) + row["invalid"]
    shown |= {
        "processedAccessibleIssues": moved,
        "invalidOrInaccessibleIssueCount": total - len(moved) - len(failed),
        "totalIssueCount": total,
    }
    return {**shown, "failedAccessibleIssues": failed} if failed else shown
