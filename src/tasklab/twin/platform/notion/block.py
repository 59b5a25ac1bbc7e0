"""Blocks: what pages are made of. Pages and databases inside of pages are blocks too.

Source: https://developers.notion.com/reference/block (2026-11-27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion import block_kind
from tasklab.twin.platform.notion.call import Call, partial_user, path_id
from tasklab.twin.platform.notion.moment import render_minute
from tasklab.twin.platform.notion.paging import cut
from tasklab.twin.platform.notion.refusal import invalid, unknown
from tasklab.twin.platform.notion.rich_text import plain_text, title_of
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import demand, failed, fault, fields, identity, literal, read_id
from tasklab.twin.platform.notion.version import DATA_SOURCES, IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.store import Row

MAX_BLOCKS = 1000
_after = fields({"type": literal("after_block"), "after_block": fields({"id": identity})})
_edge = fields({"type": literal("after_block", "start", "end")})


def _position(value: Any, at: str, faults: list[str]) -> None:
    is_after = isinstance(value, dict) and value.get("type") == "after_block"
    (_after if is_after else _edge)(value, at, faults)


def show_parent(call: Call, row: Row) -> dict[str, Any]:
    """Return what something is in. Before there were data sources, a row was in its database."""
    kind, id_ = row["parent_type"], row["parent_id"]
    if kind == "workspace":
        return {"type": kind, "workspace": True}
    if kind == "data_source_id":
        source = call.database.data_sources.get(id_) or {}
        if call.version < DATA_SOURCES:
            return {"type": "database_id", "database_id": source["parent_id"]}
        return {"type": kind, kind: id_, "database_id": source["parent_id"]}
    return {"type": kind, kind: id_}


def show_frame(call: Call, row: Row) -> dict[str, Any]:
    """Return what everything has: when, by whom, where, and whether it is in the trash."""
    shown = {
        "object": row["object"],
        "id": row["id"],
        "parent": show_parent(call, row),
        "created_time": render_minute(row["created_s"]),
        "last_edited_time": render_minute(row["edited_s"]),
        "created_by": partial_user(row["created_by"]),
        "last_edited_by": partial_user(row["edited_by"]),
        "in_trash": row["in_trash"],
    }
    return shown if call.version >= IN_TRASH else {**shown, "archived": row["in_trash"]}


def living_children(call: Call, id_: str) -> list[Row]:
    """Return what is inside of a page or block and not in the trash."""
    rows = [call.database.find(each) for each in call.database.children.get(id_, ())]
    return [row for row in rows if row is not None and not row["in_trash"]]


def show_block(call: Call, row: Row) -> dict[str, Any]:
    """Return a block, or a page or database as the block that it is."""
    frame = {**show_frame(call, row), "object": "block", "has_children": bool(living_children(call, row["id"]))}
    if row["object"] == "block":
        kind = row["kind"]
        return {**frame, "type": kind, kind: block_kind.show_content(call, kind, row["content"])}
    kind = f"child_{row['object']}"
    return {**frame, "type": kind, kind: {"title": plain_text(title_of(row))}}


def find_block(call: Call, id_: str) -> Row:
    """Return what a path names. Raises: RefusalError."""
    text = path_id(id_, "block_id")
    row = call.database.find(text)
    if row is None or row["object"] == "data_source" or not call.can_see(row):
        raise unknown("block", text)
    return row


def check_count(blocks: list[dict[str, Any]]) -> None:
    """Refuse more blocks than a request may have. Raises: RefusalError."""
    if _count(blocks) > MAX_BLOCKS:
        raise invalid(f"body failed validation: a request should have ≤ `{MAX_BLOCKS}` blocks.")


def _count(blocks: list[dict[str, Any]]) -> int:
    return sum(1 + _count(each[block_kind.kind_in(each)].get("children", [])) for each in blocks)


def read_blocks(call: Call, blocks: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any], list[Any]]]:
    """Return kinds, contents and children of new blocks. Raises: RefusalError."""
    read = []
    for each in blocks:
        kind = block_kind.kind_in(each)
        content = block_kind.read_content(call, kind, each[kind])
        children = each[kind].get("children", [])
        if children and not block_kind.may_have_children(kind, content):
            raise invalid(f"A block of type {kind} cannot have children.")
        read.append((kind, content, read_blocks(call, children)))
    return read


def insert_blocks(call: Call, parent_type: str, parent_id: str, blocks: list[Any], at: int | None = None) -> list[Row]:
    """Put blocks that were read into a page or block, at the end or at a place."""
    rows = []
    for kind, content, children in blocks:
        row = call.new("block", parent_type, parent_id)
        row.update(kind=kind, content=content)
        id_ = str(call.database.blocks.insert(row))
        insert_blocks(call, "block_id", id_, children)
        rows.append(row)
    siblings = call.database.children[parent_id]
    place = len(siblings) if at is None else at
    siblings[place:place] = [row["id"] for row in rows]
    return rows


@serves("GET", "/v1/blocks/{block_id}")
def _get(call: Call, id_: str) -> Any:
    call.demand("read")
    return show_block(call, find_block(call, id_))


@serves("GET", "/v1/blocks/{block_id}/children")
def _children(call: Call, id_: str) -> Any:
    call.demand("read")
    rows = {row["id"]: row for row in living_children(call, find_block(call, id_)["id"])}
    return cut(call, list(rows), "block", lambda each: show_block(call, rows[each]))


@serves("PATCH", "/v1/blocks/{block_id}/children")
def _append(call: Call, id_: str) -> Any:
    call.demand("insert")
    beside = {"position": _position} if call.version >= IN_TRASH else {"after": identity}
    demand(fields({"children": block_kind.creation(call.version)}, beside), call.body)
    check_count(call.body["children"])
    row = find_block(call, id_)
    call.demand_editable(row)
    kind = f"{row['object']}_id"
    if row["object"] == "database" or (
        row["object"] == "block" and not block_kind.may_have_children(row["kind"], row["content"])
    ):
        raise invalid("Block does not support children.")
    place = _place(call, row["id"])
    made = insert_blocks(call, kind, row["id"], read_blocks(call, call.body["children"]), place)
    call.touch(row)
    following = call.database.children[row["id"]][place:] if place is not None else [each["id"] for each in made]
    shown = [each for id_ in following if (each := call.database.find(id_)) and not each["in_trash"]]
    results = [show_block(call, each) for each in shown[:100]]
    return {"object": "list", "results": results, "next_cursor": None, "has_more": False, "type": "block", "block": {}}


def _place(call: Call, parent_id: str) -> int | None:
    position = call.body.get("position", {"type": "end"})
    if position["type"] == "start":
        return 0
    after = position["after_block"]["id"] if position["type"] == "after_block" else call.body.get("after")
    if after is None:
        return None
    siblings = call.database.children[parent_id]
    id_ = read_id(after)
    if id_ not in siblings:
        raise invalid(f"Block to insert after is not a child of the parent: {after}")
    return siblings.index(id_) + 1


def read_trash(call: Call) -> bool | None:
    """Return whether a body puts something into the trash (true), takes it out (false), or neither."""
    for name in ("in_trash", "archived"):
        if name in call.body:
            return bool(call.body[name])
    return None


@serves("PATCH", "/v1/blocks/{block_id}")
def _update(call: Call, id_: str) -> Any:
    call.demand("update")
    demand(block_kind.change(call.version), call.body)
    row = find_block(call, id_)
    trash = read_trash(call)
    call.demand_editable(row, is_restored=trash is False)
    changes: dict[str, Any] = {} if trash is None else {"in_trash": trash}
    kind = block_kind.kind_in(call.body)
    if kind:
        if row["object"] != "block" or row["kind"] != kind:
            ours = row["kind"] if row["object"] == "block" else f"child_{row['object']}"
            raise failed([fault(f"body.{ours}", "defined", None).replace("`null`", "`undefined`")])
        changes["content"] = block_kind.read_content(call, kind, call.body[kind], row["content"])
    call.touch(row, **changes)
    return show_block(call, row)


@serves("DELETE", "/v1/blocks/{block_id}")
def _delete(call: Call, id_: str) -> Any:
    call.demand("update")
    row = find_block(call, id_)
    call.demand_editable(row)
    call.touch(row, in_trash=True)
    return show_block(call, row)
