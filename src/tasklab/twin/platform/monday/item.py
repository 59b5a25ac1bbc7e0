"""Items: read by id, by board and by page.

Source: https://developer.monday.com/api-reference/reference/items, /items-page, /items-page-by-column-values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.call import cut, numbers
from tasklab.twin.platform.monday.column import find_column
from tasklab.twin.platform.monday.column_value import text_of
from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.kind import Look
from tasklab.twin.platform.monday.kind_linked import linked_ids, subitems_of
from tasklab.twin.platform.monday.people import users_by_id
from tasklab.twin.platform.monday.refusal import bad_argument
from tasklab.twin.platform.monday.resolver import resolves
from tasklab.twin.platform.monday.rule import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_MOST_IDS = 100


@resolves("Query.items")
def _items(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    limit = args.get("limit") or 25
    if limit > _MOST_IDS:
        raise bad_argument(f"limit must be between 1 and {_MOST_IDS}", limit=limit)
    if args.get("ids") is None:
        rows = [row for row in call.database.items if row["state"] == "active" and call.find_item(row["id"])]
    else:
        if len(args["ids"]) > _MOST_IDS:
            raise bad_argument(f"at most {_MOST_IDS} ids can be asked", ids=len(args["ids"]))
        rows = [row for id_ in numbers(args["ids"]) if (row := call.find_item(id_)) is not None]
    if args.get("exclude_nonactive"):
        rows = [row for row in rows if row["state"] == "active" and _is_on_active_board(call, row)]
    if args.get("newest_first"):
        rows.sort(key=lambda row: int(row["id"]), reverse=True)
    return cut(rows, limit, args.get("page"))


def _is_on_active_board(call: Call, row: Row) -> bool:
    board = call.database.boards.get(row["board_id"])
    return board is not None and board["state"] == "active"


def active(rows: Iterable[Row]) -> list[Row]:
    """Return the items that are active."""
    return [row for row in rows if row["state"] == "active"]


@resolves("Board.items_page")
def _board_page(call: Call, board: Row, args: Mapping[str, Any]) -> Any:
    return _page(call, board, active(call.database.items_of(board)), args)


@resolves("Group.items_page")
def _group_page(call: Call, group: Row, args: Mapping[str, Any]) -> Any:
    board = call.board(group["board_id"])
    rows = active(call.database.items.where("group", (board["id"], group["id"])))
    return _page(call, board, sorted(rows, key=lambda row: float(row["position"])), args)


def _page(call: Call, board: Row, rows: list[Row], args: Mapping[str, Any]) -> Any:
    if args.get("cursor") is not None:
        if args.get("query_params") is not None:
            raise bad_argument("cursor and query_params cannot be sent together")
        return call.cursors.go_on(call, args["cursor"], args["limit"])
    rows = select(call, board, rows, args.get("query_params") or {})
    return call.cursors.begin(call, [row["id"] for row in rows], args["limit"])


@resolves("Query.next_items_page")
def _next_page(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return call.cursors.go_on(call, args["cursor"], args["limit"])


@resolves("Query.items_page_by_column_values")
def _by_values(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    if args.get("cursor") is not None:
        if args.get("columns") is not None:
            raise bad_argument("cursor and columns cannot be sent together")
        return call.cursors.go_on(call, args["cursor"], args["limit"])
    board = call.board(args["board_id"])
    rows = active(call.database.items_of(board))
    for each in args.get("columns") or ():
        rows = _having(call, board, rows, each["column_id"], each["column_values"])
    return call.cursors.begin(call, [row["id"] for row in rows], args["limit"])


def _having(call: Call, board: Row, rows: list[Row], column_id: str, texts: list[str | None]) -> list[Row]:
    column = find_column(call, board, column_id)
    return [row for row in rows if (text_of(call, row, column) or "") in {text or "" for text in texts}]


@resolves("Board.items", "Group.items")
def _old_items(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    database = call.database
    if "board_id" in row:
        rows = active(database.items.where("group", (row["board_id"], row["id"])))
        rows.sort(key=lambda item: float(item["position"]))
    else:
        rows = active(database.items_of(row))
    if args.get("ids") is not None:
        wanted = set(numbers(args["ids"]))
        rows = [item for item in rows if item["id"] in wanted]
    if args.get("newest_first"):
        rows.sort(key=lambda item: int(item["id"]), reverse=True)
    return cut(rows, args.get("limit"), args.get("page"))


@resolves("Query.items_by_column_values", "Query.items_by_multiple_column_values")
def _old_by_values(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.board(args["board_id"])
    state = args.get("state") or "active"
    rows = [row for row in call.database.items_of(board) if state in ("all", row["state"])]
    texts = args["column_values"] if "column_values" in args else [args["column_value"]]
    return cut(_having(call, board, rows, args["column_id"], texts), args.get("limit"), args.get("page"))


@resolves("Item.board")
def _board(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.boards.get(row["board_id"])


@resolves("Item.group")
def _group(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    board = call.database.boards.get(row["board_id"])
    return None if board is None else call.database.group(board, row["group_id"])


@resolves("Item.creator")
def _creator(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.users.get(row["creator_id"])


@resolves("Item.parent_item")
def _parent(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.items.get(row["parent_id"])


@resolves("Item.subitems")
def _subitems(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    rows = subitems_of(Look(call, {}, row, None))
    # Without a subitem there is no list, but null, until 2025-04 answers with an empty one.
    return rows if rows or call.since("2025-04") else None


@resolves("Item.subscribers")
def _subscribers(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    """Return who made an item and who is assigned to it."""
    assigned = [
        each["id"]
        for value in row["values"].values()
        if isinstance(value, dict)
        for each in value.get("personsAndTeams", ())
        if each["kind"] == "person"
    ]
    return users_by_id(call, dict.fromkeys([row["creator_id"], *assigned]))


@resolves("Item.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return f"https://{call.database.account['slug']}.monday.com/boards/{row['board_id']}/pulses/{row['id']}"


@resolves("Item.relative_link")
def _relative_link(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return f"/boards/{row['board_id']}/pulses/{row['id']}"


@resolves("Item.email")
def _email(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return f"pulse-{row['id']}@{call.database.account['slug']}.us.monday.com"


@resolves("Item.linked_items")
def _linked_items(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    board = call.board(row["board_id"])
    column = find_column(call, board, args["link_to_item_column_id"])
    ids = linked_ids(Look(call, column, row, row["values"].get(column["id"])))
    rows = [call.database.items.get(id_) for id_ in ids]
    return [each for each in rows if each is not None and each["board_id"] == number(args["linked_board_id"])]
