"""Values of columns: read with an item, and written one by one or many at once.

Source: https://developer.monday.com/api-reference/reference/column-values-v2, /docs/change-column-values.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.activity import note_item
from tasklab.twin.platform.monday.column import find_column, read_json
from tasklab.twin.platform.monday.kind import Kind, Look, Write, kind_of
from tasklab.twin.platform.monday.kind_linked import subitems_of
from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

MOST_NAME = 255


def look_at(call: Call, item: Row, column: Row) -> Look:
    """Return a value of an item, to be read."""
    return Look(call, column, item, item["values"].get(column["id"]))


def text_of(call: Call, item: Row, column: Row) -> str | None:
    """Return a value of an item as text."""
    return kind_of(column).text(look_at(call, item, column))


@resolves("Item.column_values")
def _values(call: Call, item: Row, args: Mapping[str, Any]) -> Any:
    board = call.database.boards.get(item["board_id"]) or {"columns": []}
    columns = [each for each in board["columns"] if each["type"] != "name"]
    if args.get("ids") is not None:
        columns = [each for each in columns if each["id"] in args["ids"]]
    if args.get("types") is not None:
        columns = [each for each in columns if each["type"] in args["types"]]
    tell = _tell_plain if call.is_numbered else _tell
    return [tell(call, item, column) for column in columns]


def _tell(call: Call, item: Row, column: Row) -> dict[str, Any]:
    kind, look = kind_of(column), look_at(call, item, column)
    return {
        "__typename": kind.typename,
        "id": column["id"],
        "type": column["type"],
        "column": column,
        "text": kind.text(look),
        "value": _value(call, kind, look),
        "is_leaf": not subitems_of(look),
        **kind.fields(look),
    }


def _tell_plain(call: Call, item: Row, column: Row) -> dict[str, Any]:
    kind, look = kind_of(column), look_at(call, item, column)
    return {
        "__typename": "ColumnValue",
        "id": column["id"],
        "title": column["title"],
        "type": kind.old_name,
        "description": column["description"],
        "text": kind.text(look),
        "value": _value(call, kind, look),
        "additional_info": _additional(kind, look),
    }


def _value(call: Call, kind: Kind, look: Look) -> str | None:
    value = kind.value(look) if kind.is_value_told or not call.since("2025-04") else None
    if value is None:
        return None
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _additional(kind: Kind, look: Look) -> str | None:
    if kind.typename != "StatusValue" or look.stored is None:
        return None
    fields = kind.fields(look)
    told = {"label": fields["label"], "color": fields["label_style"]["color"], "changed_at": fields["updated_at"]}
    return json.dumps(told, separators=(",", ":"))


@resolves("CreationLogValue.creator", "FileAssetValue.creator")
def _creator(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.users.get(row["creator_id"])


@resolves("LastUpdatedValue.updater")
def _updater(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.users.get(row["updater_id"])


@resolves("UnsupportedValue.text")
def _nothing(_: Call, __: Row, ___: Mapping[str, Any]) -> Any:
    return None


def read_values(call: Call, board: Row, given: Any, *, creates_labels: bool) -> dict[str, Any]:
    """Return what is to be kept by column, all of it good. Raises: RefusalError before anything is changed."""
    if not isinstance(given, dict):
        raise bad_argument("column_values hold an object by column")
    return {
        column["id"]: _read(Write(call, board, column, creates_labels), value)
        for column, value in [(find_column(call, board, id_), value) for id_, value in given.items()]
    }


def _read(write: Write, given: Any) -> Any:
    kind = kind_of(write.column)
    if write.column["type"] == "name":
        return read_name(given)
    if kind.read is None:
        kind_name = "".join(part.title() for part in kind.old_name.split("-")) + "Column"
        shown = kind.old_name if write.call.since("2025-04") else kind_name
        raise RefusalError(
            "ColumnValueException", "This column type is not supported yet in the api", data={"column_type": shown}
        )
    if given is None or given in ("", {}):
        return None
    if isinstance(given, str):
        if kind.simple is None:
            raise write.wrong_form(given)
        given = kind.simple(write, given)
    return kind.read(write, given)


def read_name(given: Any) -> str:
    """Return the name of an item. Raises: RefusalError for none, or one that is too long."""
    if not isinstance(given, str) or not given.strip():
        raise bad_argument("Item name can't be blank", item_name=given)
    if len(given) > MOST_NAME:
        raise RefusalError("ItemNameTooLongException", f"Item name can't be longer than {MOST_NAME} characters")
    return given


def write_values(call: Call, item: Row, values: Mapping[str, Any]) -> None:
    """Keep values of an item, and note what changed."""
    database = call.database
    board = database.boards.get(item["board_id"]) or {"columns": []}
    changes: dict[str, Any] = {"updated_at": call.now, "updater_id": call.user_id}
    kept = dict(item["values"])
    for column_id, value in values.items():
        column = next(each for each in board["columns"] if each["id"] == column_id)
        if column["type"] == "name":
            before_name = {"name": item["name"]}
            note_item(call, item, "update_name", value={"name": value}, previous_value=before_name)
            changes["name"] = value
            continue
        before_text, before = text_of(call, item, column), kept.get(column_id)
        if value is None:
            kept.pop(column_id, None)
        else:
            kept[column_id] = value
        told = {
            "column_id": column_id,
            "column_type": kind_of(column).old_name,
            "column_title": column["title"],
            "value": value,
            "previous_value": before,
            "textual_value": kind_of(column).text(Look(call, column, item, value)),
            "previous_textual_value": before_text,
        }
        note_item(call, item, "update_column_value", **told)
    database.items.update(item["id"], {**changes, "values": kept})


def _find(call: Call, args: Mapping[str, Any]) -> tuple[Row, Row]:
    board, item = call.own_board(args["board_id"]), call.own_item(args.get("item_id"))
    if item["board_id"] != board["id"]:
        raise RefusalError("InvalidItemIdException", "The item is not on the board", data={"item_id": item["id"]})
    if item["state"] != "active":
        raise RefusalError("ColumnValueException", "The item is not active", data={"item_id": item["id"]})
    return board, item


def _change(call: Call, args: Mapping[str, Any], given: Any) -> Row:
    board, item = _find(call, args)
    values = read_values(call, board, given, creates_labels=bool(args.get("create_labels_if_missing")))
    write_values(call, item, values)
    return item


@resolves("Mutation.change_column_value")
def _change_one(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _change(call, args, {args["column_id"]: read_json(args["value"])})


@resolves("Mutation.change_simple_column_value")
def _change_simple(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _change(call, args, {args["column_id"]: args.get("value") or ""})


@resolves("Mutation.change_multiple_column_values")
def _change_many(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return _change(call, args, read_json(args["column_values"]))
