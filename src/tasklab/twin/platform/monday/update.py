"""Updates: what is said about an item, and the replies to it. Bodies are HTML.

Source: https://developer.monday.com/api-reference/reference/updates. At most 100 in a page since 2025-04 (until then
the page could be as long as one liked).
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.activity import note_item
from tasklab.twin.platform.monday.call import cut, numbers
from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.refusal import bad_argument, not_found, unauthorized
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_MOST = 100
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_UNSAFE = re.compile(
    r"<\s*(script|style)\b.*?<\s*/\s*\1\s*>|<\s*/?\s*(?:script|style|iframe)\b[^>]*>", re.IGNORECASE | re.DOTALL
)


def plain_text(body: str) -> str:
    """Return a body without its markup."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", body))).strip("\n")


@resolves("Query.updates")
def _updates(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    rows = [row for row in call.database.updates if row["parent_id"] is None and call.find_item(row["item_id"])]
    return _page(call, rows[::-1], args)


@resolves("Item.updates")
def _item_updates(call: Call, item: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, _top(call.database.updates.where("item", item["id"]))[::-1], args)


@resolves("Board.updates")
def _board_updates(call: Call, board: Row, args: Mapping[str, Any]) -> Any:
    database = call.database
    rows = [row for row in _top(database.updates) if _board_id(call, row) == board["id"]]
    return _page(call, rows[::-1], args)


def _board_id(call: Call, row: Row) -> int | None:
    item = call.database.items.get(row["item_id"])
    return None if item is None else item["board_id"]


def _top(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["parent_id"] is None]


def _page(call: Call, rows: list[Row], args: Mapping[str, Any]) -> list[Row]:
    limit = args.get("limit") or 25
    if limit > _MOST and call.since("2025-04"):
        raise bad_argument(f"limit must be between 1 and {_MOST}", limit=limit)
    if args.get("ids") is not None:
        wanted = set(numbers(args["ids"]))
        rows = [row for row in rows if row["id"] in wanted]
    return cut(rows, limit, args.get("page"))


@resolves("Update.creator", "Reply.creator", "Like.creator")
def _creator(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.users.get(row["creator_id"])


@resolves("Update.item")
def _item(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.find_item(row["item_id"])


@resolves("Update.text_body", "Reply.text_body")
def _text_body(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return plain_text(row["body"])


@resolves("Update.replies")
def _replies(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return [{**each, "kind": "reply"} for each in call.database.updates.where("parent", row["id"])]


@resolves("Update.assets", "Reply.assets")
def _assets(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.assets.where("update", row["id"])


@resolves("Update.viewers", "Reply.viewers")
def _viewers(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    rows = [{"user_id": row["creator_id"], "medium": "web", "user": call.database.users.get(row["creator_id"])}]
    return cut(rows, args.get("limit"), args.get("page"))


def find_update(call: Call, id_: Any) -> Row:
    """Return an update or a reply that who asks may see, or refuse."""
    row = call.database.updates.get(number(id_))
    if row is None or call.find_item(row["item_id"]) is None:
        raise not_found("Update", id_)
    return row


@resolves("Mutation.create_update")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    body = _read_body(args["body"])
    parent_id = None
    if args.get("parent_id") is not None:
        parent = find_update(call, args["parent_id"])
        if parent["parent_id"] is not None:
            parent = find_update(call, parent["parent_id"])
        parent_id, item = parent["id"], call.own_item(parent["item_id"])
    elif args.get("item_id") is not None:
        item = call.own_item(args["item_id"])
    else:
        raise bad_argument("Either item_id or parent_id must be given")
    row: Row = {
        "body": body,
        "item_id": item["id"],
        "parent_id": parent_id,
        "creator_id": call.user_id,
        "created_at": call.now,
        "updated_at": call.now,
        "edited_at": call.now,
        "original_creation_date": None,
        "likes": [],
        "pinned_to_top": [],
    }
    call.database.updates.insert(row)
    note_item(call, item, "create_update", update_id=row["id"])
    return row


def _read_body(body: str) -> str:
    clean = _UNSAFE.sub("", body)
    if not clean.strip():
        raise bad_argument("Update body can't be blank", body=body)
    return clean


def _own(call: Call, id_: Any, *, may_admin: bool) -> Row:
    row = find_update(call, id_)
    if row["creator_id"] != call.user_id and not (may_admin and call.user["kind"] == "admin"):
        raise unauthorized(call.version)
    return row


@resolves("Mutation.edit_update")
def _edit(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _own(call, args["id"], may_admin=False)
    changes = {"body": _read_body(args["body"]), "updated_at": call.now, "edited_at": call.now}
    call.database.updates.update(row["id"], changes)
    return row


@resolves("Mutation.delete_update")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _own(call, args["id"], may_admin=True)
    call.database.updates.remove_where("parent", row["id"])
    call.database.updates.remove(row["id"])
    return row


@resolves("Mutation.clear_item_updates")
def _clear(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    item = call.own_item(args["item_id"])
    call.database.updates.remove_where("item", item["id"])
    return item


@resolves("Mutation.like_update")
def _like(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_update(call, args["update_id"])
    likes = [each for each in row["likes"] if each["creator_id"] != call.user_id]
    like = {"id": f"{row['id']}{call.user_id}", "creator_id": call.user_id, "reaction_type": "Like"}
    likes.append({**like, "created_at": call.now, "updated_at": call.now})
    call.database.updates.update(row["id"], {"likes": likes})
    return row


@resolves("Mutation.unlike_update")
def _unlike(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_update(call, args["update_id"])
    likes = [each for each in row["likes"] if each["creator_id"] != call.user_id]
    call.database.updates.update(row["id"], {"likes": likes})
    return row
