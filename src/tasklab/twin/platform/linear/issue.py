"""Issues, read: alone, in lists, by filters."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import sees_issue
from tasklab.twin.platform.linear.comparator import compare
from tasklab.twin.platform.linear.entity import find_issue
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, computed, linked, many, matcher, stored
from tasklab.twin.platform.linear.page import DEFAULT_SIZE, check_page, connect, cut, is_shown, page, read_cursor
from tasklab.twin.platform.linear.people import ORIGIN, users_page
from tasklab.twin.platform.linear.resolver import link, resolves
from tasklab.twin.platform.linear.sort import sort_issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.filter import RowTest
    from tasklab.twin.store import Row

PRIORITIES = ("No priority", "Urgent", "High", "Medium", "Low")
_INDEXES = {
    "assignee": "assignee",
    "creator": "creator",
    "cycle": "cycle",
    "parent": "parent",
    "project": "project",
    "projectMilestone": "milestone",
    "state": "state",
    "team": "team",
}
_FEW = 500
"""How many rows are sorted rather than walked in the order that is kept of all."""


def _id_test(call: Call, wanted: Any) -> RowTest:
    """Compare ids, where identifiers mean the issues that have them."""
    ids = {name: _resolve_ids(call, value) for name, value in wanted.items()}
    test = compare(ids, call.now_s)
    return lambda row: test(row["id"])


def _resolve_ids(call: Call, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolve_ids(call, each) for each in value]
    found = call.database.find_issue(value) if isinstance(value, str) else None
    return found["id"] if found else value


def _relations(index: str, *kinds: str) -> Any:
    def exists(call: Call, row: Row) -> bool:
        return any(each["type"] in kinds for each in call.database.relations.where(index, row["id"]))

    return computed(exists)


def labels_of(call: Call, issue: Row) -> list[Row]:
    """Return the labels of an issue."""
    return _rows(call, "labels", issue["labelIds"])


def _rows(call: Call, table: str, ids: Iterable[str]) -> list[Row]:
    found = (getattr(call.database, table).get(each) for each in ids)
    return [row for row in found if row is not None]


FILTERS["Issue"] = {
    **ENTITY,
    **{
        name: stored(name)
        for name in (
            *("archivedAt", "canceledAt", "completedAt", "description", "estimate", "number", "priority"),
            *("startedAt", "title", "triagedAt"),
        )
    },
    "id": _id_test,
    "dueDate": stored("dueDate", is_day=True),
    "assignee": linked("User", "users", "assigneeId"),
    "creator": linked("User", "users", "creatorId"),
    "cycle": linked("Cycle", "cycles", "cycleId"),
    "parent": linked("Issue", "issues", "parentId"),
    "project": linked("Project", "projects", "projectId"),
    "projectMilestone": linked("ProjectMilestone", "milestones", "projectMilestoneId"),
    "state": linked("WorkflowState", "states", "stateId"),
    "team": linked("Team", "teams", "teamId"),
    "attachments": many("Attachment", lambda call, row: call.database.attachments.where("issue", row["id"])),
    "children": many("Issue", lambda call, row: call.database.issues.where("parent", row["id"])),
    "comments": many("Comment", lambda call, row: call.database.comments.where("issue", row["id"])),
    "labels": many("IssueLabel", labels_of),
    "subscribers": many("User", lambda call, row: _rows(call, "users", row["subscriberIds"])),
    "searchableContent": computed(lambda _, row: f"{row['title']}\n{row['description'] or ''}"),
    "hasBlockingRelations": _relations("issue", "blocks"),
    "hasBlockedByRelations": _relations("related", "blocks"),
    "hasDuplicateRelations": _relations("issue", "duplicate"),
    "hasRelatedRelations": computed(
        lambda call, row: any(
            each["type"] == "related"
            for each in chain(
                call.database.relations.where("issue", row["id"]), call.database.relations.where("related", row["id"])
            )
        )
    ),
}


def issues_page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    """Return a page of those issues that the caller may see."""
    return connect(args, [row for row in rows if sees_issue(call, row)], matcher(call, "Issue", args.get("filter")))


@resolves("Query.issue")
def _issue(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find_issue(call, args["id"])


@resolves("Query.issues")
def _issues(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return list_issues(call, args, matcher(call, "Issue", args.get("filter")))


def list_issues(call: Call, args: Mapping[str, Any], accept: RowTest | None) -> Any:
    """Return a page of all issues that pass a test."""
    if args.get("sort"):
        check_page(args)
        kept = [row for row in call.database.issues if _passes(call, args, row, accept)]
        return cut(args, sort_issues(call, args["sort"], kept))
    few = _narrow(call, args.get("filter") or {})
    if few is not None or args.get("last") is not None or args.get("before") is not None:
        rows = call.database.issues if few is None else few
        return connect(args, [row for row in rows if sees_issue(call, row)], accept)
    return _walk(call, args, accept)


def _passes(call: Call, args: Mapping[str, Any], row: Row, accept: RowTest | None) -> bool:
    return is_shown(row, args) and sees_issue(call, row) and (accept is None or accept(row))


def _walk(call: Call, args: Mapping[str, Any], accept: RowTest | None) -> Any:
    """Return a page by the order that is kept of all issues: it ends where the page is full."""
    stamp = check_page(args)
    size = args.get("first") or DEFAULT_SIZE
    border = None
    if args.get("after") is not None:
        cursor = read_cursor(args["after"], "after")
        known = call.database.issues.get(cursor.id)
        border = (cursor.key, cursor.seq) if known is None else (known[stamp], known["seq"])
    rows: list[Row] = []
    issues = call.database.issues
    for id_ in call.database.timelines[stamp].walk(border):
        row = issues.get(id_)
        if row is not None and _passes(call, args, row, accept):
            rows.append(row)
            if len(rows) > size:
                break
    return page(rows[:size], stamp, has_next=len(rows) > size, has_previous=border is not None)


def _narrow(call: Call, wanted: Mapping[str, Any]) -> list[Row] | None:
    """Return the few rows that a filter by id can let through; None where they are many, or it names none."""
    ids = (wanted.get("id") or {}).get("in") or [(wanted.get("id") or {}).get("eq")]
    if None not in ids:
        found = (call.database.find_issue(each) for each in ids)
        return list({row["id"]: row for row in found if row is not None}.values())
    for name, index in _INDEXES.items():
        id_ = ((wanted.get(name) or {}).get("id") or {}).get("eq")
        if id_ is not None and call.database.issues.count(index, id_) <= _FEW:
            return call.database.issues.where(index, id_)
    return None


@resolves("Issue.children")
def _children(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return issues_page(call, args, call.database.issues.where("parent", row["id"]))


def _register_lists() -> None:
    """Answer the issues of what issues belong to."""
    for field, index, member in (
        *(("User.assignedIssues", "assignee", "assigneeId"), ("Team.issues", "team", "teamId")),
        *(("Project.issues", "project", "projectId"), ("ProjectMilestone.issues", "milestone", "projectMilestoneId")),
        *(("Cycle.issues", "cycle", "cycleId"), ("WorkflowState.issues", "state", "stateId")),
    ):
        resolves(field)(_list_of(index, member))


def _list_of(index: str, member: str) -> Any:
    def resolve(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
        issues = call.database.issues
        is_plain = args.get("last") is None and args.get("before") is None
        if issues.count(index, row["id"]) <= _FEW or not is_plain:
            return issues_page(call, args, issues.where(index, row["id"]))
        passes = matcher(call, "Issue", args.get("filter"))
        return _walk(call, args, lambda each: each[member] == row["id"] and (passes is None or passes(each)))

    return resolve


_register_lists()
for _field, _table, _member in (
    *(("assignee", "users", "assigneeId"), ("creator", "users", "creatorId"), ("cycle", "cycles", "cycleId")),
    *(("project", "projects", "projectId"), ("projectMilestone", "milestones", "projectMilestoneId")),
    *(("state", "states", "stateId"), ("team", "teams", "teamId")),
):
    link(f"Issue.{_field}", _table, _member)


@resolves("IssueLabel.issues")
def _label_issues(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return issues_page(call, args, [each for each in call.database.issues if row["id"] in each["labelIds"]])


@resolves("Issue.parent")
def _parent(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    parent = call.database.issues.get(row["parentId"])
    return parent if parent is not None and sees_issue(call, parent) else None


@resolves("Issue.subscribers")
def _subscribers(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return users_page(call, args, _rows(call, "users", row["subscriberIds"]))


@resolves("Issue.labels")
def _labels(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return connect(args, labels_of(call, row), matcher(call, "IssueLabel", args.get("filter")))


@resolves("Issue.identifier")
def _identifier(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.identifier(row)


@resolves("Issue.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return issue_url(call, row)


def issue_url(call: Call, row: Row) -> str:
    """Return the address of an issue."""
    where = f"{ORIGIN}/{call.database.organization['urlKey']}/issue/{call.database.identifier(row)}"
    return f"{where}/{slug(row['title'])}" if slug(row["title"]) else where


def slug(text: str) -> str:
    """Return text as it stands in addresses."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


@resolves("Issue.branchName")
def _branch(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return f"{call.user['displayName']}/{call.database.identifier(row).lower()}-{slug(row['title'])}".rstrip("-")


@resolves("Issue.priorityLabel", "Project.priorityLabel")
def _priority_label(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return PRIORITIES[int(row["priority"])]


@resolves("Query.issuePriorityValues")
def _priorities(_: Call, __: Any, ___: Mapping[str, Any]) -> Any:
    return [{"priority": number, "label": label} for number, label in enumerate(PRIORITIES)]
