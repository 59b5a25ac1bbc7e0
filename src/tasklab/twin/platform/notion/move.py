"""Moving a page: into another page, or into a data source, whose properties it has from then on.

Source: https://developers.notion.com/reference/move-page (2026-11-27). The vendor's description of 2025-12-24 has it
for 2025-09-03, the types of its client for 2026-03-11, and an example on the page is of 2022-06-28. What becomes of
values is not told: docs/platforms/notion.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.page import (
    fill_statuses,
    find_page,
    only_source,
    show_page,
    source_of,
    take_number,
)
from tasklab.twin.platform.notion.property import OPTION_KINDS, new_option
from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.relation import sync_relations
from tasklab.twin.platform.notion.rich_text import title_of
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import choice, demand, fields, identity, kind_of, read_id
from tasklab.twin.platform.notion.value import KINDS, value_of

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call
    from tasklab.twin.store import Row

_PARENTS = {"page_id": identity, "data_source_id": identity}


@serves("POST", "/v1/pages/{page_id}/move")
def _move(call: Call, id_: str) -> Any:
    call.demand("update")
    demand(fields({"parent": choice(_PARENTS)}), call.body)
    row = find_page(call, id_)
    call.demand_editable(row)
    kind, parent = _read_parent(call)
    call.demand_editable(parent)
    _demand_outside(call, row, parent)
    if parent["id"] == row["parent_id"]:
        call.touch(row)
        return show_page(call, row)
    source, before = source_of(call, row), row["values"]
    values = _carry(call, row, source, parent) if kind == "data_source_id" else {"title": title_of(row)}
    _leave(call, row)
    call.touch(row, parent_type=kind, parent_id=parent["id"], values=values)
    _enter(call, row, kind, parent)
    sync_relations(call, source, row, before)
    if kind == "data_source_id":
        sync_relations(call, parent, row, {})
    return show_page(call, row)


def _read_parent(call: Call) -> tuple[str, Row]:
    """Return a page or a data source; the id of a database with a single one may stand in for a page's."""
    given, database = call.body["parent"], call.database
    kind = kind_of(given, _PARENTS) or "page_id"
    if kind == "data_source_id":
        return kind, call.find(database.data_sources, "data source", given[kind])
    container = database.databases.get(read_id(given[kind]) or "")
    if container is not None and call.can_see(container):
        return "data_source_id", only_source(call, container)
    return kind, call.find(database.pages, "page", given[kind])


def _demand_outside(call: Call, row: Row, parent: Row) -> None:
    above: Row | None = parent
    while above is not None:
        if above["id"] == row["id"]:
            raise invalid("A page cannot be moved into itself.")
        above = call.parent_of(above)


def _leave(call: Call, row: Row) -> None:
    siblings = call.database.children[row["parent_id"]]
    if row["id"] in siblings:
        siblings.remove(row["id"])
    call.database.edits[row["parent_id"]] += 1


def _enter(call: Call, row: Row, kind: str, parent: Row) -> None:
    if kind == "page_id":
        call.database.children[parent["id"]].append(row["id"])
        return
    take_number(call, row)
    fill_statuses(parent, row)


def _carry(call: Call, row: Row, source: Row, target: Row) -> dict[str, Any]:
    """Return what a page keeps among other properties: those of the same name and type."""
    kept = {}
    known = {(each["name"], each["type"]): each for each in target["properties"].values()}
    for each in source["properties"].values():
        other = known.get((each["name"], each["type"]))
        if other is None or each["type"] not in KINDS or not _is_same_relation(each, other):
            continue
        value = value_of(row, each)
        if each["type"] in OPTION_KINDS and value:
            value = _carry_options(call, each, other, value)
        if value != KINDS[each["type"]].blank:
            kept[other["id"]] = value
    return {**kept, "title": title_of(row)}


def _is_same_relation(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two properties lead to the same data source, or nowhere."""
    return bool(one["config"].get("source_id") == other["config"].get("source_id"))


def _carry_options(call: Call, one: dict[str, Any], other: dict[str, Any], value: Any) -> Any:
    names = {each["id"]: each for each in one["config"]["options"]}
    wanted = [names[id_] for id_ in (value if one["type"] == "multi_select" else [value]) if id_ in names]
    found = [id_ for each in wanted if (id_ := _find_option(call, other, each)) is not None]
    return found if one["type"] == "multi_select" else next(iter(found), None)


def _find_option(call: Call, row: dict[str, Any], option: dict[str, Any]) -> str | None:
    """Return an option by the name of another one; what is not there comes into being, but in a status."""
    for each in row["config"]["options"]:
        if each["name"] == option["name"]:
            return str(each["id"])
    if row["type"] == "status":
        return None
    made = new_option(call, option["name"], option["color"], option["description"])
    row["config"]["options"].append(made)
    return str(made["id"])
