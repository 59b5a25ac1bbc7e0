"""Lists, tasks and what hangs on them, as they are answered.

Source: the CSDL's types; https://learn.microsoft.com/graph/api/todotasklist-list-tasks: what is null is left out, links
come along where there are some; and callers who measured it: steps do so too, files never.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.microsoft_todo import moment
from tasklab.twin.platform.microsoft_todo.database import render_etag
from tasklab.twin.platform.microsoft_todo.extension import find_extension, show_extension

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.platform.microsoft_todo.call import Call
    from tasklab.twin.store import Row

FILE_TYPE = "#microsoft.graph.taskFileAttachment"
LIST_CHILDREN = ("extensions", "tasks")
TASK_CHILDREN = ("attachments", "checklistItems", "extensions", "linkedResources", "attachmentSessions")
FILE_OVERHEAD = 240
"""How many bytes the store counts beside those of a file, about."""
NOTHING_EXPANDED: Mapping[str, str] = {}
_ID_FILTER = re.compile(r"\$filter=id eq '([^']+)'", re.IGNORECASE)
_ZONED = ("completedDateTime", "dueDateTime", "startDateTime", "reminderDateTime")


def show_list(call: Call, row: Row, expanded: Mapping[str, str] = NOTHING_EXPANDED) -> dict[str, Any]:
    """Return a list as its mailbox sees it."""
    shown: dict[str, Any] = {
        "@odata.etag": render_etag(row["change"]),
        "displayName": row["name"],
        "isOwner": row["owner_id"] == call.owner["id"],
        "isShared": bool(row["shared_with"]),
        "wellknownListName": row["wellknown"],
        "id": row["id"],
    }
    shown |= _show_extensions(call, row, expanded, f"todo/lists('{quote(row['id'], safe='')}')")
    if "tasks" in expanded:
        shown["tasks"] = [show_task(call, each) for each in newest_first(call, row["id"])]
    return shown


def newest_first(call: Call, list_id: str) -> list[Row]:
    """Return the tasks of a list, the newest first."""
    return call.database.tasks.where("list_id", list_id)[::-1]


def show_task(call: Call, row: Row, expanded: Mapping[str, str] = NOTHING_EXPANDED) -> dict[str, Any]:
    """Return a task, with its links and steps, and an extension that was expanded."""
    shown: dict[str, Any] = {
        "@odata.etag": render_etag(row["change"]),
        **{name: row[name] for name in ("importance", "isReminderOn", "status", "title")},
        "createdDateTime": moment.render(row["created_at"]),
        "lastModifiedDateTime": moment.render(row["modified_at"]),
        "hasAttachments": call.database.files.count("task_id", row["id"]) > 0,
        "categories": list(row["categories"]),
        "id": row["id"],
        "body": row["body"],
    }
    if row["body_at"] is not None:
        shown["bodyLastModifiedDateTime"] = moment.render(row["body_at"])
    shown |= {name: moment.render_zoned(row[name], call.zone) for name in _ZONED if row[name] is not None}
    if row["recurrence"] is not None:
        shown["recurrence"] = row["recurrence"]
    path = f"todo/lists('{quote(row['list_id'], safe='')}')/tasks('{quote(row['id'], safe='')}')"
    for name, show in _CHILDREN.items():
        children = show(call, row["id"])
        if children:
            shown |= {f"{name}@odata.context": call.context(f"{path}/{name}"), name: children}
    return {**shown, **_show_extensions(call, row, expanded, path)}


def _show_extensions(call: Call, row: Row, expanded: Mapping[str, str], path: str) -> dict[str, Any]:
    wanted = _ID_FILTER.fullmatch(expanded.get("extensions", ""))
    held = [] if wanted is None else [find_extension(call, row["id"], wanted[1])]
    shown = [show_extension(each) for each in held if each is not None]
    return {"extensions@odata.context": call.context(f"{path}/extensions"), "extensions": shown} if shown else {}


def show_step(_call: Call, row: Row) -> dict[str, Any]:
    """Return an item of a checklist."""
    shown = {"displayName": row["displayName"], "createdDateTime": moment.render(row["created_at"])}
    if row["checked_at"] is not None:
        shown["checkedDateTime"] = moment.render(row["checked_at"])
    return {**shown, "isChecked": row["isChecked"], "id": row["id"]}


def show_link(_call: Call, row: Row) -> dict[str, Any]:
    """Return a linked resource."""
    named = ("webUrl", "applicationName", "displayName", "externalId")
    return {**{name: row[name] for name in named if row[name] is not None}, "id": row["id"]}


def show_file(_call: Call, row: Row) -> dict[str, Any]:
    """Return an attachment without its content."""
    return {
        "@odata.type": FILE_TYPE,
        "id": row["id"],
        "lastModifiedDateTime": moment.render(row["modified_at"]),
        "name": row["name"],
        "contentType": row["contentType"],
        "size": len(row["content"]) + FILE_OVERHEAD,
    }


def show_upload(_call: Call, row: Row) -> dict[str, Any]:
    """Return an upload that is under way."""
    return {
        "expirationDateTime": moment.render(row["until_s"]),
        "nextExpectedRanges": [str(len(row["content"]))],
        "id": row["id"],
    }


_CHILDREN: dict[str, Callable[[Call, str], list[dict[str, Any]]]] = {
    "checklistItems": lambda call, id_: [show_step(call, each) for each in call.database.steps.where("task_id", id_)],
    "linkedResources": lambda call, id_: [show_link(call, each) for each in call.database.links.where("task_id", id_)],
}
