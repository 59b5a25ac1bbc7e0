"""Groups of a board: what a section is here.

Source: https://developer.monday.com/api-reference/reference/groups.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument, not_found
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

COLORS = (
    *("#579bfc", "#a25ddc", "#00c875", "#fdab3d", "#df2f4a", "#037f4c", "#9cd326", "#cab641", "#ffcb00", "#784bd1"),
    *("#9d50dd", "#007eb5", "#66ccff", "#bb3354", "#ff007f", "#ff5ac4", "#ff642e", "#7f5347", "#c4c4c4", "#757575"),
)
_LAST_GROUP = 409


def new_group(call: Call, board: Row, title: str, id_: str | None = None, color: str | None = None) -> Row:
    """Put a new group behind the others of a board."""
    database = call.database
    if id_ is None:
        slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") or "new_group"
        id_ = slug if database.group(board, slug) is None else f"{slug}{database.next_key()}"
    row = {
        "id": id_,
        "title": title,
        "color": color or COLORS[len(board["groups"]) % len(COLORS)],
        "archived": False,
        "deleted": False,
        "board_id": board["id"],
    }
    board["groups"].append(row)
    return row


def live_groups(board: Row) -> list[Row]:
    """Return the groups of a board that are neither archived nor deleted, in their order."""
    return [each for each in board["groups"] if not each["archived"] and not each["deleted"]]


def find_group(board: Row, group_id: Any) -> Row:
    """Return a group of a board that is live, or refuse."""
    row = next((each for each in live_groups(board) if each["id"] == group_id), None)
    if row is None:
        raise not_found("Group", group_id)
    return row


@resolves("Board.groups")
def _groups(_: Call, board: Row, args: Mapping[str, Any]) -> Any:
    rows = live_groups(board)
    return rows if args.get("ids") is None else [row for row in rows if row["id"] in args["ids"]]


@resolves("Board.top_group")
def _top_group(_: Call, board: Row, __: Mapping[str, Any]) -> Any:
    return live_groups(board)[0]


@resolves("Group.position")
def _position(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    board = call.database.boards.get(row["board_id"]) or {"groups": [row]}
    return f"{(board['groups'].index(row) + 1) * 65_536}.0"


@resolves("Mutation.create_group")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.own_board(args["board_id"])
    title, color = args["group_name"].strip(), args.get("group_color")
    if not title:
        raise bad_argument("Group name can't be blank", group_name=args["group_name"])
    if color is not None and color not in COLORS:
        raise bad_argument("Invalid group color", group_color=color)
    beside = None if args.get("relative_to") is None else find_group(board, args["relative_to"])
    row = new_group(call, board, title, color=color)
    if beside is not None:
        _place(board, row, beside, after=args.get("position_relative_method") != "before_at")
    else:
        _place(board, row, board["groups"][0], after=False)
    return row


def _place(board: Row, row: Row, beside: Row, *, after: bool) -> None:
    if row is beside:
        return
    board["groups"].remove(row)
    board["groups"].insert(board["groups"].index(beside) + after, row)


@resolves("Mutation.update_group")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.own_board(args["board_id"])
    row = find_group(board, args["group_id"])
    name, value = args["group_attribute"], args["new_value"]
    if name == "color" and value not in COLORS:
        raise bad_argument("Invalid group color", new_value=value)
    if name == "title" and not value.strip():
        raise bad_argument("Group name can't be blank", new_value=value)
    if name in ("title", "color"):
        row[name] = value
    elif name == "position":
        _place_at(board, row, value)
    else:
        _place(board, row, find_group(board, value), after=name == "relative_position_after")
    return row


def _place_at(board: Row, row: Row, value: str) -> None:
    try:
        place = int(float(value) // 65_536)
    except (ValueError, OverflowError) as error:
        raise bad_argument("position is not a number", new_value=value) from error
    board["groups"].remove(row)
    board["groups"].insert(max(place, 0), row)


@resolves("Mutation.archive_group")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _leave(call, args, "archived")


@resolves("Mutation.delete_group")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _leave(call, args, "deleted")


def _leave(call: Call, args: Mapping[str, Any], state: str) -> Row:
    board = call.own_board(args["board_id"])
    row = find_group(board, args["group_id"])
    if len(live_groups(board)) == 1:
        raise RefusalError("DeleteLastGroupException", "A board must have at least one group", _LAST_GROUP)
    row[state] = True
    for item in call.database.items.where("group", (board["id"], row["id"])):
        if item["state"] == "active":
            call.database.items.update(item["id"], {"state": state, "updated_at": call.now})
    return row
