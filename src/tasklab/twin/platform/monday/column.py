"""Columns of a board: the fields that its items have, statuses and labels among them.

Source: https://developer.monday.com/api-reference/reference/columns.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.kind import KINDS, kind_of
from tasklab.twin.platform.monday.kind_choice import make_status_settings
from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument, bad_json, no_column
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_ID = re.compile(r"[a-z0-9_]{1,20}")
_FIXED = frozenset({"name", "subtasks"})
"""Kinds that a board has one of, and that nobody makes or deletes."""


def new_column(call: Call, board: Row, id_: str, title: str, kind: str, settings: dict[str, Any] | None = None) -> Row:
    """Put a new column behind the others of a board."""
    row = {
        "id": id_,
        "title": title,
        "type": kind,
        "description": None,
        "archived": False,
        "width": None,
        "revision": 1,
        "settings": KINDS[kind].settings() if settings is None else settings,
        "created_at": call.now,
    }
    board["columns"].append(row)
    return row


def find_column(call: Call, board: Row, column_id: str) -> Row:
    """Return a column of a board, or refuse."""
    row = call.database.column(board, column_id)
    if row is None:
        raise no_column(column_id)
    return row


def read_json(text: Any) -> Any:
    """Return what an argument of type `JSON` holds: text with JSON in it. Raises: RefusalError."""
    if not isinstance(text, str):
        raise bad_json(repr(text))
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise bad_json(text) from error


def _read_object(call: Call, given: Any) -> Any:
    """Return settings of a column: text with JSON in it, since 2025-10 an object as well."""
    return given if isinstance(given, dict) and call.since("2025-10") else read_json(given)


@resolves("Board.columns")
def _columns(_: Call, board: Row, args: Mapping[str, Any]) -> Any:
    rows = board["columns"]
    if args.get("ids") is not None:
        rows = [row for row in rows if row["id"] in args["ids"]]
    if args.get("types") is not None:
        rows = [row for row in rows if row["type"] in args["types"]]
    return rows


@resolves("Column.type")
def _type(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return kind_of(row).old_name if call.is_numbered else row["type"]


@resolves("Column.settings_str")
def _settings_str(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return json.dumps(row["settings"], separators=(",", ":"))


@resolves("Column.settings")
def _settings(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    settings = row["settings"]
    if row["type"] == "status":
        return {"type": "status", "labels": [_status_label(settings, index) for index in settings["labels"]]}
    if row["type"] == "dropdown":
        labels = [{"id": each["id"], "label": each["name"], "is_deactivated": False} for each in settings["labels"]]
        return {"type": "dropdown", "labels": labels}
    return settings


def _status_label(settings: dict[str, Any], index: str) -> dict[str, Any]:
    number = int(index)
    return {
        "id": number,
        "index": settings["labels_positions_v2"][index],
        "label": settings["labels"][index],
        "hex": settings["labels_colors"][index]["color"],
        "is_done": number in settings["done_colors"],
        "is_deactivated": False,
    }


@resolves("Column.revision")
def _revision(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return str(row["revision"])


@resolves("Mutation.create_column")
def _create(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.own_board(args["board_id"])
    kind, title = args.get("column_type") or "text", args["title"].strip()
    if kind not in KINDS or kind in _FIXED:
        raise RefusalError("ColumnTypeException", "This column type is not supported yet in the api")
    if not title:
        raise bad_argument("Column title can't be blank", title=args["title"])
    id_ = _read_id(call, board, args.get("id"), title, kind)
    settings = _read_settings(kind, _read_object(call, args["defaults"])) if args.get("defaults") is not None else None
    after = None if args.get("after_column_id") is None else find_column(call, board, args["after_column_id"])
    row = new_column(call, board, id_, title, kind, settings)
    row["description"] = args.get("description")
    if after is not None:
        board["columns"].remove(row)
        board["columns"].insert(board["columns"].index(after) + 1, row)
    return row


def _read_id(call: Call, board: Row, id_: str | None, title: str, kind: str) -> str:
    if id_ is not None:
        if not _ID.fullmatch(id_):
            raise bad_argument("Column id has 1-20 characters, lowercase letters, digits and underscores", id=id_)
        if call.database.column(board, id_) is not None:
            raise bad_argument("Column id is taken", id=id_)
        return id_
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:15] or kind
    return slug if call.database.column(board, slug) is None else f"{slug}{call.database.next_key()}"


def _read_settings(kind: str, given: Any) -> dict[str, Any]:
    if isinstance(given, dict) and isinstance(given.get("settings"), dict):
        given = given["settings"]
    if not isinstance(given, dict):
        raise bad_argument("defaults hold an object", defaults=given)
    settings = KINDS[kind].settings()
    if kind == "status" and given.get("labels"):
        return _read_status_settings(given)
    if kind == "dropdown" and given.get("labels"):
        if not isinstance(given["labels"], list):
            raise bad_argument("labels are a list", labels=given["labels"])
        names = [each.get("name", each.get("label")) if isinstance(each, dict) else each for each in given["labels"]]
        if not all(isinstance(each, str) and each for each in names):
            raise bad_argument("a label has a name", labels=given["labels"])
        return {**settings, "labels": [{"id": number, "name": name} for number, name in enumerate(names, 1)]}
    unit, boards = given.get("unit", {}), given.get("boardIds", [])
    if not isinstance(unit, dict) or not isinstance(boards, list):
        raise bad_argument("unit is an object, boardIds are a list", defaults=given)
    return {**settings, **given}


def _read_status_settings(given: dict[str, Any]) -> dict[str, Any]:
    """Return labels of a status: by index until 2025-07, later a list in which each says whether it means done."""
    labels = given["labels"]
    if isinstance(labels, list):
        try:
            by_index = {str(int(each["index"])): str(each["label"]) for each in labels}
        except (KeyError, TypeError, ValueError) as error:
            raise bad_argument("a label has an index and a label", labels=labels) from error
        return make_status_settings(by_index, [int(each["index"]) for each in labels if each.get("is_done")])
    if not isinstance(labels, dict) or not all(number(each) is not None for each in labels):
        raise bad_argument("labels are by index", labels=labels)
    done = given.get("done_colors", [1])
    if not isinstance(done, list):
        raise bad_argument("done_colors are a list", done_colors=done)
    return make_status_settings({str(index): str(label) for index, label in labels.items() if label}, done)


@resolves("Mutation.change_column_title")
def _rename(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _change(call, args, {"title": args["title"]})


@resolves("Mutation.change_column_metadata")
def _describe(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    name = args.get("column_property")
    if name is None:
        raise bad_argument("column_property is missing")
    return _change(call, args, {name: args.get("value")})


def _change(call: Call, args: Mapping[str, Any], changes: dict[str, Any]) -> Row:
    row = find_column(call, call.own_board(args["board_id"]), args["column_id"])
    if not (changes.get("title", row["title"]) or "").strip():
        raise bad_argument("Column title can't be blank")
    row.update(changes, revision=row["revision"] + 1)
    return row


@resolves("Mutation.update_column")
def _update(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    row = find_column(call, call.own_board(args["board_id"]), args["id"])
    if row["type"] != args["column_type"]:
        raise bad_argument("column_type is not the column's", column_type=args["column_type"])
    if args["revision"] != str(row["revision"]):
        raise bad_argument("the column was changed since; read its revision again", revision=args["revision"])
    changes = {name: args[name] for name in ("title", "description", "width") if args.get(name) is not None}
    if args.get("settings") is not None:
        changes["settings"] = _read_settings(row["type"], _read_object(call, args["settings"]))
    row.update(changes, revision=row["revision"] + 1)
    return row


@resolves("Mutation.delete_column")
def _delete(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    board = call.own_board(args["board_id"])
    row = find_column(call, board, args["column_id"])
    if row["type"] in _FIXED:
        raise bad_argument("this column cannot be deleted", column_id=row["id"])
    board["columns"].remove(row)
    for item in call.database.items.where("board", board["id"]):
        item["values"].pop(row["id"], None)
    return {**row, "archived": True}
