"""How tasks are shown. Source: https://developers.asana.com/reference/tasks (2026-11-26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.asana.field_value import shown_values
from tasklab.twin.platform.asana.link import rich_member
from tasklab.twin.platform.asana.version import NEWER
from tasklab.twin.platform.asana.view import ABSENT, VIEWS, Member, View, constant, linked, stored

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.store import Row


def _placements(call: Call, row: Row) -> list[Row]:
    return call.database.placements.where("task", row["id"])


def projects_of(call: Call, row: Row) -> list[Row]:
    """Return the projects of a task."""
    found = [call.database.projects.get(each["project_id"]) for each in _placements(call, row)]
    return [each for each in found if each]


def tags_of(call: Call, row: Row) -> list[Row]:
    """Return the tags of a task."""
    found = [call.database.tags.get(each["tag_id"]) for each in call.database.taggings.where("task", row["id"])]
    return [each for each in found if each]


def _likes(_call: Call, row: Row) -> list[Row]:
    return [{"id": gid, "user_id": gid} for gid in row.get("liked_by", [])]


def _is_liked(call: Call, row: Row) -> bool:
    return call.user_id in row.get("liked_by", [])


def _count_likes(_call: Call, row: Row) -> int:
    return len(row.get("liked_by", []))


def _spent(call: Call, row: Row) -> Any:
    if not call.is_premium:
        return ABSENT
    entries = call.database.time_entries.where("task", row["id"])
    return sum(each["duration_minutes"] for each in entries) if entries else None


def _assignee_section(call: Call, row: Row) -> Any:
    if row.get("assignee_id") != call.user_id:
        return ABSENT
    return call.database.sections.get(row.get("assignee_section_id"))


def _linked_tasks(call: Call, row: Row, index: str, name: str) -> list[Row]:
    found = [call.database.tasks.get(each[name]) for each in call.database.dependencies.where(index, row["id"])]
    return [each for each in found if each]


def dependencies_of(call: Call, row: Row) -> list[Row]:
    """Return the tasks that a task waits for."""
    return _linked_tasks(call, row, "task", "on_id")


def dependents_of(call: Call, row: Row) -> list[Row]:
    """Return the tasks that wait for a task."""
    return _linked_tasks(call, row, "on", "task_id")


def _custom_type(call: Call, row: Row) -> Any:
    return call.database.custom_types.get(row.get("custom_type_id"))


def _status_option(call: Call, row: Row) -> Any:
    options = (_custom_type(call, row) or {}).get("options", [])
    return next((each for each in options if each["id"] == row.get("custom_type_status_option_id")), None)


VIEWS["creator"] = View("user", {})
VIEWS["task_reference"] = View("task", {})
VIEWS["task_membership"] = View(
    None,
    {"project": linked("project", "projects", "project_id"), "section": linked("section", "sections", "section_id")},
)
VIEWS["external"] = View(None, {"gid": stored("gid"), "data": stored("data")})
VIEWS["task"] = View(
    "task",
    compact={"name": stored("name"), "resource_subtype": stored("resource_subtype", "default_task")},
    full={
        "actual_time_minutes": Member(_spent),
        "approval_status": stored("approval_status", ABSENT),
        "assigned_by": linked("user", "users", "assigned_by_id", since=NEWER),
        "assignee": linked("user", "users", "assignee_id"),
        "assignee_section": Member(_assignee_section, "section"),
        "assignee_status": stored("assignee_status", "upcoming"),
        "completed": stored("completed", False),
        "completed_at": stored("completed_at"),
        "completed_by": linked("user", "users", "completed_by_id"),
        "created_at": stored("created_at"),
        "custom_fields": Member(shown_values, "custom_field_value"),
        "custom_type": Member(_custom_type, "custom_type", since=NEWER),
        "custom_type_status_option": Member(_status_option, "custom_type_status_option", since=NEWER),
        "due_at": stored("due_at"),
        "due_on": stored("due_on"),
        "external": Member(lambda _call, row: row.get("external") or ABSENT, "external"),
        "followers": Member(lambda call, row: call.database.users_of(row["follower_ids"]), "user"),
        "hearted": Member(_is_liked),
        "hearts": Member(_likes, "like"),
        "liked": Member(_is_liked),
        "likes": Member(_likes, "like"),
        "memberships": Member(_placements, "task_membership"),
        "modified_at": stored("modified_at"),
        "notes": stored("notes", ""),
        "num_hearts": Member(_count_likes),
        "num_likes": Member(_count_likes),
        "parent": linked("task", "tasks", "parent_id"),
        "permalink_url": Member(lambda call, row: f"{call.address}/0/0/{row['id']}"),
        "projects": Member(projects_of, "project"),
        "start_at": stored("start_at"),
        "start_on": stored("start_on"),
        "tags": Member(tags_of, "tag"),
        "workspace": linked("workspace", "workspaces", "workspace_id"),
    },
    opt_in={
        "created_by": linked("creator", "users", "created_by_id"),
        "dependencies": Member(dependencies_of, "task_reference"),
        "dependents": Member(dependents_of, "task_reference"),
        "html_notes": rich_member("notes"),
        "is_rendered_as_separator": constant(False),
        "num_subtasks": Member(lambda call, row: len(call.database.orders.get(("subtasks", row["id"]), ()))),
    },
)
