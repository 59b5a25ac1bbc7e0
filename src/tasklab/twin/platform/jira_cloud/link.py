"""Links between issues, and from issues to elsewhere.

Source: the groups Issue links and Issue remote links of the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import find_issue, lookup_issue, may_write
from tasklab.twin.platform.jira_cloud.call import NOTHING, Answer
from tasklab.twin.platform.jira_cloud.comment import add_comment
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.history import note_single
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.refusal import NO_ISSUE, RefusalError, forbidden, not_found
from tasklab.twin.platform.jira_cloud.show import show_link_type, show_near_issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

_REMOTE = "/issue/{issueIdOrKey}/remotelink"


@operation("GET /issueLinkType")
def list_link_types(call: Call) -> Answer:
    """List the types of links."""
    return Answer({"issueLinkTypes": [show_link_type(call, row) for row in call.database.link_types]})


@operation("GET /issueLinkType/{issueLinkTypeId}")
def get_link_type(call: Call, issueLinkTypeId: str) -> Answer:  # noqa: N803 - the path's word
    """Return one type."""
    row = call.row_of("link_types", issueLinkTypeId)
    if row is None:
        raise not_found(f"No issue link type with id '{issueLinkTypeId}' found.")
    return Answer(show_link_type(call, row))


@operation("POST /issueLink")
def create_link(call: Call) -> Answer:
    """Link two issues. The answer has no body."""
    add_link(call, call.body)
    return Answer(status=201)


@operation("GET /issueLink/{linkId}")
def get_link(call: Call, linkId: str) -> Answer:  # noqa: N803
    """Return one link."""
    row = _find(call, linkId)
    database = call.database
    return Answer(
        {
            "id": str(row["id"]),
            "self": call.url(f"issueLink/{row['id']}"),
            "type": show_link_type(call, database.must(database.link_types, row["type"])),
            "inwardIssue": show_near_issue(call, database.must(database.issues, row["inward"])),
            "outwardIssue": show_near_issue(call, database.must(database.issues, row["outward"])),
        }
    )


@operation("DELETE /issueLink/{linkId}")
def delete_link(call: Call, linkId: str) -> Answer:  # noqa: N803
    """Remove one link."""
    row = _find(call, linkId)
    database = call.database
    inward, outward = (database.must(database.issues, row[side]) for side in ("inward", "outward"))
    if not may_write(call, database.project_of(inward)):
        raise not_found(f"No Link Issue Permission for issue '{inward['key']}'")
    database.links.remove(row["id"])
    type_ = database.must(database.link_types, row["type"])
    for issue, other, word in ((inward, outward, type_["outward"]), (outward, inward, type_["inward"])):
        note_single(call, issue, "issuelinks", (other["key"], _say(word, other)), (None, None))
        database.issues.update(issue["id"], {"updated": call.now_ms})
    return NOTHING


def add_link(call: Call, body: Mapping[str, Any]) -> None:
    """Link two issues; a link that is there already stays as it is. Raises: RefusalError."""
    database = call.database
    type_ = _read_type(call, body)
    inward, outward = (_read_issue(call, body, side) for side in ("inwardIssue", "outwardIssue"))
    if not may_write(call, database.project_of(inward)):
        raise not_found(f"No Link Issue Permission for issue '{inward['key']}'")
    if inward is outward:
        raise RefusalError(400, "You cannot link an issue to itself.")
    there = database.links.where("inward", inward["id"])
    if not any(row["outward"] == outward["id"] and row["type"] == type_["id"] for row in there):
        database.links.insert({"inward": inward["id"], "outward": outward["id"], "type": type_["id"]})
        for issue, other, word in ((inward, outward, type_["outward"]), (outward, inward, type_["inward"])):
            note_single(call, issue, "issuelinks", (None, None), (other["key"], _say(word, other)))
            database.issues.update(issue["id"], {"updated": call.now_ms})
    comment = call.member("comment", dict, body)
    if comment:
        add_comment(call, inward, comment)


def _say(word: str, other: Row) -> str:
    return f"This issue {word} {other['key']}"


def _read_type(call: Call, body: Mapping[str, Any]) -> Row:
    given = call.member("type", dict, body) or {}
    for row in call.database.link_types:
        if row["id"] == as_id(given.get("id")) or (given.get("id") is None and row["name"] == given.get("name")):
            return row
    if given.get("id") is not None:
        raise not_found(f"No issue link type with id '{given['id']}' found.")
    raise not_found(f"No issue link type with name '{given.get('name')}' found.")


def _read_issue(call: Call, body: Mapping[str, Any], side: str) -> Row:
    given = call.member(side, dict, body) or {}
    issue = lookup_issue(call, given.get("id") if given.get("id") is not None else given.get("key"))
    if issue is None:
        raise not_found(NO_ISSUE)
    return issue


def _find(call: Call, link_id: str) -> Row:
    row = call.row_of("links", link_id)
    if row is None:
        raise not_found(f"No issue link with id '{link_id}' exists.")
    for side in ("inward", "outward"):
        if lookup_issue(call, row[side]) is None:
            raise not_found(f"No issue link with id '{link_id}' exists.")
    return row


@operation(f"GET {_REMOTE}")
def list_remote_links(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """List links to elsewhere; the one with a global id where that is given."""
    issue = find_issue(call, issueIdOrKey)
    rows = call.database.remote_links.where("issue", issue["id"])
    global_id = call.text("globalId")
    if global_id is None:
        return Answer([_show_remote(call, issue, row) for row in rows])
    found = next((row for row in rows if row["global_id"] == global_id), None)
    if found is None:
        raise not_found("No remote issue link found for the given global ID.")
    return Answer(_show_remote(call, issue, found))


@operation(f"POST {_REMOTE}")
def create_remote_link(call: Call, issueIdOrKey: str) -> Answer:  # noqa: N803
    """Link to elsewhere; what has the same global id is replaced."""
    issue = find_issue(call, issueIdOrKey)
    _check_remote(call, issue)
    body = call.body
    object_ = call.member("object", dict) or {}
    errors = {
        name: f"'{name}' is required."
        for name in ("title", "url")
        if not isinstance(object_.get(name), str) or not object_[name].strip()
    }
    if errors:
        raise RefusalError(400, errors=errors)
    row = {
        "issue": issue["id"],
        "global_id": call.member("globalId", str),
        "body": {k: v for k, v in body.items() if k != "globalId"},
    }
    for old in call.database.remote_links.where("issue", issue["id"]):
        if row["global_id"] is not None and old["global_id"] == row["global_id"]:
            call.database.remote_links.update(old["id"], row)
            return Answer(_name_remote(call, issue, old))
    call.database.remote_links.insert(row)
    return Answer(_name_remote(call, issue, row), 201)


@operation(f"DELETE {_REMOTE}/{{linkId}}")
def delete_remote_link(call: Call, issueIdOrKey: str, linkId: str) -> Answer:  # noqa: N803
    """Remove a link to elsewhere."""
    issue = find_issue(call, issueIdOrKey)
    _check_remote(call, issue)
    row = call.row_of("remote_links", linkId)
    if row is None or row["issue"] != issue["id"]:
        raise not_found(f"The remote link with id '{linkId}' does not exist.")
    call.database.remote_links.remove(row["id"])
    return NOTHING


def _check_remote(call: Call, issue: Row) -> None:
    if not may_write(call, call.database.project_of(issue)):
        raise forbidden("You do not have permission to create links on this issue.")


def _name_remote(call: Call, issue: Row, row: Row) -> dict[str, Any]:
    return {"id": row["id"], "self": call.url(f"issue/{issue['key']}/remotelink/{row['id']}")}


def _show_remote(call: Call, issue: Row, row: Row) -> dict[str, Any]:
    shown = {**_name_remote(call, issue, row), **row["body"]}
    return shown if row["global_id"] is None else {**shown, "globalId": row["global_id"]}
