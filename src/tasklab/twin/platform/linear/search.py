"""Searching issues by words. Linear's own search is by meaning too; the twin's finds what holds every word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.access import sees_issue
from tasklab.twin.platform.linear.entity import find_team
from tasklab.twin.platform.linear.filter import matcher
from tasklab.twin.platform.linear.issue import list_issues
from tasklab.twin.platform.linear.page import check_page, cut, is_shown
from tasklab.twin.platform.linear.refusal import rate_limited
from tasklab.twin.platform.linear.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.filter import RowTest
    from tasklab.twin.store import Row

_ENDPOINT = "searchIssues"


@resolves("Query.searchIssues")
def _search(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    _count(call)
    stamp = check_page(args)
    team = find_team(call, args["teamId"]) if args.get("teamId") is not None else None
    accept = matcher(call, "Issue", args.get("filter"))
    finds = _finder(call, args["term"], with_comments=bool(args.get("includeComments")))
    rows = [
        row
        for row in (call.database.issues if team is None else call.database.issues.where("team", team["id"]))
        if is_shown(row, args) and sees_issue(call, row) and (accept is None or accept(row)) and finds(row)
    ]
    rows.sort(key=lambda row: (row[stamp], row["seq"]), reverse=True)
    if args.get("orderBy") is None:
        words = args["term"].lower().split()
        rows.sort(key=lambda row: -sum(word in row["title"].lower() for word in words))
    archive: dict[str, Any] = {"archive": "", "databaseVersion": 1.0, "totalCount": 0.0}
    archive["includesDependencies"] = [] if call.is_newer else False
    return {**cut(args, rows), "totalCount": float(len(rows)), "archivePayload": archive}


@resolves("IssueSearchResult.metadata")
def _metadata(_: Call, __: Row, ___: Mapping[str, Any]) -> Any:
    return {}


@resolves("Query.issueSearch")
def _old_search(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    accept = matcher(call, "Issue", args.get("filter"))
    if not args.get("query"):
        return list_issues(call, args, accept)
    finds = _finder(call, args["query"], with_comments=False)
    return list_issues(call, args, lambda row: finds(row) and (accept is None or accept(row)))


def _finder(call: Call, term: str, *, with_comments: bool) -> RowTest:
    words = term.lower().split()

    def finds(row: Row) -> bool:
        text = f"{row['title']}\n{row['description'] or ''}".lower()
        if with_comments:
            text += "\n".join(each["body"] for each in call.database.comments.where("issue", row["id"])).lower()
        missing = [word for word in words if word not in text]
        return not missing or missing == [call.database.identifier(row).lower()]

    return finds


def _count(call: Call) -> None:
    """Count a search. Raises: HttpRefusalError where there were too many."""
    bucket = call.budgets.buckets.get(_ENDPOINT)
    if bucket is None or bucket.take(1):
        return
    headers = {**call.budgets.headers(), **bucket.headers("endpoint-requests"), "x-ratelimit-endpoint-name": _ENDPOINT}
    message = f"Rate limit exceeded. Only {bucket.limit} requests are allowed per 1 minute."
    raise rate_limited(message, headers)


@resolves("Query.rateLimitStatus")
def _status(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    limits = [
        {
            "type": name,
            "requestedAmount": 0.0,
            "allowedAmount": float(bucket.limit),
            "period": bucket.period_s * 1000,
            "remainingAmount": float(int(bucket.left)),
            "reset": float(bucket.reset_ms),
        }
        for name, bucket in call.budgets.buckets.items()
    ]
    return {"identifier": call.user_id, "kind": "user", "limits": limits}
