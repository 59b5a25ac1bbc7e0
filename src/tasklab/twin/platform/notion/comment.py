"""Comments on pages and blocks, in discussions.

Source: https://developers.notion.com/reference/comment-object and
https://developers.notion.com/docs/working-with-comments (2026-11-27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.block import find_block
from tasklab.twin.platform.notion.call import Call, partial_user, path_id
from tasklab.twin.platform.notion.file import content_type_of, read_media, show_media
from tasklab.twin.platform.notion.moment import render_minute
from tasklab.twin.platform.notion.paging import cut
from tasklab.twin.platform.notion.refusal import invalid, refuse, unknown
from tasklab.twin.platform.notion.rich_text import read_rich_text, rich_text
from tasklab.twin.platform.notion.route import serves
from tasklab.twin.platform.notion.shape import (
    Check,
    array,
    choice,
    demand,
    failed,
    fields,
    identity,
    kind_of,
    literal,
    read_id,
    text,
    undefined,
)
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_MAX_FILES = 3
_CATEGORIES = {"image": "image", "audio": "audio", "video": "video"}
_parents: dict[str, Check] = {"page_id": identity, "block_id": identity}
_attachment = fields({"file_upload_id": text()}, {"type": literal("file_upload")})


def _display_name(value: Any, at: str, faults: list[str]) -> None:
    is_custom = isinstance(value, dict) and value.get("type") == "custom"
    custom = {"custom": fields({"name": text()})} if is_custom else {}
    fields({"type": literal("integration", "user", "custom"), **custom})(value, at, faults)


_beside = {"attachments": array(_attachment, _MAX_FILES), "display_name": _display_name}
_on_parent = fields({"parent": choice(_parents), "rich_text": rich_text}, _beside)
_in_discussion = fields({"discussion_id": identity, "rich_text": rich_text}, _beside)


def _show(call: Call, row: Row) -> dict[str, Any]:
    shown = {
        "object": "comment",
        "id": row["id"],
        "parent": {"type": row["parent_type"], row["parent_type"]: row["parent_id"]},
        "discussion_id": row["discussion_id"],
        "created_time": render_minute(row["created_s"]),
        "last_edited_time": render_minute(row["edited_s"]),
        "created_by": partial_user(row["created_by"]),
        "rich_text": row["text"],
        "display_name": _show_name(call, row),
    }
    if row["files"]:
        shown["attachments"] = [_show_file(call, each) for each in row["files"]]
    return shown


def _show_name(call: Call, row: Row) -> dict[str, Any]:
    kind, name = row["display"]
    return {"type": kind, "resolved_name": name or (call.database.users.get(row["created_by"]) or {})["name"]}


def _show_file(call: Call, media: dict[str, Any]) -> dict[str, Any]:
    kind = content_type_of(call, media)
    category = "pdf" if kind == "application/pdf" else _CATEGORIES.get(kind.partition("/")[0], "productivity")
    return {"category": category, "file": show_media(call, media)["file"]}


@serves("POST", "/v1/comments")
def _create(call: Call) -> Any:
    call.demand("insert_comments")
    is_reply = isinstance(call.body, dict) and "discussion_id" in call.body
    demand(_in_discussion if is_reply else _on_parent, call.body)
    if is_reply:
        parent_type, parent_id, discussion_id = _discussion(call)
    else:
        parent_type, parent_id = _parent(call)
        discussion_id = str(call.database.make_id())
    row = call.new("comment", parent_type, parent_id)
    row["discussion_id"] = discussion_id
    row["text"] = _read_text(call)
    given = call.body.get("attachments", [])
    row["files"] = [read_media(call, {"file_upload": {"id": each["file_upload_id"]}}) for each in given]
    display = call.body.get("display_name", {"type": "integration"})
    row["display"] = (display["type"], display.get("custom", {}).get("name"))
    call.database.comments.insert(row)
    return _show(call, row)


def _read_text(call: Call) -> list[dict[str, Any]]:
    content = read_rich_text(call, call.body["rich_text"])
    if not content and not call.body.get("attachments"):
        raise invalid("body failed validation: body.rich_text should have some text.")
    return content


def _parent(call: Call) -> tuple[str, str]:
    given = call.body["parent"]
    kind = kind_of(given, _parents) or ""
    if kind == "page_id":
        row = call.find(call.database.pages, "page", given[kind])
    else:
        row = find_block(call, read_id(given[kind]) or "")
    call.demand_editable(row)
    return ("page_id" if row["object"] == "page" else "block_id"), row["id"]


def _discussion(call: Call) -> tuple[str, str, str]:
    id_ = read_id(call.body["discussion_id"]) or ""
    first = call.database.comments.first("discussion", id_)
    row = None if first is None else call.database.find(first["parent_id"])
    if first is None or row is None or not call.can_see(row):
        raise unknown("discussion", id_)
    call.demand_editable(row)
    return first["parent_type"], first["parent_id"], id_


@serves("GET", "/v1/comments")
def _list(call: Call) -> Any:
    call.demand("read_comments")
    id_ = call.parameter("block_id")
    if id_ is None:
        raise failed([undefined("query.block_id")], "query")
    row = find_block(call, id_)
    rows = {each["id"]: each for each in call.database.comments.where("parent", row["id"])}
    return cut(call, list(rows), "comment", lambda each: _show(call, rows[each]))


def _find(call: Call, id_: str) -> Row:
    text_ = path_id(id_, "comment_id")
    row = call.database.comments.get(text_)
    parent = None if row is None else call.database.find(row["parent_id"])
    if row is None or parent is None or not call.can_see(parent):
        raise unknown("comment", text_)
    return row


@serves("GET", "/v1/comments/{comment_id}")
def _get(call: Call, id_: str) -> Any:
    call.demand("read_comments")
    return _show(call, _find(call, id_))


def _own(call: Call, id_: str) -> Row:
    row = _find(call, id_)
    if row["created_by"] != call.user_id:
        raise refuse(403)
    return row


@serves("PATCH", "/v1/comments/{comment_id}", since=IN_TRASH)
def _update(call: Call, id_: str) -> Any:
    call.demand("insert_comments")
    demand(fields({"rich_text": rich_text}), call.body)
    row = _own(call, id_)
    call.database.comments.update(row["id"], {"text": _read_text(call), "edited_s": call.now_s})
    return _show(call, row)


@serves("DELETE", "/v1/comments/{comment_id}", since=IN_TRASH)
def _delete(call: Call, id_: str) -> Any:
    call.demand("insert_comments")
    row = _own(call, id_)
    call.database.comments.remove(row["id"])
    return _show(call, row)
