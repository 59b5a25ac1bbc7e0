"""What happened in projects. Source: https://docs.kanboard.org/v1/api/me_procedures/, getMyActivityStream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_TITLES = {
    "task.create": "created the task",
    "task.update": "updated the task",
    "task.close": "closed the task",
    "task.open": "opened the task",
    "task.move.column": "moved the task",
    "task.move.position": "moved the task",
    "task.move.swimlane": "moved the task",
    "task.assignee_change": "changed the assignee of the task",
    "comment.create": "commented on the task",
    "comment.update": "updated a comment on the task",
    "comment.delete": "removed a comment on the task",
    "subtask.create": "created a subtask for the task",
    "subtask.update": "updated a subtask for the task",
    "subtask.delete": "removed a subtask for the task",
    "task.file.create": "attached a file to the task",
    "task_internal_link.create_update": "set a new internal link for the task",
    "task_internal_link.delete": "removed an internal link for the task",
}


def note(call: Call, event: str, task: Row, **data: Any) -> None:
    """Write an event into the history of a task's project. The application leaves no trace in it."""
    call.database.projects.update(task["project_id"], {"last_modified": call.now_s})
    if call.user is not None:
        row = {
            "date_creation": call.now_s,
            "event_name": event,
            "creator_id": call.user_id,
            "project_id": task["project_id"],
            "task_id": task["id"],
            "data": {"task": call.row(task), **data},
        }
        call.database.activities.insert(row)


def show_events(call: Call, project_ids: Iterable[int], limit: int) -> list[Row]:
    """Return the last events of projects, the newest first."""
    found = [row for project_id in set(project_ids) for row in call.database.activities.where("project_id", project_id)]
    found.sort(key=lambda row: -row["id"])
    return [_show(call, row) for row in found[:limit]]


def _show(call: Call, row: Row) -> Row:
    author = call.database.users.get(row["creator_id"]) or {"username": None, "name": None, "email": None}
    shown = {name: value for name, value in row.items() if name != "data"}
    title = f"{author['name'] or author['username']} {_TITLES[row['event_name']]} #{row['task_id']}"
    return {
        **(call.row(shown) or {}),
        "author_username": author["username"],
        "author_name": author["name"],
        "email": author["email"],
        **row["data"],
        "author": author["name"] or author["username"],
        "event_title": title,
        "event_content": f'<p class="activity-title">{title}</p>',
    }
