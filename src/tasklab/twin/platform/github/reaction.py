"""Operations about reactions. Source: https://docs.github.com/rest/reactions/reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PUSH, find_role
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.person import show_person_or_none
from tasklab.twin.platform.github.refusal import forbidden, not_found
from tasklab.twin.platform.github.shape import choice, read_choice, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

CONTENTS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}/reactions"
_COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions"


def show_rollup(call: Call, kind: str, subject_id: int, url: str) -> dict[str, Any]:
    """Count the reactions to something."""
    counts = dict.fromkeys(CONTENTS, 0)
    for row in call.database.reactions.where("subject", (kind, subject_id)):
        counts[row["content"]] += 1
    return {"url": url, "total_count": sum(counts.values()), **counts}


@operation(f"GET {_ISSUE}", "reactions/reactions#list-reactions-for-an-issue")
def list_for_issue(call: Call, issue: Row, **_rest: Any) -> Answer:
    """List the reactions to an issue."""
    return _list(call, "issue", issue["id"])


@operation(f"POST {_ISSUE}", "reactions/reactions#create-reaction-for-an-issue")
def add_to_issue(call: Call, repo: Row, issue: Row) -> Answer:
    """React to an issue."""
    if issue["locked"] and find_role(call.database, repo, call.me) < PUSH:
        raise forbidden("Unable to create reaction because issue is locked.")
    return _add(call, "issue", issue["id"])


@operation(f"DELETE {_ISSUE}/{{reaction_id}}", "reactions/reactions#delete-an-issue-reaction")
def remove_from_issue(call: Call, issue: Row, reaction_id: str, **_rest: Any) -> Answer:
    """Take back a reaction to an issue."""
    return _remove(call, "issue", issue["id"], reaction_id)


@operation(f"GET {_COMMENT}", "reactions/reactions#list-reactions-for-an-issue-comment")
def list_for_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """List the reactions to a comment."""
    return _list(call, "comment", _comment_id(call, repo, comment_id))


@operation(f"POST {_COMMENT}", "reactions/reactions#create-reaction-for-an-issue-comment")
def add_to_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """React to a comment."""
    return _add(call, "comment", _comment_id(call, repo, comment_id))


@operation(f"DELETE {_COMMENT}/{{reaction_id}}", "reactions/reactions#delete-an-issue-comment-reaction")
def remove_from_comment(call: Call, repo: Row, comment_id: str, reaction_id: str) -> Answer:
    """Take back a reaction to a comment."""
    return _remove(call, "comment", _comment_id(call, repo, comment_id), reaction_id)


def _comment_id(call: Call, repo: Row, text: str) -> int:
    comment = call.database.comments.get(as_id(text))
    if comment is None or comment["repo_id"] != repo["id"]:
        raise not_found()
    return int(comment["id"])


def _list(call: Call, kind: str, subject_id: int) -> Answer:
    content = read_choice(call, "content", CONTENTS, "", "Reaction")
    rows = call.database.reactions.where("subject", (kind, subject_id))
    return paged(call, [row for row in rows if content in {"", row["content"]}], lambda row: _show(call, row))


def _add(call: Call, kind: str, subject_id: int) -> Answer:
    content = read_members(call.body, {"content": choice(*CONTENTS, is_required=True)})["content"]
    for row in call.database.reactions.where("subject", (kind, subject_id)):
        if (row["user_id"], row["content"]) == (call.me["id"], content):
            return Answer(_show(call, row))
    row = {
        "kind": kind,
        "subject_id": subject_id,
        "user_id": call.me["id"],
        "content": content,
        "created_at": call.now_s,
    }
    call.database.reactions.insert(row)
    return Answer(_show(call, row), 201)


def _remove(call: Call, kind: str, subject_id: int, text: str) -> Answer:
    row = call.database.reactions.get(as_id(text))
    if row is None or (row["kind"], row["subject_id"]) != (kind, subject_id) or row["user_id"] != call.me["id"]:
        raise not_found()
    call.database.reactions.remove(row["id"])
    return GONE


def _show(call: Call, row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "node_id": node_id("REA", row["id"]),
        "user": show_person_or_none(call, row["user_id"]),
        "content": row["content"],
        "created_at": render(row["created_at"]),
    }
