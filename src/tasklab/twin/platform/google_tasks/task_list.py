"""Task lists. Source: the description's `tasklists`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_cursor
from tasklab.twin.platform.google_tasks import member, moment
from tasklab.twin.platform.google_tasks.call import NOTHING, Answer, Call
from tasklab.twin.platform.google_tasks.database import render_etag
from tasklab.twin.platform.google_tasks.operation import operation
from tasklab.twin.platform.google_tasks.refusal import bad_request, invalid, over_quota
from tasklab.twin.platform.google_tasks.task_row import ADDRESS, MAX_TITLE, bounded

if TYPE_CHECKING:
    from tasklab.twin.store import Row

MAX_LISTS = 2000
_PATH = "users/@me/lists"
_KNOWN = {
    "kind": member.text,
    "id": member.text,
    "etag": member.text,
    "title": member.text,
    "updated": member.text,
    "selfLink": member.text,
}


@operation("tasklists.list", f"GET {_PATH}", "maxResults", "pageToken")
def list_lists(call: Call) -> Answer:
    """Return the lists of the account, the oldest first."""
    rows = call.household.database.lists.where("owner_id", call.user_id)
    size = call.read_size(call.traits.lists_default, call.traits.lists_max)
    try:
        page = cut_cursor(rows, call.query.get("pageToken") or None, size, lambda row: row["number"])
    except ValueError as error:
        raise invalid("Invalid Value") from error
    etag = render_etag(max(row["change"] for row in rows), len(rows))
    shown: dict[str, Any] = {"kind": "tasks#taskLists", "etag": etag}
    if page.next_cursor is not None:
        shown["nextPageToken"] = page.next_cursor
    return Answer({**shown, "items": [show_list(row) for row in page.items]})


@operation("tasklists.get", f"GET {_PATH}/{{tasklist}}")
def get_list(call: Call, tasklist: str) -> Answer:
    """Return a list."""
    return Answer(show_list(call.find_list(tasklist)))


@operation("tasklists.insert", f"POST {_PATH}")
def insert_list(call: Call) -> Answer:
    """Make a list."""
    database = call.household.database
    title = _read_title(call)
    if not title:
        raise bad_request()
    if database.lists.count("owner_id", call.user_id) >= MAX_LISTS:
        raise over_quota("Quota Exceeded")
    return Answer(show_list(database.add_list(call.user_id, title, call.now_s)))


@operation("tasklists.update", f"PUT {_PATH}/{{tasklist}}")
def update_list(call: Call, tasklist: str) -> Answer:
    """Name a list anew; the body is the whole list, with its id."""
    row = call.find_list(tasklist)
    check_id(call, row, "Missing task list ID", "Invalid task list ID")
    return _rename(call, row, _read_title(call) or "")


@operation("tasklists.patch", f"PATCH {_PATH}/{{tasklist}}")
def patch_list(call: Call, tasklist: str) -> Answer:
    """Name a list anew, where the body has a title."""
    row = call.find_list(tasklist)
    title = _read_title(call)
    return _rename(call, row, row["title"] if title is None else title)


@operation("tasklists.delete", f"DELETE {_PATH}/{{tasklist}}")
def delete_list(call: Call, tasklist: str) -> Answer:
    """Forget a list with its tasks; the default list stays."""
    row = call.find_list(tasklist)
    call.check_unchanged(row)
    if row is call.household.defaults[call.user_id]:
        raise bad_request()
    call.household.database.remove_list(row)
    return NOTHING


def check_id(call: Call, row: Row, missing: str, other: str) -> None:
    """Hold the id in the body of a whole update against its row. Raises: RefusalError with 400."""
    given = call.body.get("id")
    if not given:
        raise invalid(missing)
    if given != row["id"]:
        raise invalid(other)


def show_list(row: Row) -> dict[str, Any]:
    """Return a list as the API shows it."""
    return {
        "kind": "tasks#taskList",
        "id": row["id"],
        "etag": render_etag(row["change"]),
        "title": row["title"],
        "updated": moment.render(row["updated_at"]),
        "selfLink": f"{ADDRESS}/users/@me/lists/{row['id']}",
    }


def _read_title(call: Call) -> str | None:
    """Return the title in the body, "" for null; None where it has none. Raises: RefusalError with 400."""
    member.check_members(call.body, _KNOWN, "task_list")
    return bounded(call.body["title"] or "", MAX_TITLE) if "title" in call.body else None


def _rename(call: Call, row: Row, title: str) -> Answer:
    call.check_unchanged(row)
    if not title:
        raise bad_request()
    call.household.database.touch_list(row, call.now_s, {"title": title})
    return Answer(show_list(row))
