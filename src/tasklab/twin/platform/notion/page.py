"""Pages: rows of a data source with typed properties, or pages inside of pages with a title alone.

Source: https://developers.notion.com/reference/page, https://developers.notion.com/reference/patch-page (2026-11-27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tasklab.twin.platform.notion import block_kind
from tasklab.twin.platform.notion.block import check_count, insert_blocks, read_blocks, read_trash, show_frame
from tasklab.twin.platform.notion.call import Call, path_id
from tasklab.twin.platform.notion.look import look_shape, read_look, show_look
from tasklab.twin.platform.notion.paging import cut
from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.relation import sync_relations
from tasklab.twin.platform.notion.rich_text import page_url, plain_text, title_of
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import Check, choice, demand, fields, flag, identity, kind_of, literal
from tasklab.twin.platform.notion.value import check_values, read_values, show_value, show_values
from tasklab.twin.platform.notion.version import DATA_SOURCES, DATABASES, IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_LISTED = ("title", "rich_text", "people", "relation")
_LOOSE: dict[str, Any] = {
    "properties": {"title": {"id": "title", "name": "title", "type": "title", "description": None, "config": {}}}
}
"""The schema of a page that is no row."""
_NO_WORKSPACE = (
    "Internal integrations aren't owned by a single user, so creating workspace-level private pages is not supported."
)


def _parents(version: int) -> dict[str, Check]:
    kinds: dict[str, Check] = {"page_id": identity, "database_id": identity, "workspace": literal(True)}
    return kinds if version < DATA_SOURCES else {**kinds, "data_source_id": identity}


def source_of(call: Call, page: Row) -> Row:
    """Return the data source that a page is a row of, or the schema of pages that are no rows."""
    row = call.database.data_sources.get(page["parent_id"]) if page["parent_type"] == "data_source_id" else None
    return _LOOSE if row is None else row


def show_page(call: Call, row: Row, wanted: list[str] | None = None) -> dict[str, Any]:
    """Return a page with its properties; those wanted, or all."""
    shown = {
        **show_frame(call, row),
        "icon": show_look(call, row["icon"]),
        "cover": show_look(call, row["cover"]),
        "properties": show_values(call, row, source_of(call, row), wanted or []),
        "url": page_url(row["id"], plain_text(title_of(row))),
        "public_url": None,
    }
    if call.version >= DATA_SOURCES:
        shown["is_locked"] = row["is_locked"]
    if call.version >= IN_TRASH:
        shown["is_archived"] = row["is_archived"]
    return shown


def read_wanted(call: Call) -> list[str]:
    """Return the ids of properties that a query asks for."""
    return [value for name, value in call.query if name in ("filter_properties", "filter_properties[]")]


@serves("POST", "/v1/pages")
def _create(call: Call) -> Any:
    call.demand("insert")
    optional: dict[str, Check] = {**look_shape(), "properties": check_values}
    for name in ("children", "content"):
        optional[name] = block_kind.creation(call.version)
    demand(fields({"parent": choice(_parents(call.version))}, optional), call.body)
    blocks = call.body.get("children", call.body.get("content", []))
    check_count(blocks)
    parent_type, parent = _read_parent(call)
    call.demand_editable(parent)
    row = call.new("page", parent_type, parent["id"])
    source = source_of(call, row)
    values, after = read_values(call, source, call.body.get("properties", {}))
    row.update(icon=None, cover=None, values=values, is_locked=False, is_archived=False, number=None)
    fill_statuses(source, row)
    row.update(read_look(call, call.body))
    content = read_blocks(call, blocks)
    insert_page(call, row)
    for each in after:
        each()
    sync_relations(call, source, row, {})
    insert_blocks(call, "page_id", row["id"], content)
    return show_page(call, row)


def _read_parent(call: Call) -> tuple[str, Row]:
    given, database = call.body["parent"], call.database
    kind = kind_of(given, _parents(call.version))
    if kind == "workspace":
        raise invalid(_NO_WORKSPACE)
    if kind == "page_id":
        return kind, call.find(database.pages, "page", given[kind])
    if kind == "data_source_id":
        return kind, call.find(database.data_sources, "data source", given[kind])
    container = call.find(database.databases, "database", given["database_id"])
    return "data_source_id", only_source(call, container)


def only_source(call: Call, container: Row) -> Row:
    """Return the data source of a database that has one. Raises: RefusalError where it has several."""
    every = call.database.data_sources.where("parent", container["id"])
    rows = [row for row in every if not row["in_trash"]] or every
    if len(rows) != 1:
        hint = "" if call.version > DATABASES else " Use a newer Notion-Version."
        raise invalid(f"Databases with multiple data sources are not supported here.{hint}")
    return rows[0]


def fill_statuses(source: Row, row: Row) -> None:
    """Give a row without a status the one that new rows have."""
    for each in source["properties"].values():
        if each["type"] == "status" and each["id"] not in row["values"] and each["config"]["options"]:
            row["values"][each["id"]] = each["config"]["options"][0]["id"]


def insert_page(call: Call, row: Row) -> None:
    """Keep a new page, with a number where its data source gives numbers."""
    database, parent_id = call.database, row["parent_id"]
    if row["parent_type"] == "data_source_id":
        take_number(call, row)
    database.pages.insert(row)
    if row["parent_type"] != "data_source_id":
        database.children[parent_id].append(row["id"])
    database.edits[parent_id] += 1


def take_number(call: Call, row: Row) -> None:
    """Give a row the next number of its data source."""
    call.database.numbers[row["parent_id"]] += 1
    row["number"] = call.database.numbers[row["parent_id"]]


def find_page(call: Call, id_: str) -> Row:
    """Return the page that a path names. Raises: RefusalError."""
    text = path_id(id_, "page_id")
    row = call.database.find(text)
    if row is not None and row["object"] != "page" and call.can_see(row):
        hint = " Use the retrieve database API instead." if row["object"] == "database" else ""
        raise invalid(f"Provided ID {text} is a {row['object']}, not a page.{hint}")
    return call.find(call.database.pages, "page", text)


@serves("GET", "/v1/pages/{page_id}")
def _get(call: Call, id_: str) -> Any:
    call.demand("read")
    row = find_page(call, id_)
    wanted = read_wanted(call)
    source = source_of(call, row)
    for each in wanted:
        if each not in source["properties"] and unquote(each) not in source["properties"]:
            raise invalid(f"{each} is not a property that exists.")
    return show_page(call, row, wanted)


@serves("PATCH", "/v1/pages/{page_id}")
def _update(call: Call, id_: str) -> Any:
    call.demand("update")
    optional: dict[str, Check] = {**look_shape(), "properties": check_values, "in_trash": flag}
    if call.version < IN_TRASH:
        optional["archived"] = flag
    if call.version >= DATA_SOURCES:
        optional["is_locked"] = flag
    if call.version >= IN_TRASH:
        optional |= {"is_archived": flag, "erase_content": flag}
    demand(fields({}, optional), call.body)
    row = find_page(call, id_)
    trash = read_trash(call)
    call.demand_editable(row, is_restored=trash is False)
    source = source_of(call, row)
    values, after = read_values(call, source, call.body.get("properties", {}))
    changes = read_look(call, call.body)
    changes |= {name: call.body[name] for name in ("is_locked", "is_archived") if name in call.body}
    if trash is not None:
        changes["in_trash"] = trash
    for each in after:
        each()
    before = row["values"]
    call.touch(row, **changes, values={**before, **values})
    sync_relations(call, source, row, before)
    if call.body.get("erase_content"):
        for child in call.database.children[row["id"]]:
            call.touch(call.database.find(child) or {}, in_trash=True)
    return show_page(call, row)


@serves("GET", "/v1/pages/{page_id}/properties/{property_id}")
def _property(call: Call, page_id: str, property_id: str) -> Any:
    call.demand("read")
    row = find_page(call, page_id)
    each = source_of(call, row)["properties"].get(property_id)
    if each is None:
        raise invalid(f"{property_id} is not a property that exists.")
    kind, shown = each["type"], {"object": "property_item", "id": property_id}
    value = show_value(call, row, each, is_whole=True)
    if kind not in _LISTED:
        return {**shown, "type": kind, kind: value}
    places = [str(place) for place in range(len(value))]
    ids = _item_ids(row["id"], len(value))
    items = dict(zip(ids, places, strict=True))
    answer = cut(call, ids, "property_item", lambda id_: {**shown, "type": kind, kind: value[int(items[id_])]})
    answer["property_item"] = {
        "id": property_id,
        "next_url": _next_url(call, row, each, answer),
        "type": kind,
        kind: {},
    }
    return answer


def _item_ids(page_id: str, count: int) -> list[str]:
    """Return cursors of the items of a property: the id of the page, with the place in its last digits."""
    return [f"{page_id[:24]}{(int(page_id[24:], 16) + place) % 16**12:012x}" for place in range(count)]


def _next_url(call: Call, row: Row, each: dict[str, Any], answer: dict[str, Any]) -> str | None:
    if answer["next_cursor"] is None:
        return None
    path = f"/v1/pages/{row['id']}/properties/{each['id']}"
    return f"{call.address}{path}?start_cursor={answer['next_cursor']}"
