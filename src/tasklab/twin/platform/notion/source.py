"""Databases and their data sources. Before 2025-09-03 the two were one, under the id of the database.

Source: https://developers.notion.com/reference/database, https://developers.notion.com/reference/data-source and
https://developers.notion.com/docs/upgrade-guide-2025-09-03 (2026-11-27).
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.block import read_trash, show_frame, show_parent
from tasklab.twin.platform.notion.call import Call, path_id
from tasklab.twin.platform.notion.look import look_shape, read_look, show_look
from tasklab.twin.platform.notion.page import only_source
from tasklab.twin.platform.notion.property import (
    add_property,
    change,
    change_property,
    creation,
    demand_title,
    find_property,
    remove_property,
    show_property,
)
from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.rich_text import page_url, plain_text, read_rich_text, rich_text
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import Check, choice, demand, fields, flag, identity, kind_of, literal, read_id
from tasklab.twin.platform.notion.version import DATA_SOURCES, DATABASES, IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_WORDS: dict[str, Check] = {"title": rich_text, "description": rich_text, "is_inline": flag}


def show_source(call: Call, row: Row) -> dict[str, Any]:
    """Return a data source; in the first version it is told as its database."""
    container = call.database.databases.get(row["parent_id"]) or {}
    shown = {
        **_show_words(call, container),
        "title": row["title"],
        "properties": {each["name"]: show_property(call, each) for each in row["properties"].values()},
    }
    if call.version < DATA_SOURCES:
        return {**shown, **show_frame(call, container)}
    icon = row["icon"] if row["icon"] is not None else container["icon"]
    frame = {**show_frame(call, row), "icon": show_look(call, icon)}
    return {**shown, **frame, "database_parent": show_parent(call, container)}


def show_database(call: Call, row: Row) -> dict[str, Any]:
    """Return a database and the names of its data sources; in the first version, with its properties."""
    if call.version < DATA_SOURCES:
        return show_source(call, only_source(call, row))
    sources = call.database.data_sources.where("parent", row["id"])
    frame = show_frame(call, row)
    del frame["created_by"], frame["last_edited_by"]
    if call.version < IN_TRASH:
        del frame["archived"]
    named = [{"id": each["id"], "name": plain_text(each["title"])} for each in sources if not each["in_trash"]]
    return {**_show_words(call, row), **frame, "is_locked": row["is_locked"], "data_sources": named}


def _show_words(call: Call, row: Row) -> dict[str, Any]:
    return {
        "title": row["title"],
        "description": row["description"],
        "icon": show_look(call, row["icon"]),
        "cover": show_look(call, row["cover"]),
        "is_inline": row["is_inline"],
        "url": page_url(row["id"]),
        "public_url": None,
    }


def insert_database(call: Call, parent_id: str, title: list[Any], properties: dict[str, Any]) -> tuple[Row, Row]:
    """Make a database in a page, with one data source. Raises: RefusalError."""
    row = call.new("database", "page_id", parent_id)
    row.update(title=title, description=[], icon=None, cover=None, is_inline=False, is_locked=False)
    row["id"] = ""
    source = new_source(call, "", title, properties)
    call.database.databases.insert(row)
    source["parent_id"] = row["id"]
    keep_source(call, source)
    call.database.children[parent_id].append(row["id"])
    return row, source


def new_source(call: Call, parent_id: str, title: list[Any], properties: dict[str, Any]) -> Row:
    """Return a data source that is still to be inserted. Raises: RefusalError."""
    demand_title(properties)
    source = call.new("data_source", "database_id", parent_id)
    source.update(id="", title=title, icon=None, properties={})
    for name, value in sorted(properties.items(), key=lambda pair: "relation" in pair[1]):
        add_property(call, source, name, value)
    return source


def keep_source(call: Call, source: Row) -> None:
    """Keep a new data source; the other sides of its relations learn its id."""
    id_ = call.database.data_sources.insert(source)
    for each in source["properties"].values():
        synced_id = each["config"].get("synced_id")
        if synced_id is not None:
            target = call.database.data_sources.get(each["config"]["source_id"]) or {}
            target["properties"][synced_id]["config"]["source_id"] = id_


@serves("POST", "/v1/databases")
def _create(call: Call) -> Any:
    call.demand("insert")
    properties = creation(call.version)
    optional: dict[str, Check] = {**look_shape(), **_WORDS}
    if call.version == DATABASES:
        kinds: dict[str, Check] = {"page_id": identity, "database_id": identity}
        demand(fields({"parent": choice(kinds), "properties": properties}, optional), call.body)
        schema = call.body["properties"]
    else:
        kinds = {"page_id": identity, "workspace": literal(True)}
        optional["initial_data_source"] = fields({}, {"properties": properties})
        demand(fields({"parent": choice(kinds)}, optional), call.body)
        schema = call.body.get("initial_data_source", {}).get("properties", {"Name": {"title": {}}})
    if kind_of(call.body["parent"], kinds) != "page_id":
        raise invalid("Databases can only be made in pages that are shared with the integration.")
    parent = call.find(call.database.pages, "page", call.body["parent"]["page_id"])
    call.demand_editable(parent)
    changes = _read_words(call)
    row, source = insert_database(call, parent["id"], changes.get("title", []), schema)
    call.touch(row, **changes)
    call.touch(parent)
    return show_database(call, row) if call.version >= DATA_SOURCES else show_source(call, source)


def _read_words(call: Call) -> dict[str, Any]:
    changes = read_look(call, call.body)
    for name in ("title", "description"):
        if name in call.body:
            changes[name] = read_rich_text(call, call.body[name])
    return changes | {name: call.body[name] for name in ("is_inline", "is_locked") if name in call.body}


def find_database(call: Call, id_: str) -> Row:
    """Return the database that a path names. Raises: RefusalError."""
    text = path_id(id_, "database_id")
    row = call.database.find(text)
    if row is not None and row["object"] == "page" and call.can_see(row):
        raise invalid(f"Provided ID {text} is a page, not a database. Use the retrieve page API instead.")
    return call.find(call.database.databases, "database", text)


def find_source(call: Call, id_: str) -> Row:
    """Return the data source that a path names. Raises: RefusalError."""
    return call.find(call.database.data_sources, "data source", path_id(id_, "data_source_id"))


@serves("GET", "/v1/databases/{database_id}")
def _get(call: Call, id_: str) -> Any:
    call.demand("read")
    return show_database(call, find_database(call, id_))


@serves("PATCH", "/v1/databases/{database_id}", until=DATABASES)
def _update_whole(call: Call, id_: str) -> Any:
    call.demand("update")
    optional: dict[str, Check] = {**look_shape(), **_WORDS, "properties": change(call.version)}
    demand(fields({}, {**optional, "in_trash": flag, "archived": flag}), call.body)
    row = find_database(call, id_)
    trash = read_trash(call)
    call.demand_editable(row, is_restored=trash is False)
    source = only_source(call, row)
    changes = _read_words(call)
    _change_properties(call, source, call.body.get("properties", {}))
    call.touch(row, **changes, **({} if trash is None else {"in_trash": trash}))
    call.touch(source, title=changes.get("title", source["title"]))
    return show_source(call, source)


@serves("PATCH", "/v1/databases/{database_id}", since=DATA_SOURCES)
def _update(call: Call, id_: str) -> Any:
    call.demand("update")
    kinds = {"page_id": identity, "workspace": literal(True)}
    beside: dict[str, Check] = {"in_trash": flag, "is_locked": flag, "parent": choice(kinds)}
    demand(fields({}, {**look_shape(), **_WORDS, **beside}), call.body)
    row = find_database(call, id_)
    trash = read_trash(call)
    call.demand_editable(row, is_restored=trash is False)
    changes = _read_words(call)
    if trash is not None:
        changes["in_trash"] = trash
    if "parent" in call.body:
        changes |= _move(call, row)
    call.touch(row, **changes)
    return show_database(call, row)


def _move(call: Call, row: Row) -> dict[str, Any]:
    if "page_id" not in call.body["parent"]:
        raise invalid("Databases can only be in pages that are shared with the integration.")
    parent = call.find(call.database.pages, "page", call.body["parent"]["page_id"])
    above: Row | None = parent
    while above is not None:
        if above["id"] == row["id"]:
            raise invalid("A database cannot be moved into itself.")
        above = call.parent_of(above)
    call.database.children[row["parent_id"]].remove(row["id"])
    call.database.children[parent["id"]].append(row["id"])
    return {"parent_type": "page_id", "parent_id": parent["id"]}


def _change_properties(call: Call, source: Row, given: dict[str, Any]) -> None:
    """Change properties all together or not at all. Raises: RefusalError."""
    before = copy.deepcopy(source["properties"])
    call.database.edits[source["id"]] += 1
    try:
        for name, value in sorted(given.items(), key=lambda pair: "relation" in (pair[1] or {})):
            _change_one(call, source, name, value)
    except Exception:
        source["properties"] = before
        raise
    after = source["properties"]
    lost = {id_ for id_, row in before.items() if id_ not in after or after[id_]["type"] != row["type"]}
    if lost:
        _forget_values(call, source, lost)


def _forget_values(call: Call, source: Row, property_ids: set[str]) -> None:
    """Let rows forget the values of properties that are gone or of another type now."""
    for row in call.database.pages.where("parent", source["id"]):
        kept = {id_: value for id_, value in row["values"].items() if id_ not in property_ids}
        call.database.pages.update(row["id"], {"values": kept})


def _change_one(call: Call, source: Row, name: str, value: dict[str, Any] | None) -> None:
    row = find_property(source, name)
    if row is not None and value is not None:
        change_property(call, source, row, value)
    elif row is not None:
        remove_property(source, row)
    elif value is None or not set(value) - {"name", "description", "type"}:
        raise invalid(f"{name} is not a property that exists.")
    else:
        add_property(call, source, name, value)


@serves("POST", "/v1/data_sources", since=DATA_SOURCES)
def _create_source(call: Call) -> Any:
    call.demand("insert")
    parent = choice({"database_id": identity})
    optional: dict[str, Check] = {"icon": look_shape()["icon"], "title": rich_text}
    demand(fields({"parent": parent, "properties": creation(call.version)}, optional), call.body)
    container = call.find(call.database.databases, "database", call.body["parent"]["database_id"])
    call.demand_editable(container)
    changes = _read_words(call)
    source = new_source(call, container["id"], changes.get("title", []), call.body["properties"])
    source["icon"] = changes.get("icon")
    keep_source(call, source)
    return show_source(call, source)


@serves("GET", "/v1/data_sources/{data_source_id}", since=DATA_SOURCES)
def _get_source(call: Call, id_: str) -> Any:
    call.demand("read")
    return show_source(call, find_source(call, id_))


@serves("PATCH", "/v1/data_sources/{data_source_id}", since=DATA_SOURCES)
def _update_source(call: Call, id_: str) -> Any:
    call.demand("update")
    optional: dict[str, Check] = {
        "icon": look_shape()["icon"],
        "title": rich_text,
        "in_trash": flag,
        "properties": change(call.version),
        "parent": choice({"database_id": identity}),
    }
    if call.version < IN_TRASH:
        optional["archived"] = flag
    demand(fields({}, optional), call.body)
    source = find_source(call, id_)
    trash = read_trash(call)
    call.demand_editable(source, is_restored=trash is False)
    changes = _read_words(call)
    if "parent" in call.body:
        wanted = read_id(call.body["parent"]["database_id"])
        changes["parent_id"] = call.find(call.database.databases, "database", wanted)["id"]
    if trash is not None:
        changes["in_trash"] = trash
    _change_properties(call, source, call.body.get("properties", {}))
    call.touch(source, **changes)
    return show_source(call, source)
