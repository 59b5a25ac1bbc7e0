"""Comments as they are answered, to those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import sees_restricted
from tasklab.twin.platform.jira_cloud.moment import render_moment
from tasklab.twin.platform.jira_cloud.show import show_user, show_visibility

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row


def visible_comments(call: Call, issue: Row) -> list[Row]:
    """Return the comments of an issue that the caller may see, the oldest first."""
    project = call.database.project_of(issue)
    rows = call.database.comments.where("issue", issue["id"])
    return [row for row in rows if sees_restricted(call, project, row["visibility"])]


def show_comment(call: Call, row: Row) -> dict[str, Any]:
    """Return a comment."""
    return {
        "self": call.url(f"issue/{row['issue']}/comment/{row['id']}"),
        "id": str(row["id"]),
        "author": show_user(call, row["author"]),
        "body": row["body"].show(call),
        "updateAuthor": show_user(call, row["update_author"]),
        "created": render_moment(row["created"]),
        "updated": render_moment(row["updated"]),
        **show_visibility(row["visibility"]),
        "jsdPublic": True,
    }


def show_comments(call: Call, issue: Row) -> dict[str, Any]:
    """Return the comments of an issue as a field of it."""
    rows = visible_comments(call, issue)
    return {
        "comments": [show_comment(call, row) for row in rows],
        "self": call.url(f"issue/{issue['id']}/comment"),
        "maxResults": len(rows),
        "total": len(rows),
        "startAt": 0,
    }
