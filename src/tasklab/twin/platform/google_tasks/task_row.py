"""Tasks as they are written, kept and shown.

Source: the description's `Task`; https://developers.google.com/workspace/tasks/reference/rest/v1/tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.google_tasks import moment
from tasklab.twin.platform.google_tasks.database import Database, plain_id, render_etag
from tasklab.twin.platform.google_tasks.refusal import bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.store import Row

MAX_TITLE = 1024
MAX_NOTES = 8192
ADDRESS = "https://www.googleapis.com/tasks/v1"
_EMPTY: dict[str, Any] = {
    "title": "",
    "notes": None,
    "status": "needsAction",
    "due": None,
    "completed_at": None,
    "deleted": False,
    "hidden": False,
    "parent": None,
    "assignment": None,
}


def read_task(given: Mapping[str, Any], row: Mapping[str, Any], now_s: float) -> dict[str, Any]:
    """Return what a body changes of a task; null empties. Raises: RefusalError with 400."""
    changes: dict[str, Any] = {}
    if "title" in given:
        changes["title"] = bounded(given["title"] or "", MAX_TITLE)
    if "notes" in given:
        changes["notes"] = bounded(given["notes"] or "", MAX_NOTES) or None
    if "due" in given:
        changes["due"] = moment.parse_day(given["due"]) if given["due"] else None
    if "deleted" in given:
        changes["deleted"] = bool(given["deleted"])
    return changes | _read_status(given, row, now_s)


def _read_status(given: Mapping[str, Any], row: Mapping[str, Any], now_s: float) -> dict[str, Any]:
    if given.keys().isdisjoint({"status", "completed"}):
        return {}
    at_s = moment.parse(given["completed"]) if given.get("completed") else None
    status = given.get("status") or ("completed" if at_s is not None else row["status"])
    if status not in {"needsAction", "completed"}:
        raise bad_request()
    if status == "needsAction" or ("status" in given and given["status"] is None and at_s is None):
        return {"status": "needsAction", "completed_at": None, "hidden": False}
    kept_s = now_s if row["completed_at"] is None else row["completed_at"]
    return {"status": "completed", "completed_at": kept_s if at_s is None else at_s}


def bounded(text: str, most: int) -> str:
    """Hold a text against its bound. Raises: RefusalError with 400."""
    if len(text) > most:
        raise bad_request()
    return text


def new_row(given: Mapping[str, Any], now_s: float) -> Row:
    """Return a task that is not yet kept. Raises: RefusalError with 400."""
    return {**_EMPTY, **read_task(given, _EMPTY, now_s)}


def emptied(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body that says all that can be written, what it leaves out as null: a whole update."""
    return {**dict.fromkeys(("title", "notes", "due", "deleted", "status", "completed")), **given}


def show_task(database: Database, row: Row, *, has_assigned: bool) -> dict[str, Any]:
    """Return a task as the API shows it; what is empty or false is left out, but for the title and the links."""
    shown: dict[str, Any] = {
        "kind": "tasks#task",
        "id": row["id"],
        "etag": render_etag(row["change"]),
        "title": row["title"],
        "updated": moment.render(row["updated_at"]),
        "selfLink": f"{ADDRESS}/lists/{row['list_id']}/tasks/{row['id']}",
    }
    if row["parent"] is not None:
        shown["parent"] = row["parent"]
    shown["position"] = database.position(row)
    if row["notes"] is not None:
        shown["notes"] = row["notes"]
    shown["status"] = row["status"]
    if row["due"] is not None:
        shown["due"] = moment.render_day(row["due"])
    if row["completed_at"] is not None:
        shown["completed"] = moment.render(row["completed_at"])
    shown |= {name: True for name in ("deleted", "hidden") if row[name]}
    shown["links"] = []
    shown["webViewLink"] = f"https://tasks.google.com/task/{plain_id(row['id'])}?sa=6"
    if has_assigned and row["assignment"] is not None:
        shown["assignmentInfo"] = row["assignment"]
    return shown
