"""Procedures about comments. Source: https://docs.kanboard.org/v1/api/comment_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER, USER
from tasklab.twin.platform.kanboard.activity import note
from tasklab.twin.platform.kanboard.database import sort_by
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_missing, is_whole
from tasklab.twin.platform.kanboard.procedure import owner_of, procedure, task_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_MAX_REFERENCE = 191


@procedure(owner_of("comments", "comment_id"))
def get_comment(call: Call, comment_id: Any) -> Row | None:
    """Return a comment with its author's names, or null."""
    comment = call.database.comments.get(as_id(comment_id))
    return None if comment is None else _show(call, comment)


@procedure(task_of())
def get_all_comments(call: Call, task_id: Any) -> list[Row | None]:
    """Return the comments of a task, the oldest first."""
    rows = sort_by(call.database.comments.where("task_id", as_id(task_id)), "date_creation", "id")
    return [_show(call, row) for row in rows]


@procedure(task_of(), PROJECT_MEMBER, since={"visibility": "1.2.53"})
def create_comment(
    call: Call, task_id: Any, user_id: Any, content: Any, reference: Any = "", visibility: Any = USER
) -> int | bool:
    """Comment on a task in the name of a user, whoever calls."""
    task = call.database.tasks.get(as_id(task_id))
    if task is None or is_missing(content) or not is_whole(user_id) or len(as_text(reference)) > _MAX_REFERENCE:
        return False
    row = {
        "task_id": task["id"],
        "user_id": as_id(user_id),
        "date_creation": call.now_s,
        "date_modification": call.now_s,
        "comment": as_text(content),
        "reference": as_text(reference),
        "visibility": as_text(visibility),
    }
    comment_id = int(call.database.comments.insert(row))
    note(call, "comment.create", task, comment=call.row(row))
    return comment_id


@procedure(owner_of("comments", "id"), PROJECT_MEMBER)
def update_comment(call: Call, id_: Any, content: Any) -> bool:
    """Change the text of a comment."""
    comment = call.database.comments.get(as_id(id_))
    if comment is None or is_missing(content):
        return False
    changes = {"comment": as_text(content), "date_modification": call.now_s}
    call.database.comments.update(comment["id"], changes)
    _note(call, "comment.update", comment)
    return True


@procedure(owner_of("comments", "comment_id"), PROJECT_MEMBER)
def remove_comment(call: Call, comment_id: Any) -> bool:
    """Remove a comment."""
    comment = call.database.comments.get(as_id(comment_id))
    if comment is None:
        return False
    _note(call, "comment.delete", comment)
    return call.database.comments.remove(comment["id"])


def _show(call: Call, comment: Row) -> Row | None:
    author = call.database.users.get(comment["user_id"]) or {}
    shown = {name: value for name, value in comment.items() if name != "visibility"}
    return call.row(shown | {name: author.get(name) for name in ("username", "name", "email", "avatar_path")})


def _note(call: Call, event: str, comment: Row) -> None:
    task = call.database.tasks.get(comment["task_id"])
    if task is not None:
        note(call, event, task, comment=call.row(comment))
