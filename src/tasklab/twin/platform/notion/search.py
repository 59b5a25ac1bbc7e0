"""Search by title in what is shared. Source: https://developers.notion.com/reference/post-search (2026-11-27).

Notion's index is behind by some time; the twin's is not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.page import show_page
from tasklab.twin.platform.notion.paging import cut, paging_shape
from tasklab.twin.platform.notion.query import direction
from tasklab.twin.platform.notion.rich_text import plain_text, title_of
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import Check, demand, fields, flag, literal, text
from tasklab.twin.platform.notion.source import show_source
from tasklab.twin.platform.notion.version import DATA_SOURCES, IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call
    from tasklab.twin.store import Row


@cache
def _shape(version: int) -> Check:
    kind = "data_source" if version >= DATA_SOURCES else "database"
    wanted: dict[str, Check] = {"property": literal("object"), "value": literal("page", kind)}
    last_edited = fields({"direction": direction, "timestamp": literal("last_edited_time")})
    relevance = fields({"property": literal("relevance")})

    def filter_(value: Any, at: str, faults: list[str]) -> None:
        is_trash = version >= IN_TRASH and isinstance(value, dict) and set(value) == {"in_trash"}
        fields({} if is_trash else wanted, {"in_trash": flag} if version >= IN_TRASH else {})(value, at, faults)

    def sort(value: Any, at: str, faults: list[str]) -> None:
        is_relevance = version >= IN_TRASH and isinstance(value, dict) and "property" in value
        (relevance if is_relevance else last_edited)(value, at, faults)

    return fields({}, {"query": text(), "filter": filter_, "sort": sort, **paging_shape(version)})


@serves("POST", "/v1/search")
def _search(call: Call) -> Any:
    call.demand("read")
    demand(_shape(call.version), call.body)
    rows = _found(call)
    ids = [row["id"] for row in rows]
    by_id = {row["id"]: row for row in rows}
    kind = "page_or_data_source" if call.version >= DATA_SOURCES else "page_or_database"
    return cut(call, ids, kind, lambda id_: _show(call, by_id[id_]))


def _found(call: Call) -> list[Row]:
    database, asked = call.database, call.body.get("filter", {})
    sources = database.data_sources if call.version >= DATA_SOURCES else database.databases
    wanted, is_trash = asked.get("value"), asked.get("in_trash", False)
    rows: list[Row] = []
    if wanted != "page":
        rows += sources
    if wanted in (None, "page"):
        rows += database.pages
    words = call.body.get("query", "").casefold().split()
    found = [row for row in rows if row["in_trash"] == is_trash and _matches(row, words) and call.can_see(row)]
    if not is_trash:
        lost: dict[str, bool] = {}
        found = [row for row in found if not _is_lost(call, row, lost)]
    falls = call.body.get("sort", {}).get("direction", "descending") == "descending"
    found.sort(key=lambda row: (row["edited_s"], row["created_s"]), reverse=falls)
    return found


def _is_lost(call: Call, row: Row, known: dict[str, bool]) -> bool:
    parent_id = row["parent_id"]
    if parent_id not in known:
        known[parent_id] = call.is_lost(row)
    return known[parent_id]


def _matches(row: Row, words: list[str]) -> bool:
    if not words:
        return True
    title = plain_text(title_of(row)).casefold()
    return all(word in title for word in words)


def _show(call: Call, row: Row) -> dict[str, Any]:
    if row["object"] == "page":
        return show_page(call, row)
    if row["object"] == "database":
        return show_source(call, call.database.data_sources.where("parent", row["id"])[0])
    return show_source(call, row)
