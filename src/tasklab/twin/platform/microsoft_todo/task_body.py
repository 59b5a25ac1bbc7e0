"""What may be written to a task, and what follows from it.

Source: https://learn.microsoft.com/graph/api/todotask-update, the CSDL's type `todoTask`. That days lose their time is
in the vendor's sample: noon in the Eastern zone comes back as that day's midnight there, in UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.microsoft_todo import member, moment
from tasklab.twin.platform.microsoft_todo.recurrence import read_recurrence
from tasklab.twin.platform.microsoft_todo.refusal import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.store import Row

STATUSES = ("notStarted", "inProgress", "completed", "waitingOnOthers", "deferred")
IMPORTANCES = ("low", "normal", "high")
DONE = "completed"
DAYS = ("dueDateTime", "startDateTime", "completedDateTime")
_BODY = member.parts(
    {"content": member.or_null(member.text), "contentType": member.choice("BodyType", "text", "html")}, "ItemBody"
)
MEMBERS: dict[str, member.Read | None] = {
    "id": None,
    "title": member.text,
    "body": member.or_null(_BODY),
    "status": member.choice("TaskStatus", *STATUSES),
    "importance": member.choice("Importance", *IMPORTANCES),
    "isReminderOn": member.flag,
    "categories": member.texts,
    "recurrence": member.or_null(read_recurrence),
    "reminderDateTime": member.or_null(member.zoned),
    **{name: member.or_null(member.day) for name in DAYS},
    "hasAttachments": None,
    "createdDateTime": None,
    "lastModifiedDateTime": None,
    "bodyLastModifiedDateTime": None,
}
_EMPTY: dict[str, Any] = {
    "body": {"content": "", "contentType": "text"},
    "body_at": None,
    "status": "notStarted",
    "importance": "normal",
    "isReminderOn": False,
    "categories": (),
    "recurrence": None,
    "reminderDateTime": None,
    "occurrences": 0,
    **dict.fromkeys(DAYS),
}


def new_task(given: Mapping[str, Any], at_s: float) -> dict[str, Any]:
    """Return the row of a new task. Raises: RefusalError with 400 where it has no title."""
    if not given.get("title", "").strip():
        raise invalid("The required property 'title' is missing.", "ErrorRequiredPropertyMissing")
    row = {**_EMPTY, "title": given["title"], "created_at": at_s, "modified_at": at_s}
    return {**row, **follow(row, given, at_s)}


def follow(row: Mapping[str, Any], given: Mapping[str, Any], at_s: float) -> dict[str, Any]:
    """Return what changes about a task by what was given, and by what follows from that.

    Raises: RefusalError with 400 for a title that is empty, or a recurrence without a day to begin.
    """
    changes = dict(given)
    if not changes.get("title", row["title"]).strip():
        raise invalid("The property 'title' may not be empty.", "ErrorRequiredPropertyMissing")
    if "body" in changes:
        changes |= _follow_body(row, changes["body"], at_s)
    if "reminderDateTime" in changes:
        changes.setdefault("isReminderOn", changes["reminderDateTime"] is not None)
    _follow_status(row, changes, at_s)
    _follow_days({**row, **changes}, changes)
    return changes


def _follow_body(row: Mapping[str, Any], given: dict[str, Any] | None, at_s: float) -> dict[str, Any]:
    body = {"content": "", "contentType": "text"} if given is None else {**row["body"], **given}
    body["content"] = body["content"] or ""
    return {"body": body, "body_at": at_s if body["content"] else None}


def _follow_status(row: Mapping[str, Any], changes: dict[str, Any], at_s: float) -> None:
    if changes.get("completedDateTime") is not None:
        changes.setdefault("status", DONE)
    status = changes.get("status", row["status"])
    if status != DONE:
        changes["completedDateTime"] = None
    elif row["status"] != DONE or "completedDateTime" in changes:
        changes["completedDateTime"] = changes.get("completedDateTime") or moment.midnight(at_s)


def _follow_days(whole: Row, changes: dict[str, Any]) -> None:
    recurrence, due, start = whole["recurrence"], whole["dueDateTime"], whole["startDateTime"]
    if changes.get("recurrence") and due is None:
        due = changes["dueDateTime"] = _first_day(recurrence)
    if start is not None and due is None and changes.get("startDateTime") is not None:
        changes["dueDateTime"] = start  # as callers measured it
    elif due is not None and start is not None and start > due:
        changes["startDateTime" if "dueDateTime" in changes else "dueDateTime"] = (
            due if "dueDateTime" in changes else start
        )


def _first_day(recurrence: dict[str, Any]) -> Any:
    span = recurrence["range"]
    return member.day({"dateTime": span["startDate"], "timeZone": "UTC"}, "recurrence.range.startDate")


def split_occurrence(row: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether a change of a recurring task concerns one occurrence: it is done, or its days change.

    Source: https://learn.microsoft.com/exchange/client-developer/web-service-reference/updateitem-operation-task.
    """
    if row["recurrence"] is None or "recurrence" in changes or row["status"] == DONE:
        return False
    is_done = changes.get("status") == DONE
    return is_done or any(name in changes and changes[name] != row[name] for name in ("dueDateTime", "startDateTime"))
