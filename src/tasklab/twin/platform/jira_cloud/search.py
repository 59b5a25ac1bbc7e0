"""Searching for issues: the old search by `startAt` with a total, and the newer one by token without.

Source: the group Issue search of the description, https://developer.atlassian.com/changelog/#CHANGE-2046, and
https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.call import Answer
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.issue import show_expanded
from tasklab.twin.platform.jira_cloud.issue_show import select_fields, show_issue
from tasklab.twin.platform.jira_cloud.jql_parse import parse_jql
from tasklab.twin.platform.jira_cloud.jql_run import run_query
from tasklab.twin.platform.jira_cloud.operation import operation
from tasklab.twin.platform.jira_cloud.page import check_bounds
from tasklab.twin.platform.jira_cloud.refusal import SEARCH_GONE, QueryError, RefusalError, bad_payload

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.store import Row

_DEFAULT, _MOST, _MOST_OF_IDS = 50, 100, 5000
_UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
_BAD_TOKEN = "The provided next page token is invalid or expired."  # noqa: S105 - a message
_NEW_MEMBERS = frozenset(
    {
        "jql",
        "nextPageToken",
        "maxResults",
        "fields",
        "expand",
        "properties",
        "fieldsByKeys",
        "reconcileIssues",
        "failFast",
    }
)
_TOKEN = re.compile(r"(\d{1,10}):(\d{1,18}):([0-9a-f]{16})", re.ASCII)
_MOST_RECONCILED = 50


@operation("GET /search")
def search_by_query(call: Call) -> Answer:
    """Search the old way, by parameters."""
    _check_not_gone(call)
    start, size = call.number("startAt", 0), call.number("maxResults", _DEFAULT)
    validation = call.text("validateQuery") or "strict"
    return _search_old(call, call.text("jql") or "", (start, size), call.each("fields"), call.all("expand"), validation)


@operation("POST /search")
def search_by_body(call: Call) -> Answer:
    """Search the old way, by a body."""
    _check_not_gone(call)
    start, size = call.member("startAt", int), call.member("maxResults", int)
    bounds = (start or 0, _DEFAULT if size is None else size)
    validation = call.body.get("validateQuery", "strict")
    jql = call.member("jql", str) or ""
    return _search_old(call, jql, bounds, _words(call, "fields"), _words(call, "expand"), str(validation).lower())


@operation("GET /search/jql")
def search_newly_by_query(call: Call) -> Answer:
    """Search the new way, by parameters."""
    reconcile = [id_ for each in call.all("reconcileIssues") if (id_ := as_id(each)) is not None]
    size = call.number("maxResults", _DEFAULT)
    return _search_new(
        call, call.text("jql"), call.text("nextPageToken"), size, call.each("fields"), call.all("expand"), reconcile
    )


@operation("POST /search/jql")
def search_newly_by_body(call: Call) -> Answer:
    """Search the new way, by a body, in which no other members may be."""
    if not set(call.body) <= _NEW_MEMBERS:
        raise bad_payload()
    size = call.member("maxResults", int)
    expand = (call.member("expand", str) or "").split(",")
    reconcile = call.member("reconcileIssues", list) or []
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in reconcile):
        raise bad_payload()
    jql, token = call.member("jql", str), call.member("nextPageToken", str)
    return _search_new(call, jql, token, _DEFAULT if size is None else size, _words(call, "fields"), expand, reconcile)


@operation("POST /search/approximate-count")
def count(call: Call) -> Answer:
    """Say about how many issues are meant."""
    return Answer({"count": len(_run_bounded(call, call.member("jql", str), []))})


def _check_not_gone(call: Call) -> None:
    if not call.edition.has_old_search:
        raise RefusalError(410, SEARCH_GONE)


def _words(call: Call, name: str) -> list[str]:
    values = call.member(name, list) or []
    if not all(isinstance(each, str) for each in values):
        raise bad_payload()
    return values


class _OldQueryError(QueryError):
    """How the old search refuses a query: with warnings in the place of errors by field."""

    @property
    def body(self) -> dict[str, Any]:
        return {"errorMessages": list(self.messages), "warningMessages": []}


def _search_old(
    call: Call, jql: str, bounds: tuple[int, int], names: list[str], expand: list[str], validation: str
) -> Answer:
    start, size = check_bounds(*bounds, _DEFAULT, _MOST)
    warnings: list[str] = []
    try:
        rows = run_query(call, parse_jql(jql))
    except QueryError as error:
        if validation not in {"warn", "none", "false"}:
            raise _OldQueryError(*error.messages) from error
        rows, warnings = [], list(error.messages) if validation == "warn" else []
    fields = select_fields(call, names, "*navigable")
    shown: dict[str, Any] = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": size,
        "total": len(rows),
        "issues": [show_expanded(call, row, fields, _per_issue(expand)) for row in rows[start : start + size]],
    }
    if warnings:
        shown["warningMessages"] = warnings
    return Answer({**shown, **_name_fields(fields, expand)})


def _search_new(
    call: Call, jql: str | None, token: str | None, size: int, names: list[str], expand: list[str], reconcile: list[int]
) -> Answer:
    if size < 0 or len(reconcile) > _MOST_RECONCILED:
        raise bad_payload()
    rows = _run_bounded(call, jql, reconcile)
    bind = hashlib.sha256(f"{call.me} {jql}".encode()).hexdigest()[:16]
    start = _find_start(rows, token, bind)
    wanted = [name for each in names for name in each.split(",") if name]
    is_plain = not wanted or set(wanted) <= {"id", "key"}
    size = min(size or _DEFAULT, _MOST_OF_IDS if is_plain else _MOST)
    page, fields = rows[start : start + size], [] if is_plain else select_fields(call, wanted, "*navigable")
    has_more = start + size < len(rows)
    shown: dict[str, Any] = {
        "issues": [_show_new(call, row, fields, wanted, expand) for row in page],
    }
    if not call.edition.has_old_search:
        shown["isLast"] = not has_more
    if has_more:
        shown["nextPageToken"] = _make_token(start + size, page[-1]["id"], bind)
    return Answer({**shown, **_name_fields(fields, expand)})


def _show_new(call: Call, row: Row, fields: list[Field], wanted: list[str], expand: list[str]) -> dict[str, Any]:
    if not wanted or wanted == ["id"]:
        return {"id": str(row["id"])}
    if not fields and set(wanted) <= {"id", "key"}:
        return show_issue(call, row, None)
    return show_expanded(call, row, fields, _per_issue(expand))


def _run_bounded(call: Call, jql: str | None, reconcile: list[int]) -> list[Row]:
    """Return what a query means that restricts something. What is new is found late, unless it is to be reconciled."""
    query = parse_jql(jql or "")
    if query.where is None:
        raise RefusalError(400, _UNBOUNDED)
    rows = run_query(call, query)
    if not call.index_delay_s:
        return rows
    known_ms = call.now_ms - call.index_delay_s * 1000
    return [row for row in rows if row["created"] <= known_ms or row["id"] in reconcile]


def _make_token(start: int, last: int, bind: str) -> str:
    return base64.urlsafe_b64encode(f"{start}:{last}:{bind}".encode()).decode()


def _find_start(rows: list[Row], token: str | None, bind: str) -> int:
    """Return where a page begins: behind the last issue of the page before, wherever that stands by now."""
    if not token:
        return 0
    try:
        text = base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = _TOKEN.fullmatch(text)
    if found is None or found[3] != bind:
        raise RefusalError(400, _BAD_TOKEN)
    last = int(found[2])
    at = next((at for at, row in enumerate(rows) if row["id"] == last), None)
    return min(int(found[1]), len(rows)) if at is None else at + 1


def _per_issue(expand: list[str]) -> list[str]:
    return [each for each in expand if each not in {"names", "schema"}]


def _name_fields(fields: list[Field], expand: list[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if "names" in expand:
        shown["names"] = {each.id: each.name for each in fields}
    if "schema" in expand:
        shown["schema"] = {each.id: each.schema for each in fields if each.schema}
    return shown
