"""Queries in JQL, run: which issues are meant, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import may_browse
from tasklab.twin.platform.jira_cloud.jql_field import find_subject
from tasklab.twin.platform.jira_cloud.jql_parse import Both, Clause, Either, Node, Not, Query
from tasklab.twin.platform.jira_cloud.jql_subject import Choice, Test
from tasklab.twin.platform.jira_cloud.refusal import QueryError

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row


def run_query(call: Call, query: Query) -> list[Row]:
    """Return the issues that are meant, the newest first unless ordered otherwise.

    Raises: QueryError that tells all that is wrong.
    """
    errors: list[str] = []
    test = _compile(call, query.where, errors) if query.where else None
    sorts = _compile_order(call, query, errors)
    if errors:
        raise QueryError(*dict.fromkeys(errors))
    projects = {
        row["id"] for row in call.database.live_projects() if may_browse(row, call.user) and row["archived_ms"] is None
    }
    rows = [row for row in _candidates(call, query.where) if row["project"] in projects and (test is None or test(row))]
    rows.reverse()
    for sort, descends in reversed(sorts):
        rows.sort(key=lambda row: _border(sort(row)), reverse=descends)
    return rows


def _border(value: Any) -> tuple[bool, Any]:
    """Put what is empty behind all that is not."""
    return (value is None, 0 if value is None else value)


def _compile(call: Call, node: Node, errors: list[str]) -> Test:
    match node:
        case Both(parts):
            all_of = [_compile(call, each, errors) for each in parts]
            return lambda row: all(test(row) for test in all_of)
        case Either(parts):
            any_of = [_compile(call, each, errors) for each in parts]
            return lambda row: any(test(row) for test in any_of)
        case Not(part):
            inner = _compile(call, part, errors)
            return lambda row: not inner(row)
        case Clause():
            try:
                return find_subject(call, node.field).test(call, node)
            except QueryError as error:
                errors += error.messages
                return lambda _row: False


def _compile_order(call: Call, query: Query, errors: list[str]) -> list[tuple[Any, bool]]:
    sorts = []
    for name, descends in query.order:
        try:
            sort = find_subject(call, name).sort(call)
        except QueryError as error:
            errors += error.messages
            continue
        if sort is None:
            errors.append(f"Not able to sort using field '{name}'.")
        else:
            sorts.append((sort, descends))
    return sorts


def _candidates(call: Call, node: Node | None) -> list[Row]:
    """Return issues among which all that are meant are: those that an index finds, else all; the oldest first."""
    best: list[Row] | None = None
    for clause in _conjuncts(node):
        subject = find_subject(call, clause.field)
        if not isinstance(subject, Choice) or subject.index is None or clause.operator not in {"=", "in"}:
            continue
        values, has_empty = subject.find(call, clause)
        keys = {*values, None} if has_empty else values
        if best is None or sum(call.database.issues.count(subject.index, key) for key in keys) < len(best):
            best = [row for key in keys for row in call.database.issues.where(subject.index, key)]
            if len(keys) > 1:
                best.sort(key=lambda row: row["id"])
    return list(call.database.issues) if best is None else best


def _conjuncts(node: Node | None) -> list[Clause]:
    if isinstance(node, Clause):
        return [node]
    return [each for each in node.parts if isinstance(each, Clause)] if isinstance(node, Both) else []
