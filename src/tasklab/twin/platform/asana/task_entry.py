"""What a request says of a task's members, and the stories that a change leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.access import membership
from tasklab.twin.platform.asana.activity import note
from tasklab.twin.platform.asana.entry import (
    find,
    find_user,
    read_choice,
    read_flag,
    read_text,
)
from tasklab.twin.platform.asana.field_value import field_ids_of, write_values
from tasklab.twin.platform.asana.link import read_rich
from tasklab.twin.platform.asana.people import task_list_of
from tasklab.twin.platform.asana.refusal import invalid
from tasklab.twin.platform.asana.task_date import NAMES, read_dates
from tasklab.twin.platform.asana.version import NEWER

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row

DEFAULT, MILESTONE, APPROVAL, CUSTOM = "default_task", "milestone", "approval", "custom"
_APPROVALS = ("pending", "approved", "rejected", "changes_requested")
_ASSIGNEE_STATUSES = ("today", "upcoming", "later", "new", "inbox")
MAX_NAME = 1024


def read_task(call: Call, task: Row) -> Row:
    """Return what a request changes of a task's own members. Raises: RefusalError."""
    data = call.data
    changes: Row = {}
    if "name" in data:
        changes["name"] = read_text(data, "name", max_length=MAX_NAME)
    changes.update(read_rich(call, "notes", is_notes=True))
    if "resource_subtype" in data:
        subtypes = (DEFAULT, MILESTONE, APPROVAL, *([CUSTOM] if call.version >= NEWER else []))
        changes["resource_subtype"] = read_choice(data, "resource_subtype", subtypes)
    changes.update(_read_assignee(call, task))
    changes.update(read_dates(data, task))
    subtype = str(changes.get("resource_subtype") or task.get("resource_subtype", DEFAULT))
    if subtype == MILESTONE and changes.get("start_on", task.get("start_on")):
        raise invalid("start_on", "Milestones cannot have a start date")
    changes.update(_read_completion(call, task, subtype))
    if "liked" in data:
        kept = [each for each in task.get("liked_by", []) if each != call.user_id]
        changes["liked_by"] = [*kept, call.user_id] if read_flag(call, data, "liked") else kept
    if "external" in data:
        changes["external"] = _read_external(data["external"])
    if call.version >= NEWER:
        changes.update(_read_custom_type(call, task, subtype))
    return changes


def _read_assignee(call: Call, task: Row) -> Row:
    data = call.data
    changes: Row = {}
    if "assignee" in data:
        changes.update(assigned(call, task, data["assignee"]))
    assignee_id = changes.get("assignee_id", task.get("assignee_id"))
    if "assignee_status" in data:
        if assignee_id is None:
            raise invalid("assignee_status", "Can only be set if the assignee is set")
        changes["assignee_status"] = read_choice(data, "assignee_status", _ASSIGNEE_STATUSES)
    if data.get("assignee_section") is not None:
        section = find(call, "section", data["assignee_section"], "assignee_section", status=400)
        task_list = task_list_of(call.database, str(assignee_id), task["workspace_id"]) or {}
        if section["container_id"] != task_list.get("id") or assignee_id != call.user_id:
            raise invalid("assignee_section", f"Not in your task list: {section['id']}")
        changes["assignee_section_id"] = section["id"]
    return changes


def assigned(call: Call, task: Row, value: Any) -> Row:
    """Return the changes that an assignment makes; None unassigns. Raises: RefusalError."""
    if value is None:
        return {"assignee_id": None, "assigned_by_id": None, "assignee_section_id": None, "assignee_status": "upcoming"}
    user = find_user(call, value, "assignee")
    if membership(call.database, task["workspace_id"], user["id"]) is None:
        raise invalid("assignee", f"Not a user in Organization: {user['id']}")
    if user["id"] == task.get("assignee_id"):
        return {}
    task_list = task_list_of(call.database, user["id"], task["workspace_id"]) or {}
    sections = call.database.ordered("sections", str(task_list.get("id")), call.database.sections)
    followers = task["follower_ids"]
    return {
        "assignee_id": user["id"],
        "assigned_by_id": call.user_id,
        "assignee_section_id": sections[0]["id"] if sections else None,
        "assignee_status": "inbox",
        "follower_ids": followers if user["id"] in followers else [*followers, user["id"]],
    }


def _read_completion(call: Call, task: Row, subtype: str) -> Row:
    data = call.data
    changes: Row = {}
    if "approval_status" in data:
        if subtype != APPROVAL:
            raise invalid("approval_status", "Only approvals have an approval status")
        changes["approval_status"] = read_choice(data, "approval_status", _APPROVALS)
        is_completed = changes["approval_status"] != _APPROVALS[0]
    elif "completed" in data:
        is_completed = read_flag(call, data, "completed")
    else:
        is_completed = task.get("completed", False)
    if subtype == APPROVAL and "approval_status" not in changes:
        kept = task.get("approval_status", _APPROVALS[0])
        changes["approval_status"] = _approval_of(kept, is_completed)
    if is_completed != task.get("completed", False):
        changes["completed"] = is_completed
        changes["completed_at"] = call.now if is_completed else None
        changes["completed_by_id"] = call.user_id if is_completed else None
    return changes


def _approval_of(kept: str, is_completed: bool) -> str:
    if is_completed == (kept != _APPROVALS[0]):
        return kept
    return _APPROVALS[1] if is_completed else _APPROVALS[0]


def _read_external(value: Any) -> Row | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not all(isinstance(each, str | None) for each in value.values()):
        raise invalid("external", "Not an Object")
    return {"gid": value.get("gid"), "data": value.get("data")}


def _read_custom_type(call: Call, task: Row, subtype: str) -> Row:
    data = call.data
    changes: Row = {}
    for name in ("custom_type", "custom_type_status_option"):
        if data.get(name) is not None and subtype != CUSTOM:
            raise invalid(name, "You can only set it if the task's resource_subtype is custom")
    if data.get("custom_type") is not None:
        kind = find(call, "custom_type", data["custom_type"], status=400)
        changes["custom_type_id"] = kind["id"]
        changes["custom_type_status_option_id"] = kind["options"][0]["id"]
    kind = call.database.custom_types.get(changes.get("custom_type_id", task.get("custom_type_id"))) or {}
    if data.get("custom_type_status_option") is not None:
        chosen = [each for each in kind.get("options", []) if each["id"] == data["custom_type_status_option"]]
        if not chosen:
            raise invalid("custom_type_status_option", "Not an option of the task's custom type")
        changes["custom_type_status_option_id"] = chosen[0]["id"]
        is_completed = chosen[0]["completion_state"] == "Complete"
        if is_completed != task.get("completed", False):
            changes.update(completed=is_completed, completed_at=call.now if is_completed else None)
            changes["completed_by_id"] = call.user_id if is_completed else None
    return changes


def write_fields(call: Call, task: Row) -> None:
    """Write the values of custom fields that a request gives, and tell their stories. Raises: RefusalError."""
    if "custom_fields" not in call.data:
        return
    given, old = call.data["custom_fields"], task.get("field_values", {})
    values, changes = write_values(call, old, given, field_ids_of(call, task))
    call.database.tasks.update(task["id"], {"field_values": values})
    for field, before, after in changes:
        kind = field["type"]
        plural = {"multi_enum": "multi_enum_values"}.get(kind, f"{kind}_value")
        told = {f"old_{plural}": before, f"new_{plural}": after}
        if kind in ("text", "number"):
            told = {name: value for name, value in told.items() if value is not None}
        subtype = f"{kind}_custom_field_changed"
        note(call, task, subtype, f"changed {field['name']}", custom_field=field["id"], **told)


def tell_changes(call: Call, task: Row, before: Row) -> None:
    """Leave the stories of what differs from before."""
    if task.get("name") != before.get("name"):
        told = f'changed the name to "{task["name"]}"'
        note(call, task, "name_changed", told, old_name=before.get("name", ""), new_name=task["name"])
    if (task.get("notes"), task.get("html_notes")) != (before.get("notes"), before.get("html_notes")):
        note(call, task, "notes_changed", "changed the description")
    tell_assignment(call, task, before.get("assignee_id"))
    dates = [{name: row.get(name) for name in NAMES if name != "start_at"} for row in (before, task)]
    if dates[0] != dates[1]:
        told = f"changed the due date to {task['due_on']}" if task.get("due_on") else "removed the due date"
        note(call, task, "due_date_changed", told, old_dates=dates[0], new_dates=dates[1])
    if task.get("completed", False) != before.get("completed", False):
        done = task.get("completed", False)
        told = "completed this task" if done else "marked incomplete"
        note(call, task, "marked_complete" if done else "marked_incomplete", told)
    subtypes = [row.get("resource_subtype", DEFAULT) for row in (before, task)]
    if subtypes[0] != subtypes[1]:
        told = f"changed this task to {subtypes[1]}"
        kinds = {"old_resource_subtype": subtypes[0], "new_resource_subtype": subtypes[1]}
        note(call, task, "resource_subtype_changed", told, **kinds)


def tell_assignment(call: Call, task: Row, before: str | None) -> None:
    """Leave the story of an assignment."""
    after = task.get("assignee_id")
    if after == before:
        return
    if after is None:
        note(call, task, "unassigned", "unassigned this task", **({"assignee": before} if before else {}))
    else:
        user = call.database.users.get(after) or {}
        note(call, task, "assigned", f"assigned to {user.get('name')}", assignee=after)
