"""Tasks of a list by pages, narrowed by what a query asks. Source: the description's `tasks.list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.google_tasks import moment
from tasklab.twin.platform.google_tasks.call import Answer, Call
from tasklab.twin.platform.google_tasks.database import render_etag
from tasklab.twin.platform.google_tasks.operation import operation
from tasklab.twin.platform.google_tasks.page import cut
from tasklab.twin.platform.google_tasks.task import PATH
from tasklab.twin.platform.google_tasks.task_row import show_task

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.store import Row

DEFAULT_SIZE = 20
MAX_SIZE = 100


@operation(
    "tasks.list",
    f"GET {PATH}",
    *("completedMax", "completedMin", "dueMax", "dueMin", "maxResults", "pageToken", "showCompleted", "showDeleted"),
    *("showHidden", "updatedMin"),
    newer=("showAssigned",),
)
def list_tasks(call: Call, tasklist: str) -> Answer:
    """Return tasks of a list, on all levels, the newest first."""
    home = call.find_list(tasklist)
    database, has_assigned = call.household.database, call.traits.has_assigned
    size = call.read_size(DEFAULT_SIZE, MAX_SIZE)
    token = call.query.get("pageToken") or None
    rows, next_token = cut(database.roll(home["id"]), token, size, lambda row: row["number"], _read_filter(call))
    shown: dict[str, Any] = {"kind": "tasks#tasks", "etag": render_etag(home["change"])}
    if next_token is not None:
        shown["nextPageToken"] = next_token
    items = [show_task(database, row, has_assigned=has_assigned) for row in rows]
    return Answer({**shown, "items": items})


def _read_filter(call: Call) -> Callable[[Row], bool]:
    shows_completed = call.read_flag("showCompleted", default=True)
    shows_deleted = call.read_flag("showDeleted", default=False)
    shows_hidden = call.read_flag("showHidden", default=False)
    shows_assigned = call.read_flag("showAssigned", default=False)
    due = call.read_moment("dueMin"), call.read_moment("dueMax")
    completed = call.read_moment("completedMin"), call.read_moment("completedMax")
    updated_min = call.read_moment("updatedMin")

    def fits(row: Row) -> bool:
        return (
            (shows_deleted or not row["deleted"])
            and (shows_hidden or not row["hidden"])
            and (shows_completed or row["status"] != "completed")
            and (shows_assigned or row["assignment"] is None)
            and (updated_min is None or row["updated_at"] >= updated_min)
            and (due == (None, None) or _is_between(None if row["due"] is None else moment.start_of(row["due"]), due))
            and _is_between(row["completed_at"], completed)
        )

    return fits


def _is_between(value: float | None, bounds: tuple[float | None, float | None]) -> bool:
    """Whether a moment is in bounds, the upper one excluded; none is in no bounds but open ones."""
    least, end = bounds
    if value is None:
        return least is None and end is None
    return (least is None or value >= least) and (end is None or value < end)
