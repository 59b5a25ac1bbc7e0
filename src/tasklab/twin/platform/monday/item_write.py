"""Items: made, moved, copied, archived and deleted.

Source: https://developer.monday.com/api-reference/reference/items, /subitems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.activity import note_item
from tasklab.twin.platform.monday.board import make_subitem_board
from tasklab.twin.platform.monday.column import read_json
from tasklab.twin.platform.monday.column_value import read_name, read_values, write_values
from tasklab.twin.platform.monday.database import SUBITEM_BOARD
from tasklab.twin.platform.monday.group import find_group, live_groups
from tasklab.twin.platform.monday.item import active
from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument, no_item
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row


def new_item(call: Call, board: Row, group_id: str, name: str, parent_id: int | None = None) -> Row:
    """Keep a new item behind the others of its group."""
    row: Row = {
        "name": name,
        "state": "active",
        "board_id": board["id"],
        "group_id": group_id,
        "parent_id": parent_id,
        "creator_id": call.user_id,
        "updater_id": call.user_id,
        "created_at": call.now,
        "updated_at": call.now,
        "position": float(call.database.next_position()),
        "values": {},
    }
    call.database.items.insert(row)
    return row


def _read(call: Call, board: Row, args: Mapping[str, Any]) -> dict[str, Any]:
    if args.get("column_values") is None:
        return {}
    given = read_json(args["column_values"])
    return read_values(call, board, given, creates_labels=bool(args.get("create_labels_if_missing")))


def _make(call: Call, board: Row, group_id: str, args: Mapping[str, Any], parent_id: int | None = None) -> Row:
    name, values = read_name(args["item_name"]), _read(call, board, args)
    limit = call.database.items_limit
    if limit is not None and len(active(call.database.items.where("board", board["id"]))) >= limit:
        raise RefusalError("ItemsLimitationException", "This board has reached its item limit")
    row = new_item(call, board, group_id, values.pop("name", name), parent_id)
    note_item(call, row, "create_pulse")
    if values:
        write_values(call, row, values)
    return row


@resolves("Mutation.create_item")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.own_board(args["board_id"])
    if board["type"] == SUBITEM_BOARD:
        raise RefusalError(
            "InvalidBoardIdException",
            "Can't create an item on subitems board. Please use create_subitem mutation.",
            data={"board_id": board["id"]},
        )
    if board["state"] != "active":
        raise RefusalError("InvalidBoardIdException", "The board is not active", data={"board_id": board["id"]})
    beside = _beside(call, board, args)
    if args.get("group_id") is not None:
        group_id = find_group(board, args["group_id"])["id"]
    else:
        group_id = live_groups(board)[0]["id"] if beside is None else beside["group_id"]
    row = _make(call, board, group_id, args)
    if beside is not None:
        _place(call, row, beside, after=args.get("position_relative_method") != "before_at")
    return row


def _beside(call: Call, board: Row, args: Mapping[str, Any]) -> Row | None:
    if args.get("relative_to") is None:
        return None
    row = call.item(args["relative_to"])
    if row["board_id"] != board["id"]:
        raise no_item(args["relative_to"])
    return row


def _place(call: Call, row: Row, beside: Row, *, after: bool) -> None:
    """Put an item between another one and the one behind or before that."""
    items = call.database.items
    items.update(row["id"], {"group_id": beside["group_id"]})
    places = [
        each["position"]
        for each in items.where("group", (beside["board_id"], beside["group_id"]))
        if each["id"] != row["id"]
    ]
    here = beside["position"]
    if after:
        there = min((place for place in places if place > here), default=here + 65_536)
    else:
        there = max((place for place in places if place < here), default=here - 65_536)
    items.update(row["id"], {"position": (here + there) / 2})


@resolves("Mutation.create_subitem")
def _create_subitem(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    parent = call.own_item(args["parent_item_id"])
    parent_board = call.own_board(parent["board_id"])
    if parent_board["type"] == SUBITEM_BOARD:
        raise bad_argument("Subitems cannot have subitems on this board", parent_item_id=parent["id"])
    read_name(args["item_name"])
    board = make_subitem_board(call, parent_board)
    return _make(call, board, live_groups(board)[0]["id"], args, parent["id"])


@resolves("Mutation.archive_item")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _leave(call, args.get("item_id"), "archived", "archive_pulse")


@resolves("Mutation.delete_item")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _leave(call, args.get("item_id"), "deleted", "delete_pulse")


def _leave(call: Call, item_id: Any, state: str, event: str) -> Row:
    row = call.own_item(item_id)
    items = call.database.items
    for each in (row, *items.where("parent", row["id"])):
        if each["state"] == "active" or state == "deleted":
            items.update(each["id"], {"state": state, "updated_at": call.now, "updater_id": call.user_id})
    note_item(call, row, event)
    return row


@resolves("Mutation.move_item_to_group")
def _move_to_group(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = call.own_item(args.get("item_id"))
    group = find_group(call.own_board(row["board_id"]), args["group_id"])
    _enter(call, row, group["id"])
    return row


def _enter(call: Call, row: Row, group_id: str) -> None:
    before = row["group_id"]
    place = float(call.database.next_position())
    call.database.items.update(row["id"], {"group_id": group_id, "position": place, "updated_at": call.now})
    note_item(call, row, "move_pulse_into_group", source_group={"id": before}, dest_group={"id": group_id})


@resolves("Mutation.change_item_position")
def _change_position(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = call.own_item(args["item_id"])
    board = call.own_board(row["board_id"])
    if args.get("relative_to") is not None:
        beside = _beside(call, board, args)
        if args.get("position_relative_method") is None or beside is None or beside["id"] == row["id"]:
            raise bad_argument("relative_to needs position_relative_method and another item")
        _place(call, row, beside, after=args["position_relative_method"] == "after_at")
        return row
    if args.get("group_id") is None:
        raise bad_argument("either relative_to or group_id is needed")
    group = find_group(board, args["group_id"])
    rows = [each for each in call.database.items.where("group", (board["id"], group["id"])) if each is not row]
    if args.get("group_top") and rows:
        _place(call, row, min(rows, key=lambda each: float(each["position"])), after=False)
    else:
        _enter(call, row, group["id"])
    return row


@resolves("Mutation.move_item_to_board")
def _move_to_board(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    """Move an item: values go with it into columns that the mapping, or else the same id and kind, names."""
    row, target = call.own_item(args["item_id"]), call.own_board(args["board_id"])
    source = call.own_board(row["board_id"])
    if row["parent_id"] is not None or target["type"] == SUBITEM_BOARD:
        raise bad_argument("Subitems cannot be moved to another board", item_id=row["id"])
    group = find_group(target, args["group_id"])
    values = _carry(call, row, source, target, args.get("columns_mapping"))
    place = float(call.database.next_position())
    changes = {"board_id": target["id"], "group_id": group["id"], "position": place, "values": values}
    call.database.items.update(row["id"], {**changes, "updated_at": call.now, "updater_id": call.user_id})
    _carry_subitems(call, row, target)
    note_item(call, row, "move_pulse_into_board", source_board={"id": source["id"]})
    return row


def _carry(call: Call, row: Row, source: Row, target: Row, mapping: Any) -> dict[str, Any]:
    database = call.database
    names = {id_: id_ for id_ in row["values"]}
    if mapping is not None:
        names = {each["source"]: each["target"] for each in mapping if each.get("target")}
    carried = {}
    for old, new in names.items():
        left, right = database.column(source, old), database.column(target, new)
        if left is None or right is None or left["type"] != right["type"]:
            if mapping is not None:
                raise bad_argument("columns_mapping names columns that do not go together", source=old, target=new)
            continue
        # Labels and files of one board mean nothing on another; what has no settings goes as it is.
        if old in row["values"] and (left["settings"] == right["settings"]):
            carried[new] = row["values"][old]
    return carried


def _carry_subitems(call: Call, row: Row, target: Row) -> None:
    subitems = call.database.items.where("parent", row["id"])
    if not subitems:
        return
    board = make_subitem_board(call, target)
    for each in subitems:
        changes = {"board_id": board["id"], "group_id": live_groups(board)[0]["id"]}
        call.database.items.update(each["id"], changes)


@resolves("Mutation.duplicate_item")
def _duplicate(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row, board = call.own_item(args.get("item_id")), call.own_board(args["board_id"])
    if row["board_id"] != board["id"]:
        raise no_item(args.get("item_id"))
    copy = new_item(call, board, row["group_id"], f"{row['name']} (copy)", row["parent_id"])
    call.database.items.update(copy["id"], {"values": dict(row["values"])})
    _place(call, copy, row, after=True)
    note_item(call, copy, "create_pulse")
    if args.get("with_updates"):
        for update in call.database.updates.where("item", row["id"]):
            kept = {name: value for name, value in update.items() if name != "id"}
            call.database.updates.insert({**kept, "item_id": copy["id"]})
    return copy
