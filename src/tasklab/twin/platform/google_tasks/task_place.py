"""Where a task may stand, and how many there may be; and moving one.

Source: the description of `tasks.insert` and `tasks.move`, for bounds too;
https://developers.google.com/workspace/tasks/order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.google_tasks.call import Answer, Call
from tasklab.twin.platform.google_tasks.database import is_visible
from tasklab.twin.platform.google_tasks.operation import operation
from tasklab.twin.platform.google_tasks.refusal import bad_request, not_found, over_quota
from tasklab.twin.platform.google_tasks.task_row import show_task

if TYPE_CHECKING:
    from tasklab.twin.store import Row

MAX_VISIBLE = 20_000
MAX_TOTAL = 100_000
MAX_BELOW = 2_000


@operation(
    "tasks.move", "POST lists/{tasklist}/tasks/{task}/move", "parent", "previous", newer=("destinationTasklist",)
)
def move_task(call: Call, tasklist: str, task: str) -> Answer:
    """Put a task elsewhere: below another or at the top level, after a sibling or first, in another list too."""
    database = call.household.database
    came_from = call.find_list(tasklist)
    row = call.find_task(came_from, task)
    if row["deleted"]:
        raise not_found("Task")
    call.check_unchanged(row)
    wanted = call.query.get("destinationTasklist")
    home = call.find_list(wanted) if wanted else came_from
    parent, previous = check_place(call, home, row)
    if home is not came_from:
        check_list_room(call, home, 1 + len(database.siblings(came_from["id"], row["id"])))
        database.touch_list(came_from, call.now_s)
    database.move_task(row, home, parent, previous, call.now_s)
    return Answer(show_task(database, row, has_assigned=call.traits.has_assigned))


def check_place(call: Call, home: Row, row: Row) -> tuple[str | None, str | None]:
    """Return the parent and the sibling before, as the query asks. Raises: RefusalError with 400 or 403."""
    parent, previous = call.query.get("parent") or None, call.query.get("previous") or None
    if row["hidden"] and (parent or previous):
        raise bad_request()
    if parent is not None:
        _check_parent(call, home, row, parent)
    if previous is not None:
        siblings = call.household.database.siblings(home["id"], parent)
        if previous == row.get("id") or previous not in siblings:
            raise bad_request()
    return parent, previous


def check_total(call: Call) -> None:
    """Refuse one task more than an account can have. Raises: RefusalError with 403."""
    if call.household.database.totals.get(call.user_id, 0) >= MAX_TOTAL:
        raise over_quota("Quota Exceeded")


def check_list_room(call: Call, home: Row, more: int = 1) -> None:
    """Refuse more visible tasks than a list can have. Raises: RefusalError with 403."""
    if call.household.database.count_visible(home["id"]) + more > MAX_VISIBLE:
        raise over_quota("Quota Exceeded")


def _check_parent(call: Call, home: Row, row: Row, parent_id: str) -> None:
    database = call.household.database
    parent = database.tasks.get(parent_id)
    if parent is None or parent["list_id"] != home["id"] or not is_visible(parent):
        raise bad_request()
    # There is one level: who is below another has none below, and who has some goes below none.
    has_below = "id" in row and any(not each["deleted"] for each in database.tasks.where("parent", row["id"]))
    if parent["parent"] is not None or parent is row or has_below:
        raise bad_request()
    if parent["assignment"] is not None or row["assignment"] is not None:
        raise bad_request()
    if row["parent"] != parent_id and len(database.siblings(home["id"], parent_id)) >= MAX_BELOW:
        raise over_quota("Quota Exceeded")
