"""Boards: what a project is here. Subitems have a board of their own, which is made with the first of them.

Source: https://developer.monday.com/api-reference/reference/boards.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.call import cut, numbers
from tasklab.twin.platform.monday.column import new_column
from tasklab.twin.platform.monday.database import SUBITEM_BOARD
from tasklab.twin.platform.monday.group import new_group
from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.people import users_by_id
from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument, no_user, not_found, unauthorized
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_DEFAULT_COLUMNS = (("person", "Person", "people"), ("status", "Status", "status"), ("date4", "Date", "date"))


@resolves("Query.boards")
def _boards(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    database = call.database
    if args.get("ids") is not None:
        rows = [row for id_ in numbers(args["ids"]) if (row := database.boards.get(id_)) is not None]
    else:
        rows = list(database.boards)[::-1]
    rows = [row for row in rows if call.sees(row)]
    # A list by ids tells of boards in any state but deleted ones only where the state is asked.
    state = args.get("state") or "active"
    rows = [row for row in rows if state in ("all", row["state"])]
    if args.get("board_kind") is not None:
        rows = [row for row in rows if row["board_kind"] == args["board_kind"]]
    if args.get("workspace_ids") is not None:
        wanted = {number(each) for each in args["workspace_ids"]}
        rows = [row for row in rows if row["workspace_id"] in wanted]
    if args.get("order_by") == "created_at":
        rows.sort(key=lambda row: int(row["id"]), reverse=True)
    return cut(rows, args.get("limit"), args.get("page"))


@resolves("Board.creator", "Board.owner")
def _creator(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.users.get(row["creator_id"])


@resolves("Board.owners")
def _owners(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return users_by_id(call, row["owner_ids"])


@resolves("Board.subscribers")
def _subscribers(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return users_by_id(call, row["subscriber_ids"])


@resolves("Board.url")
def _url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return f"https://{call.database.account['slug']}.monday.com/boards/{row['id']}"


@resolves("Board.workspace")
def _workspace(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.workspaces.get(row["workspace_id"])


@resolves("Board.items_count")
def _items_count(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return sum(each["state"] == "active" for each in call.database.items.where("board", row["id"]))


@resolves("Board.tags")
def _tags(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return [tag for tag in call.database.tags if tag["board_id"] == row["id"]]


@resolves("Board.access_level")
def _access_level(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return "edit" if call.edits(row) else "view"


def new_board(call: Call, name: str, kind: str, **more: Any) -> Row:
    """Keep a new board with a group and a name column."""
    database = call.database
    row: Row = {
        **dict.fromkeys(("description", "communication", "board_folder_id", "workspace_id", "parent_board_id")),
        "name": name,
        "board_kind": kind,
        "type": "board",
        "state": "active",
        "hierarchy_type": "classic",
        "item_terminology": "item",
        "items_limit": call.database.items_limit,
        "permissions": "everyone",
        "columns_namespace": None,
        "creator_id": call.user_id,
        "owner_ids": [call.user_id],
        "subscriber_ids": [call.user_id],
        "created_at": call.now,
        "updated_at": call.now,
        "columns": [],
        "groups": [],
        **more,
    }
    database.boards.insert(row)
    new_column(call, row, "name", "Name", "name")
    return row


@resolves("Mutation.create_board")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    name = args["board_name"].strip()
    if not name:
        raise RefusalError("CreateBoardException", "Board name can't be blank")
    workspace_id = number(args.get("workspace_id"))
    if args.get("workspace_id") is not None and workspace_id not in call.database.workspaces:
        raise not_found("Workspace", args["workspace_id"])
    owners = _known_users(call, args.get("board_owner_ids")) or [call.user_id]
    subscribers = list(dict.fromkeys([*owners, *_known_users(call, args.get("board_subscriber_ids"))]))
    row = new_board(
        call,
        name,
        args["board_kind"],
        description=args.get("description"),
        workspace_id=workspace_id,
        owner_ids=owners,
        subscriber_ids=subscribers,
    )
    new_group(call, row, "Group Title", "topics")
    if not args.get("empty"):
        for id_, title, kind in _DEFAULT_COLUMNS:
            new_column(call, row, id_, title, kind)
    return row


def _known_users(call: Call, ids: Any) -> list[int]:
    found = numbers(ids)
    for id_ in found:
        if id_ not in call.database.users:
            raise no_user(id_)
    return found


@resolves("Mutation.update_board")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = call.own_board(args["board_id"])
    name, value = args["board_attribute"], args["new_value"]
    if name == "name" and not value.strip():
        raise bad_argument("Board name can't be blank", board_attribute=name)
    before = row[name]
    call.database.boards.update(row["id"], {name: value, "updated_at": call.now})
    undo = {"undo_record_id": str(row["id"]), "action_type": "modify_project", "entity_type": "Board"}
    told = {"success": True, "undo_data": {**undo, "entity_id": row["id"], "count": 1, "before": before}}
    return json.dumps(told, separators=(",", ":"))


@resolves("Mutation.archive_board")
def _archive(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _leave(call, args["board_id"], "archived")


@resolves("Mutation.delete_board")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _leave(call, args["board_id"], "deleted")


def _leave(call: Call, board_id: Any, state: str) -> Row:
    row = call.own_board(board_id)
    if call.user_id not in row["owner_ids"] and call.user["kind"] != "admin":
        raise unauthorized(call.version)
    call.database.boards.update(row["id"], {"state": state, "updated_at": call.now})
    return row


@resolves("Mutation.add_users_to_board", "Mutation.add_subscribers_to_board")
def _add_users(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = call.own_board(args["board_id"])
    ids = _known_users(call, args["user_ids"])
    changes = {"subscriber_ids": list(dict.fromkeys([*row["subscriber_ids"], *ids]))}
    if args["kind"] == "owner":
        changes["owner_ids"] = list(dict.fromkeys([*row["owner_ids"], *ids]))
    call.database.boards.update(row["id"], changes)
    return users_by_id(call, ids)


@resolves("Mutation.delete_subscribers_from_board")
def _drop_users(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = call.own_board(args["board_id"])
    ids = _known_users(call, args["user_ids"])
    changes = {name: [id_ for id_ in row[name] if id_ not in ids] for name in ("subscriber_ids", "owner_ids")}
    call.database.boards.update(row["id"], changes)
    return users_by_id(call, ids)


def subitem_board(call: Call, parent: Row) -> Row | None:
    """Return the board that the subitems of a board are on, or None."""
    column = next((each for each in parent["columns"] if each["type"] == "subtasks"), None)
    return None if column is None else call.database.boards.get(column["settings"]["boardIds"][0])


def make_subitem_board(call: Call, parent: Row) -> Row:
    """Return the board that the subitems of a board are on; it and the column that leads to it come with the first."""
    board = subitem_board(call, parent)
    if board is not None:
        return board
    board = new_board(
        call,
        f"Subitems of {parent['name']}",
        parent["board_kind"],
        type=SUBITEM_BOARD,
        parent_board_id=parent["id"],
        workspace_id=parent["workspace_id"],
        owner_ids=parent["owner_ids"],
        subscriber_ids=parent["subscriber_ids"],
    )
    new_group(call, board, "Subitems", "topics")
    for id_, title, kind in (("person", "Owner", "people"), ("status", "Status", "status"), ("date0", "Date", "date")):
        new_column(call, board, id_, title, kind)
    column = new_column(call, parent, "subitems", "Subitems", "subtasks")
    column["settings"]["boardIds"] = [board["id"]]
    return board
