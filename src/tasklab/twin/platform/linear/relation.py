"""Relations between issues: `issue` blocks, duplicates, or relates to `relatedIssue`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import sees_part
from tasklab.twin.platform.linear.entity import find, find_open_issue, new_id, read_created
from tasklab.twin.platform.linear.history import note_relation
from tasklab.twin.platform.linear.issue_write import change_issue
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.refusal import RefusalError, invalid
from tasklab.twin.platform.linear.resolver import link, resolves
from tasklab.twin.platform.linear.sdl import schema_of
from tasklab.twin.platform.linear.state import duplicate_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_LETTERS = {"blocks": ("b", "x"), "duplicate": ("m", "d"), "related": ("r", "r"), "similar": ("s", "s")}
"""How entries of a history name a relation: for the issue that it starts from, and for the other."""

link("IssueRelation.issue", "issues", "issueId")
link("IssueRelation.relatedIssue", "issues", "relatedIssueId")


def _sees(call: Call, row: Row) -> bool:
    return sees_part(call, row) and sees_part(call, {"issueId": row["relatedIssueId"]})


@resolves("Query.issueRelation")
def _relation(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(call, call.database.relations, args["id"], "IssueRelation", _sees)


@resolves("Query.issueRelations")
def _relations(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return connect(args, [row for row in call.database.relations if _sees(call, row)])


@resolves("Issue.relations")
def _from_here(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    rows = call.database.relations.where("issue", row["id"])
    return connect(args, [each for each in rows if _sees(call, each)])


@resolves("Issue.inverseRelations")
def _to_here(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    rows = call.database.relations.where("related", row["id"])
    return connect(args, [each for each in rows if _sees(call, each)])


@resolves("Mutation.issueRelationCreate")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    id_ = new_id(values, database.relations, "IssueRelation")
    issue = find_open_issue(call, values["issueId"])
    other = find_open_issue(call, values["relatedIssueId"])
    made = read_created(call, args, "overrideCreatedAt")
    _check_ends(call, issue, other, values["type"], None)
    row = {"issueId": issue["id"], "relatedIssueId": other["id"], "type": values["type"], **made}
    database.add(database.relations, row, call.now, id_)
    _tell(call, issue, other, values["type"], "a")
    _mark_duplicate(call, issue, values["type"])
    return call.done(issueRelation=row)


def _check_ends(call: Call, issue: Row, other: Row, kind: str, own_id: str | None) -> None:
    if issue["id"] == other["id"]:
        raise RefusalError("Invalid issue relation", "An issue cannot be related to itself.")
    for each in call.database.relations.where("issue", issue["id"]):
        if each["relatedIssueId"] == other["id"] and each["type"] == kind and each["id"] != own_id:
            raise RefusalError("Issue relation exists", "The issues are related in this way already.")


def _tell(call: Call, issue: Row, other: Row, kind: str, change: str) -> None:
    """Write in the history of both issues that a relation was added (`a`) or removed (`r`)."""
    from_here, to_here = _LETTERS[kind]
    note_relation(call, issue["id"], other, change + from_here)
    note_relation(call, other["id"], issue, change + to_here)


def _mark_duplicate(call: Call, issue: Row, kind: str) -> None:
    """Move an issue that was marked as a duplicate to the state for these."""
    state = duplicate_state(call.database, issue["teamId"]) if kind == "duplicate" else None
    if state is not None:
        change_issue(call, issue, {"stateId": state["id"]})


@resolves("Mutation.issueRelationUpdate")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    values, database = args["input"], call.database
    row = find(call, database.relations, args["id"], "IssueRelation", _sees)
    kind = values.get("type") or row["type"]
    if kind not in schema_of(call.version).type_map["IssueRelationType"].values:  # type: ignore[attr-defined]
        raise invalid("type", "isIn", "type must be a valid enum value")
    issue = find_open_issue(call, values.get("issueId") or row["issueId"])
    other = find_open_issue(call, values.get("relatedIssueId") or row["relatedIssueId"])
    _check_ends(call, issue, other, kind, row["id"])
    changes = {"issueId": issue["id"], "relatedIssueId": other["id"], "type": kind}
    database.change(database.relations, row, changes, call.now)
    _mark_duplicate(call, issue, kind)
    return call.done(issueRelation=row)


@resolves("Mutation.issueRelationDelete")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    database = call.database
    row = find(call, database.relations, args["id"], "IssueRelation", _sees)
    issue, other = database.issues.get(row["issueId"]), database.issues.get(row["relatedIssueId"])
    database.drop(database.relations, row)
    if issue is not None and other is not None:
        _tell(call, issue, other, row["type"], "r")
    return call.done(entityId=row["id"])
