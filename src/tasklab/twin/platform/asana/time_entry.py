"""Time that was spent on tasks.

Source: https://developers.asana.com/reference/time-tracking-entries (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import EDITOR, may_see_task, see_project, see_task, see_workspace
from tasklab.twin.platform.asana.activity import touch
from tasklab.twin.platform.asana.call import Listing, Nothing, Record, walk_rows
from tasklab.twin.platform.asana.entry import find, read_choice, read_text, read_whole
from tasklab.twin.platform.asana.moment import day_of, parse_day
from tasklab.twin.platform.asana.people import see_user
from tasklab.twin.platform.asana.refusal import forbidden, invalid, payment_required, unknown
from tasklab.twin.platform.asana.route import serves
from tasklab.twin.platform.asana.task_view import projects_of
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call, Result
    from tasklab.twin.store import Row

_BILLABLE = ("billable", "nonBillable", "notApplicable")

VIEWS["time_tracking_entry"] = View(
    "time_tracking_entry",
    compact={
        "duration_minutes": stored("duration_minutes"),
        "entered_on": stored("entered_on"),
        "created_by": linked("user", "users", "created_by_id"),
        "attributable_to": Member(
            lambda call, row: call.database.projects.get(row["attributable_to_id"]) or ABSENT, "project", since=NEWER
        ),
        "categories": constant([], since=NEWER),
    },
    full={
        "task": linked("task", "tasks", "task_id"),
        "created_at": stored("created_at"),
        "approval_status": constant("DRAFT", since=NEWER),
        "billable_status": stored("billable_status", since=NEWER),
        "description": stored("description", since=NEWER),
    },
)


def _require_premium(call: Call) -> None:
    if not call.is_premium:
        raise payment_required("Time tracking")


@serves("GET", "/tasks/{task_gid}/time_tracking_entries")
def list_task_entries(call: Call, gid: str) -> Result:
    """List the time that was spent on a task."""
    _require_premium(call)
    task = see_task(call, gid)
    return Listing("time_tracking_entry", walk_rows(call.database.time_entries.where("task", task["id"])))


@serves("GET", "/time_tracking_entries", since=NEWER)
def list_entries(call: Call) -> Result:
    """List the time spent on what the caller may see, as far as the filters let it through."""
    _require_premium(call)
    rows = [row for row in call.database.time_entries if _may_see(call, row)]
    if "task" in call.query:
        task = see_task(call, call.query["task"])
        rows = [row for row in rows if row["task_id"] == task["id"]]
    if "attributable_to" in call.query:
        project = see_project(call, call.query["attributable_to"], "attributable_to")
        rows = [row for row in rows if row["attributable_to_id"] == project["id"]]
    if "user" in call.query:
        user = see_user(call, call.query["user"])
        rows = [row for row in rows if row["created_by_id"] == user["id"]]
    if "workspace" in call.query:
        workspace = see_workspace(call, call.query["workspace"])
        rows = [row for row in rows if row["workspace_id"] == workspace["id"]]
    first, last = (_read_bound(call, f"entered_on_{word}_date") for word in ("start", "end"))
    rows = [row for row in rows if (first or "") <= row["entered_on"] and (last is None or row["entered_on"] <= last)]
    return Listing("time_tracking_entry", walk_rows(rows))


def _may_see(call: Call, row: Row) -> bool:
    task = call.database.tasks.get(row["task_id"])
    return task is not None and may_see_task(call, task)


def _read_bound(call: Call, name: str) -> str | None:
    return parse_day(call.query[name], name) if name in call.query else None


@serves("POST", "/tasks/{task_gid}/time_tracking_entries")
def create_entry(call: Call, gid: str) -> Result:
    """Enter time spent on a task: today unless said otherwise, for its first project."""
    _require_premium(call)
    task = see_task(call, gid, least=EDITOR)
    row: Row = {
        "task_id": task["id"],
        "workspace_id": task["workspace_id"],
        "created_by_id": call.user_id,
        "created_at": call.now,
        "entered_on": day_of(call.now_s),
        "attributable_to_id": next((each["id"] for each in projects_of(call, task)), None),
        "billable_status": "notApplicable",
        "description": "",
        "duration_minutes": read_whole(call.data, "duration_minutes", 1),
        **_read_entry(call, task),
    }
    call.database.time_entries.insert(row)
    touch(call, task)
    return Record("time_tracking_entry", row, 201, f"/time_tracking_entries/{row['id']}")


def _read_entry(call: Call, task: Row) -> Row:
    data = call.data
    changes: Row = {}
    if "duration_minutes" in data:
        changes["duration_minutes"] = read_whole(data, "duration_minutes", 1)
    if data.get("entered_on") is not None:
        changes["entered_on"] = parse_day(data["entered_on"], "entered_on")
    if call.version < NEWER:
        return changes
    if data.get("attributable_to") is not None:
        project = see_project(call, data["attributable_to"], "attributable_to", status=400)
        if project["id"] not in {each["id"] for each in projects_of(call, task)}:
            raise invalid("attributable_to", f"The task is not in the project: {project['id']}")
        changes["attributable_to_id"] = project["id"]
    if "billable_status" in data:
        changes["billable_status"] = read_choice(data, "billable_status", _BILLABLE)
    if data.get("categories"):
        raise unknown("categories", str(data["categories"]), 400)  # no workspace has categories here
    if "description" in data:
        changes["description"] = read_text(data, "description")
    return changes


def _see_entry(call: Call, gid: str) -> tuple[Row, Row]:
    _require_premium(call)
    row = find(call, "time_tracking_entry", gid)
    return row, see_task(call, row["task_id"])


@serves("GET", "/time_tracking_entries/{time_tracking_entry_gid}")
def read_entry(call: Call, gid: str) -> Result:
    """Return an entry."""
    return Record("time_tracking_entry", _see_entry(call, gid)[0])


@serves("PUT", "/time_tracking_entries/{time_tracking_entry_gid}")
def update_entry(call: Call, gid: str) -> Result:
    """Change one's own entry."""
    row, task = _see_entry(call, gid)
    if row["created_by_id"] != call.user_id:
        raise forbidden()
    call.database.time_entries.update(row["id"], _read_entry(call, task))
    touch(call, task)
    return Record("time_tracking_entry", row)


@serves("DELETE", "/time_tracking_entries/{time_tracking_entry_gid}")
def delete_entry(call: Call, gid: str) -> Result:
    """Delete one's own entry."""
    row, task = _see_entry(call, gid)
    if row["created_by_id"] != call.user_id:
        raise forbidden()
    call.database.time_entries.remove(row["id"])
    touch(call, task)
    return Nothing()
