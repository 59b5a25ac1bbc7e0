"""Operations about comments. Source: https://docs.github.com/rest/issues/comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import PUSH, TRIAGE, find_role
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.media import show_text
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.person import show_person_or_none
from tasklab.twin.platform.github.reaction import show_rollup
from tasklab.twin.platform.github.refusal import forbidden, invalid, not_found, too_long
from tasklab.twin.platform.github.repository import find_association, full_name, repo_path
from tasklab.twin.platform.github.shape import needed, read_choice, read_members, read_since

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_OF_ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}/comments"
_OF_REPO = "/repos/{owner}/{repo}/issues/comments"
_MAX_BODY = 65_536


def show_comment(call: Call, repo: Row, comment: Row) -> dict[str, Any]:
    """Show a comment."""
    url = call.api(f"{repo_path(call, repo)}/issues/comments/{comment['id']}")
    issue = call.database.issues.get(comment["issue_id"]) or {}
    kind = "pull" if issue["is_pull"] else "issues"
    shown = {
        "url": url,
        "html_url": call.html(f"/{full_name(call, repo)}/{kind}/{issue['number']}#issuecomment-{comment['id']}"),
        "issue_url": call.api(f"{repo_path(call, repo)}/issues/{issue['number']}"),
        "id": comment["id"],
        "node_id": node_id("IC", comment["id"]),
        "user": show_person_or_none(call, comment["user_id"]),
        "created_at": render(comment["created_at"]),
        "updated_at": render(comment["updated_at"]),
        **show_text(call, comment["body"]),
        "author_association": find_association(call, repo, comment["user_id"]),
        "reactions": show_rollup(call, "comment", comment["id"], f"{url}/reactions"),
        "performed_via_github_app": None,
    }
    if call.has("pins"):
        shown |= {"pin": _show_pin(call, comment), "minimized": None}
    return shown


@operation(f"GET {_OF_ISSUE}", "issues/comments#list-issue-comments")
def list_issue_comments(call: Call, repo: Row, issue: Row) -> Answer:
    """List the comments of an issue, by id."""
    since = read_since(call, "IssueComment")
    rows = call.database.comments.where("issue_id", issue["id"])
    return paged(call, _after(rows, since), lambda row: show_comment(call, repo, row))


@operation(f"POST {_OF_ISSUE}", "issues/comments#create-an-issue-comment")
def create_comment(call: Call, repo: Row, issue: Row) -> Answer:
    """Comment on an issue; on a locked one who can write may."""
    if issue["locked"] and find_role(call.database, repo, call.me) < PUSH:
        raise forbidden("Unable to create comment because issue is locked.")
    row = {
        "repo_id": repo["id"],
        "issue_id": issue["id"],
        "user_id": call.me["id"],
        "body": _read_body(call),
        "created_at": call.now_s,
        "updated_at": call.now_s,
        "pinned_at": None,
        "pinned_by_id": None,
    }
    call.database.comments.insert(row)
    call.touch(issue)
    shown = show_comment(call, repo, row)
    return Answer(shown, 201, {"location": shown["url"]})


@operation(f"GET {_OF_REPO}", "issues/comments#list-issue-comments-for-a-repository")
def list_repo_comments(call: Call, repo: Row) -> Answer:
    """List the comments of all issues: by id, or as `sort` says. A direction without it counts for nothing."""
    since = read_since(call, "IssueComment")
    sort = read_choice(call, "sort", ("created", "updated"), "", "IssueComment")
    direction = read_choice(call, "direction", ("asc", "desc"), "", "IssueComment")
    rows = _after(call.database.comments.where("repo_id", repo["id"]), since)
    if sort:
        rows = sorted(rows, key=lambda row: (row[f"{sort}_at"], row["id"]), reverse=direction != "asc")
    return paged(call, rows, lambda row: show_comment(call, repo, row))


@operation(f"GET {_OF_REPO}/{{comment_id}}", "issues/comments#get-an-issue-comment")
def get_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """Show a comment."""
    return Answer(show_comment(call, repo, _find(call, repo, comment_id)))


@operation(f"PATCH {_OF_REPO}/{{comment_id}}", "issues/comments#update-an-issue-comment")
def update_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """Change a comment; its author may, and who can write."""
    comment = _find_own(call, repo, comment_id)
    call.database.comments.update(comment["id"], {"body": _read_body(call), "updated_at": call.now_s})
    return Answer(show_comment(call, repo, comment))


@operation(f"DELETE {_OF_REPO}/{{comment_id}}", "issues/comments#delete-an-issue-comment")
def delete_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """Remove a comment; its author may, and who can write."""
    comment = _find_own(call, repo, comment_id)
    call.database.reactions.remove_where("subject", ("comment", comment["id"]))
    call.database.comments.remove(comment["id"])
    issue = call.database.issues.get(comment["issue_id"])
    if issue is not None and issue["pinned_comment_id"] == comment["id"]:
        call.database.issues.update(issue["id"], {"pinned_comment_id": None})
    return GONE


@operation(f"PUT {_OF_REPO}/{{comment_id}}/pin", "issues/comments#pin-an-issue-comment", role=TRIAGE, feature="pins")
def pin_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """Pin a comment in place of the one that was pinned before."""
    comment = _find(call, repo, comment_id)
    for other in call.database.comments.where("issue_id", comment["issue_id"]):
        call.database.comments.update(other["id"], {"pinned_at": None, "pinned_by_id": None})
    call.database.comments.update(comment["id"], {"pinned_at": call.now_s, "pinned_by_id": call.me["id"]})
    call.database.issues.update(comment["issue_id"], {"pinned_comment_id": comment["id"]})
    return Answer(show_comment(call, repo, comment))


@operation(
    f"DELETE {_OF_REPO}/{{comment_id}}/pin", "issues/comments#unpin-an-issue-comment", role=TRIAGE, feature="pins"
)
def unpin_comment(call: Call, repo: Row, comment_id: str) -> Answer:
    """Unpin a comment."""
    comment = _find(call, repo, comment_id)
    if comment["pinned_at"] is None:
        raise not_found()
    call.database.comments.update(comment["id"], {"pinned_at": None, "pinned_by_id": None})
    call.database.issues.update(comment["issue_id"], {"pinned_comment_id": None})
    return GONE


def _after(rows: list[Row], since: int | None) -> list[Row]:
    return rows if since is None else [row for row in rows if row["updated_at"] >= since]


def _read_body(call: Call) -> str:
    body = str(read_members(call.body, {"body": needed("text")})["body"])
    if not body.strip():
        raise invalid("IssueComment", "data", code="unprocessable", message="Body cannot be blank")
    if len(body) > _MAX_BODY:
        raise too_long("IssueComment", "body", _MAX_BODY)
    return body


def _find(call: Call, repo: Row, text: str) -> Row:
    comment = call.database.comments.get(as_id(text))
    if comment is None or comment["repo_id"] != repo["id"]:
        raise not_found()
    return comment


def _find_own(call: Call, repo: Row, text: str) -> Row:
    comment = _find(call, repo, text)
    if comment["user_id"] != call.me["id"] and find_role(call.database, repo, call.me) < PUSH:
        raise forbidden()
    return comment


def _show_pin(call: Call, comment: Row) -> dict[str, Any] | None:
    if comment["pinned_at"] is None:
        return None
    person = show_person_or_none(call, comment["pinned_by_id"])
    return {"pinned_at": render(comment["pinned_at"]), "pinned_by": person}
