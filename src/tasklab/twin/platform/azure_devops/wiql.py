"""Queries: ids of the work items that one means. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/wiql/query-by-wiql."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.call import Answer, Call
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import bad_property, query_broken
from tasklab.twin.platform.azure_devops.show import item_url
from tasklab.twin.platform.azure_devops.team import find_team
from tasklab.twin.platform.azure_devops.wiql_field import find_field
from tasklab.twin.platform.azure_devops.wiql_parse import Group, Macro, Query, Test, parse
from tasklab.twin.platform.azure_devops.wiql_run import Runner

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.field import Field
    from tasklab.twin.platform.azure_devops.wiql_field import Fields
    from tasklab.twin.platform.azure_devops.wiql_parse import Node
    from tasklab.twin.store import Row

MOST = 20_000
"""How many work items a query may mean. Source: https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits."""


@operation("POST wit/wiql")
def run_query(call: Call) -> Answer:
    """Run a query that the body has as text."""
    if call.team is not None:
        find_team(call, call.own_project, call.team)
    text = call.text("query")
    if not text:
        raise bad_property("Value cannot be null.\r\nParameter name: wiql")
    top = call.number("$top", MOST + 1, MOST, 1)
    query = parse(text)
    columns = [find_field(each) for each in query.columns]
    runner = Runner(call, has_times=call.flag("timePrecision"))
    found = _find(call, query, runner)
    if len(found) > MOST and top > MOST:
        message = (
            f"VS402337: The number of work items returned exceeds the size limit of {MOST}. "
            "Change the query to return fewer items."
        )
        raise query_broken(message)
    return Answer(_show(call, query, columns, found[:top], runner))


def _show(call: Call, query: Query, columns: list[Field], found: list[Row], runner: Runner) -> dict[str, Any]:
    at_s = call.now_s if query.as_of is None else runner.find_instant(query.as_of, "ASOF")
    body: dict[str, Any] = {
        "queryType": "flat",
        "queryResultType": "workItem",
        "asOf": moment.render(at_s),
        "columns": [_show_field(call, each) for each in columns],
    }
    if query.order:
        body["sortColumns"] = [
            {"field": _show_field(call, find_field(name)), "descending": is_down} for name, is_down in query.order
        ]
    return {**body, "workItems": [{"id": each["id"], "url": item_url(call, each["id"])} for each in found]}


def _show_field(call: Call, field: Field) -> dict[str, str]:
    url = f"{call.address}/_apis/wit/fields/{field.reference}"
    return {"referenceName": field.reference, "name": field.name, "url": url}


def _find(call: Call, query: Query, runner: Runner) -> list[Row]:
    tests = [runner.compile(each) for each in _parts(query)]
    rows = _candidates(call, query)
    at_s = None if query.as_of is None else runner.find_instant(query.as_of, "ASOF")
    pairs = [(row, fields) for row in rows if (fields := _fields_at(row, at_s)) is not None]
    for holds in tests:
        pairs = [pair for pair in pairs if holds(*pair)]
    pairs.sort(key=lambda pair: pair[0]["id"])
    for name, is_down in reversed(query.order):
        read = runner.reader.sorter_of(find_field(name))
        keyed = [(read(*pair), pair) for pair in pairs]
        empty = [pair for key, pair in keyed if key is None]
        full = sorted((each for each in keyed if each[0] is not None), key=itemgetter(0), reverse=is_down)
        pairs = [*(pair for _, pair in full), *empty] if is_down else [*empty, *(pair for _, pair in full)]
    return [item for item, _ in pairs]


def _parts(query: Query) -> tuple[Node, ...]:
    """Return the conditions all of which hold."""
    where = query.where
    if where is None:
        return ()
    return where.parts if isinstance(where, Group) and where.kind == "and" else (where,)


def _candidates(call: Call, query: Query) -> list[Row]:
    """Return the work items to look through: those of one project where the query demands it."""
    seen = [each for each in call.database.projects if call.may_see(each)]
    for each in _parts(query):
        name = _name_project(call, each)
        if name is not None:
            seen = [row for row in seen if row["name"].lower() == name]
    found = [item for row in seen for item in call.database.items.where("project_id", row["id"])]
    return [item for item in found if item["deleted_at"] is None]


def _name_project(call: Call, node: Node) -> str | None:
    """Return the name of the only project that a condition lets through, in lower case."""
    if not isinstance(node, Test) or node.operator != "=" or find_field(node.field).reference != "System.TeamProject":
        return None
    (value,) = node.values
    if isinstance(value, Macro) and value.name == "@project":
        return str(call.own_project["name"]).lower()
    return value.lower() if isinstance(value, str) else None


def _fields_at(item: Row, at_s: float | None) -> Fields | None:
    if at_s is None:
        return item["fields"]  # type: ignore[no-any-return]  # a row holds anything
    return next((each.fields for each in reversed(item["revisions"]) if each.at_s <= at_s), None)
