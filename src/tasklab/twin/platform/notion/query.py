"""Queries of a data source: filtered, sorted, in pages.

Source: https://developers.notion.com/reference/query-a-data-source and
https://developers.notion.com/reference/post-database-query-sort (2026-11-27). Without sorts the newest come first.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.platform.notion.filter import comparable, compile_filter, filter_shape
from tasklab.twin.platform.notion.moment import as_seconds
from tasklab.twin.platform.notion.page import only_source, read_wanted, show_page
from tasklab.twin.platform.notion.paging import bad_cursor, paging_shape, read_page, render
from tasklab.twin.platform.notion.property import find_property
from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import Check, array, demand, fields, flag, literal, text
from tasklab.twin.platform.notion.source import find_database, find_source
from tasklab.twin.platform.notion.version import DATA_SOURCES, DATABASES, IN_TRASH

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.notion.call import Call
    from tasklab.twin.store import Row

DAY_S = 86400.0
direction = literal("ascending", "descending")


def _sort(value: Any, at: str, faults: list[str]) -> None:
    stamp = {"timestamp": literal("created_time", "last_edited_time")}
    is_stamp = isinstance(value, dict) and "timestamp" in value
    fields({"direction": direction, **(stamp if is_stamp else {"property": text()})})(value, at, faults)


@cache
def _shape(version: int) -> Check:
    beside: dict[str, Check] = {"filter": filter_shape(version), "sorts": array(_sort), "in_trash": flag}
    if version < IN_TRASH:
        beside["archived"] = flag
    if version >= DATA_SOURCES:
        beside["result_type"] = literal("page", "data_source")
    return fields({}, {**beside, **paging_shape(version)})


@serves("POST", "/v1/databases/{database_id}/query", until=DATABASES)
def _query_database(call: Call, id_: str) -> Any:
    call.demand("read")
    return _query(call, lambda: only_source(call, find_database(call, id_)), "page_or_database")


@serves("POST", "/v1/data_sources/{data_source_id}/query", since=DATA_SOURCES)
def _query_source(call: Call, id_: str) -> Any:
    call.demand("read")
    return _query(call, lambda: find_source(call, id_), "page_or_data_source")


def _query(call: Call, find: Callable[[], Row], kind: str) -> Any:
    demand(_shape(call.version), call.body)
    source = find()
    cursor, size = read_page(call)
    ids, places = _list(call, source)
    start = 0
    if cursor is not None:
        start = places.get(cursor, -1)
        if start < 0:
            start = _place_of(call, source, cursor)
    wanted, pages = read_wanted(call), call.database.pages
    return render(ids, start, size, kind, lambda id_: show_page(call, pages.get(id_) or {}, wanted))


def _list(call: Call, source: Row) -> tuple[list[str], dict[str, int]]:
    """Return the ids that a query finds, and where each stands; the last listing serves until something changes."""
    asked = {name: call.body.get(name) for name in ("filter", "sorts", "in_trash", "archived", "result_type")}
    key = (
        msgspec.json.encode(asked),
        call.version,
        call.user_id,
        call.now_s // DAY_S,
        call.database.edits[source["id"]],
    )
    known = call.database.listings.get(source["id"])
    if known is None or known[0] != key:
        ids = [row["id"] for row in _sorted(call, source, _found(call, source))]
        known = (key, ids, {id_: place for place, id_ in enumerate(ids)})
        call.database.listings[source["id"]] = known
    return known[1], known[2]


def _found(call: Call, source: Row) -> list[Row]:
    if call.body.get("result_type") == "data_source":
        return []
    given = call.body.get("filter")
    test = None if given is None else compile_filter(call, source, given)
    is_trash = bool(call.body.get("in_trash", call.body.get("archived", False)))
    rows = call.database.pages.where("parent", source["id"])
    return [row for row in rows if row["in_trash"] == is_trash and (test is None or test(row))]


def _sorted(call: Call, source: Row, rows: list[Row]) -> list[Row]:
    """Return rows in the order that is asked; what is empty stands last."""
    rows.reverse()
    for each in reversed(call.body.get("sorts", [])):
        is_falling = each["direction"] == "descending"
        if "timestamp" in each:
            name = "created_s" if each["timestamp"] == "created_time" else "edited_s"
            rows.sort(key=lambda row, name=name: row[name], reverse=is_falling)  # type: ignore[misc]  # bound at once
            continue
        found = find_property(source, each["property"])
        if found is None:
            raise invalid(f"Could not find sort property with name or id: {each['property']}")
        keyed = [(_key(row, found), row) for row in rows]
        full = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=is_falling)
        rows = [row for _, row in full] + [row for key, row in keyed if key is None]
    return rows


def _key(row: Row, each: dict[str, Any]) -> Any:
    value, kind = comparable(row, each), each["type"]
    if value is None or value in ([], ""):
        return None
    if kind in ("date", "created_time", "last_edited_time"):
        return as_seconds(value["start"], value["time_zone"])
    if kind in ("select", "status", "multi_select"):
        order = {option["id"]: place for place, option in enumerate(each["config"]["options"])}
        return [order.get(id_, len(order)) for id_ in (value if isinstance(value, list) else [value])]
    if kind in ("relation", "people", "files"):
        return len(value)
    return value.casefold() if isinstance(value, str) else value


def _place_of(call: Call, source: Row, cursor: str) -> int:
    """Return where a row would stand that is not found any more. Raises: RefusalError (400) for a stranger."""
    row = call.database.pages.get(cursor)
    if row is None or row["parent_id"] != source["id"]:
        raise bad_cursor(cursor)
    order = _sorted(call, source, list(_with(call, source, cursor)))
    return [each["id"] for each in order].index(cursor)


def _with(call: Call, source: Row, cursor: str) -> list[Row]:
    found = {row["id"] for row in _found(call, source)} | {cursor}
    return [row for row in call.database.pages.where("parent", source["id"]) if row["id"] in found]
