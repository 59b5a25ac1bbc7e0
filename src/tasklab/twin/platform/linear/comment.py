"""Comments: on issues, and in the newer version on projects; replies are one level deep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import sees_comment
from tasklab.twin.platform.linear.entity import (
    check_uuid,
    find,
    find_open_issue,
    find_project,
    new_id,
    pick,
    read_created,
    read_text,
    refer,
)
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, linked, matcher, stored
from tasklab.twin.platform.linear.issue import issue_url
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.project import project_url
from tasklab.twin.platform.linear.refusal import RefusalError, forbidden, invalid, not_found
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

FILTERS["Comment"] = {
    **ENTITY,
    "body": stored("body"),
    "issue": linked("Issue", "issues", "issueId"),
    "parent": linked("Comment", "comments", "parentId"),
    "project": linked("Project", "projects", "projectId"),
    "user": linked("User", "users", "userId"),
}
for _field, _table, _member in (
    *(("issue", "issues", "issueId"), ("parent", "comments", "parentId"), ("project", "projects", "projectId")),
    *(("user", "users", "userId"), ("resolvingUser", "users", "resolvingUserId")),
    ("resolvingComment", "comments", "resolvingCommentId"),
):
    link(f"Comment.{_field}", _table, _member)


def _page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    return connect(args, rows, matcher(call, "Comment", args.get("filter")))


@resolves("Query.comment")
def _comment(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.comments, args.get("id"), "Comment", sees_comment)


@resolves("Query.comments")
def _comments(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _page(call, args, [row for row in call.database.comments if sees_comment(call, row)])


@resolves("Issue.comments")
def _issue_comments(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.comments.where("issue", row["id"]))


@resolves("Project.comments")
def _project_comments(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.comments.where("project", row["id"]))


@resolves("Comment.children")
def _children(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, args, call.database.comments.where("parent", row["id"]))


@resolves("Comment.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    issue = call.database.issues.get(row["issueId"])
    if issue is not None:
        return f"{issue_url(call, issue)}#comment-{row['id'][:8]}"
    project = call.database.projects.get(row["projectId"]) or {}
    return f"{project_url(call, project)}#comment-{row['id'][:8]}"


@resolves("Mutation.commentCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    id_ = new_id(values, database.comments, "Comment")
    parent = refer(call, values, "parentId", database.comments, sees_comment)
    issue_id, project_id = _read_place(call, values, parent)
    if parent is not None and parent["parentId"] is not None:
        raise RefusalError("Invalid parent comment", "A reply cannot be replied to.")
    row = {
        **dict.fromkeys(("editedAt", "resolvedAt", "resolvingUserId", "resolvingCommentId")),
        "body": read_text(values, "body"),
        "quotedText": values.get("quotedText"),
        "issueId": issue_id,
        "projectId": project_id,
        "parentId": parent and parent["id"],
        "userId": call.user_id,
        **read_created(call, values),
    }
    database.add(database.comments, row, call.now, id_)
    issue = database.issues.get(issue_id)
    if issue is not None and call.user_id not in issue["subscriberIds"]:
        database.issues.update(issue["id"], {"subscriberIds": [*issue["subscriberIds"], call.user_id]})
    return call.done(comment=row)


def _read_place(call: Call, values: Mapping[str, Any], parent: Row | None) -> tuple[str | None, str | None]:
    """Return the ids of issue and project that a comment is on, one of them None. Raises: RefusalError."""
    issue_id, project_id = values.get("issueId"), values.get("projectId")
    if issue_id is None and project_id is None:
        if parent is None:
            raise invalid("issueId", "isDefined", "one of issueId and projectId must be defined")
        return parent["issueId"], parent["projectId"]
    if issue_id is not None and project_id is not None:
        raise invalid("projectId", "isExclusive", "only one of issueId and projectId may be defined")
    issue = find_open_issue(call, issue_id) if issue_id is not None else None
    project = find_project(call, project_id) if project_id is not None else None
    place = (None if issue is None else issue["id"], None if project is None else project["id"])
    if parent is not None and place != (parent["issueId"], parent["projectId"]):
        raise RefusalError("Invalid parent comment", "The parent comment is on something else.")
    return place


def _own(call: Call, id_: str) -> Row:
    """Return a comment that the caller wrote. Raises: RefusalError."""
    row = find(call, call.database.comments, id_, "Comment", sees_comment)
    if row["userId"] != call.user_id:
        raise forbidden("Forbidden", "You can only change your own comments.")
    return row


@resolves("Mutation.commentUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    row = _own(call, args["id"])
    changes = pick(values, "quotedText")
    if "body" in values:
        changes.update(body=read_text(values, "body"), editedAt=call.now)
    for name, table in (("resolvingUserId", database.users), ("resolvingCommentId", database.comments)):
        if name in values:
            found = refer(call, values, name, table)
            changes[name] = found and found["id"]
    if "resolvingUserId" in changes:
        changes["resolvedAt"] = call.now if changes["resolvingUserId"] else None
    database.change(database.comments, row, changes, call.now)
    return call.done(comment=row)


@resolves("Mutation.commentDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    database = call.database
    row = (
        find(call, database.comments, args["id"], "Comment", sees_comment) if call.is_admin else _own(call, args["id"])
    )
    database.comments.remove_where("parent", row["id"])
    database.drop(database.comments, row)
    return call.done(entityId=row["id"])


@resolves("Mutation.commentResolve")
def _resolve(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _thread(call, args["id"])
    answer_id = args.get("resolvingCommentId")
    if answer_id is not None:
        check_uuid("resolvingCommentId", answer_id)
        if (call.database.comments.get(answer_id) or {}).get("parentId") != row["id"]:
            raise not_found("Comment")
    changes = {"resolvedAt": call.now, "resolvingUserId": call.user_id, "resolvingCommentId": answer_id}
    call.database.change(call.database.comments, row, changes, call.now)
    return call.done(comment=row)


@resolves("Mutation.commentUnresolve")
def _unresolve(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _thread(call, args["id"])
    changes = dict.fromkeys(("resolvedAt", "resolvingUserId", "resolvingCommentId"))
    call.database.change(call.database.comments, row, changes, call.now)
    return call.done(comment=row)


def _thread(call: Call, id_: str) -> Row:
    row = find(call, call.database.comments, id_, "Comment", sees_comment)
    if row["parentId"] is not None:
        raise RefusalError("Invalid comment", "Only the first comment of a thread can be resolved.")
    return row
