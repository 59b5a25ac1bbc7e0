"""Comments. Source: the group Issue comments of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import (
    ADMINISTRATOR,
    ROLES,
    find_issue,
    find_rank,
    may_write,
    sees_restricted,
)
from tasklab.twin.platform.jira_cloud.call import NOTHING, Answer
from tasklab.twin.platform.jira_cloud.comment_show import show_comment, visible_comments
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import check_bounds, show_old_page
from tasklab.twin.platform.jira_cloud.refusal import RefusalError, invalid, not_found
from tasklab.twin.platform.jira_cloud.rich_text import parse_comment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_PATH = "/issue/{issueIdOrKey}/comment"
_MAX_IDS = 1000


@operation(f"GET {_PATH}")
def list_comments(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803 - the path's word
    """List those that the caller may see, the oldest first unless asked otherwise."""
    issue = find_issue(call, issueIdOrKey)
    order = call.text("orderBy") or "created"
    if order.lstrip("+-") != "created":
        raise RefusalError(400, f"Unable to order by '{order}': only 'created' is supported.")
    rows = visible_comments(call, issue)
    if order.startswith("-"):
        rows.reverse()
    return Answer(show_old_page(call, "comments", rows, lambda row: show_comment(call, row), 100))


@operation(f"POST {_PATH}")
def create_comment(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Add a comment."""
    issue = find_issue(call, issueIdOrKey)
    return Answer(show_comment(call, add_comment(call, issue, call.body)), 201)


@operation(f"GET {_PATH}/{{id}}")
def get_comment(call: Call, issueIdOrKey: str, id: str) -> Answer:  # noqa: A002, N803
    """Return one."""
    return Answer(show_comment(call, _find(call, find_issue(call, issueIdOrKey), id)))


@operation(f"PUT {_PATH}/{{id}}")
def update_comment(call: Call, issueIdOrKey: str, id: str) -> Answer:  # noqa: A002, N803
    """Change the text, and who sees it where that is said."""
    issue = find_issue(call, issueIdOrKey)
    row = _find(call, issue, id)
    _check_own(call, issue, row, "edit")
    _check_properties(call, call.body)
    changes: Row = {"update_author": call.me, "updated": call.now_ms}
    if "body" in call.body:
        changes["body"] = parse_comment(call, call.body["body"])
    elif "visibility" not in call.body:
        raise invalid("comment", "Comment body can not be empty!")
    if "visibility" in call.body:
        changes["visibility"] = read_visibility(call, issue, call.body)
    call.database.comments.update(row["id"], changes)
    call.database.issues.update(issue["id"], {"updated": call.now_ms})
    return Answer(show_comment(call, row))


@operation(f"DELETE {_PATH}/{{id}}")
def delete_comment(call: Call, issueIdOrKey: str, id: str) -> Answer:  # noqa: A002, N803
    """Remove one."""
    issue = find_issue(call, issueIdOrKey)
    row = _find(call, issue, id)
    _check_own(call, issue, row, "delete")
    call.database.comments.remove(row["id"])
    call.database.issues.update(issue["id"], {"updated": call.now_ms})
    return NOTHING


@operation("POST /comment/list")
def list_by_ids(call: Call) -> Answer:
    """Return the comments with these ids that the caller may see."""
    ids = call.member("ids", list)
    if not ids or len(ids) > _MAX_IDS or not all(isinstance(each, int) for each in ids):
        raise RefusalError(400, "The list of comment IDs must hold 1 to 1000 whole numbers.")
    found = []
    for id_ in dict.fromkeys(ids):
        row = call.database.comments.get(id_)
        issue = call.database.issues.get(row["issue"]) if row else None
        if row and issue and find_rank(call.database.project_of(issue), call.user):
            found += [row] if sees_restricted(call, call.database.project_of(issue), row["visibility"]) else []
    start, size = check_bounds(0, len(found), _MAX_IDS, _MAX_IDS)
    page = {"startAt": start, "maxResults": max(size, 1), "total": len(found), "isLast": True}
    return Answer({**page, "values": [show_comment(call, row) for row in found]})


def _check_properties(call: Call, body: Mapping[str, Any]) -> None:
    """Hold that properties, which are not kept here, are pairs of a key and a value. Raises: RefusalError (400)."""
    for each in call.member("properties", list, body) or ():
        if not isinstance(each, dict) or not set(each) <= {"key", "value"}:
            call.refuse_payload()
        call.member("key", str, each)


def add_comment(call: Call, issue: Row, body: Mapping[str, Any]) -> Row:
    """Add a comment to an issue. Raises: RefusalError (400), also for who may not."""
    if not may_write(call, call.database.project_of(issue)):
        raise RefusalError(400, f"{call.user['name']}, you do not have the permission to comment on this issue.")
    _check_properties(call, body)
    text = parse_comment(call, body.get("body"))
    row = {
        "issue": issue["id"],
        "author": call.me,
        "update_author": call.me,
        "body": text,
        "created": call.now_ms,
        "updated": call.now_ms,
        "visibility": read_visibility(call, issue, body),
    }
    call.database.comments.insert(row)
    call.database.issues.update(issue["id"], {"updated": call.now_ms})
    return row


def read_visibility(call: Call, issue: Row, body: Mapping[str, Any]) -> Row | None:
    """Return who something is restricted to: a group or a role that the caller has. Raises: RefusalError (400)."""
    given = call.member("visibility", dict, body)
    if not given:
        return None
    kind, name = given.get("type"), given.get("identifier") or given.get("value")
    if kind == "role":
        role = ROLES.get(str(given.get("value"))) or next(
            (each for each in ROLES.values() if str(each[0]) == str(name)), None
        )
        if role is None or find_rank(call.database.project_of(issue), call.user) < role[1]:
            raise invalid("commentLevel", f"Role with name '{name}' does not exist or you are not in it.")
        value = next(word for word, each in ROLES.items() if each is role)
        return {"type": "role", "value": value, "identifier": value}
    if kind == "group":
        group = next((each for each in call.database.groups.values() if name in {each["id"], each["name"]}), None)
        if group is None or call.me not in group["member_ids"]:
            raise invalid("commentLevel", f"Group: {name} does not exist.")
        return {"type": "group", "value": group["name"], "identifier": group["id"]}
    raise invalid("visibility", "Visibility type must be 'group' or 'role'.")


def _find(call: Call, issue: Row, id_: str) -> Row:
    row = call.row_of("comments", id_)
    if row is None or row["issue"] != issue["id"]:
        raise not_found(f"Can not find a comment for the id: {id_}.")
    if not sees_restricted(call, call.database.project_of(issue), row["visibility"]):
        raise not_found(f"Can not find a comment for the id: {id_}.")
    return row


def _check_own(call: Call, issue: Row, row: Row, verb: str) -> None:
    project = call.database.project_of(issue)
    is_own = row["author"] == call.me and may_write(call, project)
    if not is_own and find_rank(project, call.user) < ADMINISTRATOR:
        raise RefusalError(400, f"{call.user['name']}, you do not have the permission to {verb} this comment.")
