"""What is around boards: workspaces, tags, webhooks; and what the API tells of itself.

Source: https://developer.monday.com/api-reference/reference/workspaces, /tags-1, /webhooks, /version, /versions,
/complexity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.call import cut, numbers
from tasklab.twin.platform.monday.column import read_json
from tasklab.twin.platform.monday.database import SUBITEM_BOARD
from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.people import users_by_id
from tasklab.twin.platform.monday.refusal import bad_argument, not_found, unauthorized
from tasklab.twin.platform.monday.resolver import resolves
from tasklab.twin.platform.monday.version import kind_of, neighbours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_TAG_COLORS = ("#00c875", "#fdab3d", "#df2f4a", "#579bfc", "#a25ddc")


@resolves("Query.version")
def _version(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return _told(call.version, call.current)


@resolves("Query.versions")
def _versions(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return [_told(each, call.current) for each in neighbours(call.current)]


def _told(version: str, current: str) -> dict[str, str]:
    kind, title = kind_of(version, current)
    return {"value": version, "kind": kind, "display_name": title}


@resolves("Query.complexity", "Mutation.complexity")
def _complexity(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return call.complexity


@resolves("Query.workspaces")
def _workspaces(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    rows = [row for row in call.database.workspaces if _sees(call, row)]
    if args.get("ids") is not None:
        wanted = set(numbers(args["ids"]))
        rows = [row for row in rows if row["id"] in wanted]
    if args.get("kind") is not None:
        rows = [row for row in rows if row["kind"] == args["kind"]]
    state = args.get("state") or "active"
    rows = [row for row in rows if state in ("all", row["state"])]
    if args.get("order_by") == "created_at":
        rows.reverse()
    return cut(rows, args.get("limit"), args.get("page"))


def _sees(call: Call, row: Row) -> bool:
    return row["kind"] == "open" or call.user_id in row["subscriber_ids"] or call.user["kind"] == "admin"


@resolves("Workspace.owners_subscribers")
def _owners(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return cut(users_by_id(call, row["owner_ids"]), args.get("limit"), args.get("page"))


@resolves("Workspace.users_subscribers")
def _users(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return cut(users_by_id(call, row["subscriber_ids"]), args.get("limit"), args.get("page"))


def _find_workspace(call: Call, id_: Any) -> Row:
    row = call.database.workspaces.get(number(id_))
    if row is None or row["state"] == "deleted" or not _sees(call, row):
        raise not_found("Workspace", id_)
    return row


def new_workspace(call: Call, name: str, kind: str, description: str | None = None) -> Row:
    """Keep a new workspace."""
    row: Row = {
        "name": name,
        "kind": kind,
        "description": description,
        "state": "active",
        "is_default_workspace": False,
        "created_at": call.now,
        "owner_ids": [call.user_id],
        "subscriber_ids": [call.user_id],
    }
    call.database.workspaces.insert(row)
    return row


@resolves("Mutation.create_workspace")
def _create_workspace(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    if not args["name"].strip():
        raise bad_argument("Workspace name can't be blank", name=args["name"])
    return new_workspace(call, args["name"], args["kind"], args.get("description"))


@resolves("Mutation.update_workspace")
def _update_workspace(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _find_workspace(call, args.get("id"))
    changes = {name: value for name, value in args["attributes"].items() if value is not None}
    call.database.workspaces.update(row["id"], changes)
    return row


@resolves("Mutation.delete_workspace")
def _delete_workspace(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = _find_workspace(call, args["workspace_id"])
    if call.user_id not in row["owner_ids"] and call.user["kind"] != "admin":
        raise unauthorized(call.version)
    call.database.workspaces.update(row["id"], {"state": "deleted"})
    for board in call.database.boards.where("workspace", row["id"]):
        call.database.boards.update(board["id"], {"state": "deleted"})
    return row


@resolves("Query.tags")
def _tags(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    """Tags of the account; those of a board that is not for all are told with the board."""
    rows = [row for row in call.database.tags if row["board_id"] is None]
    if args.get("ids") is None:
        return rows
    wanted = set(numbers(args["ids"]))
    return [row for row in rows if row["id"] in wanted]


@resolves("Mutation.create_or_get_tag")
def _tag(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    name = (args.get("tag_name") or "").strip().lstrip("#")
    if not name:
        raise bad_argument("Tag name can't be blank", tag_name=args.get("tag_name"))
    board = None if args.get("board_id") is None else call.own_board(args["board_id"])
    board_id = None if board is None or board["board_kind"] == "public" else board["id"]
    for row in call.database.tags.where("name", name):
        if row["board_id"] == board_id:
            return row
    made: Row = {"name": name, "board_id": board_id, "color": _TAG_COLORS[len(call.database.tags) % len(_TAG_COLORS)]}
    call.database.tags.insert(made)
    return made


@resolves("Query.webhooks")
def _webhooks(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.board(args["board_id"])
    return [] if args.get("app_webhooks_only") else call.database.webhooks.where("board", board["id"])


@resolves("Mutation.create_webhook")
def _create_webhook(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.database.boards.get(number(args["board_id"]))
    if call.since("2025-04") and (board is None or board["state"] == "deleted" or not call.sees(board)):
        raise bad_argument("Board not found", board_id=number(args["board_id"]))
    board = call.own_board(args["board_id"])
    if board["type"] == SUBITEM_BOARD:
        raise bad_argument("Creating webhook on subitems board isn't allowed", board_id=board["id"])
    if not args["url"].startswith(("http://", "https://")):
        raise bad_argument("Invalid url", url=args["url"])
    config = args.get("config")
    if config is not None:
        read_json(config)
    row: Row = {"board_id": board["id"], "event": args["event"], "config": config, "url": args["url"]}
    call.database.webhooks.insert(row)
    return row


@resolves("Mutation.delete_webhook")
def _delete_webhook(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = call.database.webhooks.get(number(args["id"]))
    if row is None:
        raise not_found("Webhook", args["id"])
    call.own_board(row["board_id"])
    call.database.webhooks.remove(row["id"])
    return row
