"""Items whose values stand in columns that each board has of its own, found by the type of the column.

A value is JSON in a text, and so are the settings of a column, which say what the labels of a status are called and
which of them mean done. Where a board has several columns of a type, the first counts; the others are custom fields.

Source: https://developer.monday.com/api-reference/docs/status
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.codec.board_field import OF_TASKS, read_fields, written_fields
from tasklab.adapter.codec.board_value import (
    as_object,
    date_in,
    date_value,
    done_of,
    first_column,
    long_text_in,
    parsed,
    people_in,
    people_value,
    settings_of,
    tags_in,
    tags_value,
    type_of,
)
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, show, wrong_value
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_FIELDS = {
    "status": "status_id",
    "people": "assignee_ids",
    "date": "due",
    "long_text": "description",
    "tags": "label_ids",
}
_ADDRESS = re.compile(
    r"(?:https://[A-Za-z0-9-]+\.monday\.com/boards/[0-9]+/(?:views/[0-9]+/)?pulses/)?([0-9]{1,18})/?\Z"
)


def decode_board_items(native: Sequence[Any]) -> list[Any]:
    """Return items, each followed by those inside it, with their values in a member `columns`, by type.

    Raises: PlatformError for an item of another shape than documented.
    """
    return [made for item in native for made in _with_inner(as_object(item, "an item"))]


def _with_inner(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield _made(item)
    for inner in item.get("subitems") or ():
        yield _made(as_object(inner, "an item"))


def _made(item: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    others: list[dict[str, Any]] = []
    for value in item.get("column_values") or ():
        kind = type_of(as_object(value, "the value of a column"))
        if kind not in OF_TASKS or kind in columns:
            others.append(value)
        else:
            columns[kind] = _status(value, item) if kind == "status" else _READ[kind](value)
    return {**item, "columns": columns, "custom": read_fields(item, others)}


def _status(value: dict[str, Any], item: dict[str, Any]) -> dict[str, Any] | None:
    inner, board = parsed(value.get("value")), as_object(item.get("board") or {}, "a board")
    index = inner.get("index") if isinstance(inner, dict) else None
    if not isinstance(index, int) or not value.get("text"):
        return None
    is_done = value.get("is_done")
    if is_done is None:
        there = (each for each in board.get("columns") or () if each.get("id") == value.get("id"))
        is_done = index in done_of(settings_of(next(there, {})))
    return {"id": f"{board.get('id')}-{index}", "label": value["text"], "is_done": is_done}


_READ: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "people": people_in,
    "date": date_in,
    "timeline": lambda value: parsed(value.get("value")),
    "long_text": long_text_in,
    "tags": tags_in,
}


def decode_board_labels(native: Sequence[Any]) -> list[Any]:
    """Return the labels of the status column of each board: `{id, board, name, is_done, position}`.

    Raises: PlatformError for a board of another shape than documented.
    """
    return [label for board in native for label in _labels(as_object(board, "a board"))]


def _labels(board: dict[str, Any]) -> Iterator[dict[str, Any]]:
    column = first_column(board, "status")
    settings = settings_of(column or {})
    places = settings.get("labels_positions_v2") or {}
    done = done_of(settings)
    for index, name in as_object(settings.get("labels") or {}, "labels by index").items():
        if name:
            place = places.get(index)
            identifier = f"{board.get('id')}-{index}"
            is_done = str(index) in map(str, done)
            yield {"id": identifier, "board": board.get("id"), "name": name, "is_done": is_done, "position": place}


def encode_column_values(parts: Sequence[Any]) -> str | None:
    """Return values by the ids of a board's columns, as JSON in a text; null where nothing is written.

    Shape: `[draft, board]`; the draft has them by type in its member `columns`, those of custom fields in `custom`, and
    perhaps a `name`. A status that is true or false is the first label that is done, or the first that is not. Of no
    board there is nothing to write yet.

    Raises: UnsupportedFieldError where the board has no column of a type; ValidationError for a label or a person that
    cannot be one there.
    """
    draft, board = parts
    if board is None:
        return None
    values: dict[str, Any] = {"name": draft["name"]} if "name" in draft else {}
    for kind, value in (draft.get("columns") or {}).items():
        column = first_column(board, kind)
        if column is None:
            raise cannot_carry(_FIELDS[kind], f"cannot be kept: board {board.get('id')} has no column of type {kind}")
        values[str(column.get("id"))] = None if value is None else _WRITTEN[kind](value, board)
    values |= written_fields(draft.get("custom") or {}, board)
    return msgspec.json.encode(values).decode() if values else None


def _status_written(value: str | bool, board: Mapping[str, Any]) -> dict[str, Any]:
    known = {label["id"]: label for label in decode_board_labels([board])}
    if isinstance(value, bool):
        value = next((each for each, label in known.items() if label["is_done"] is value), value)
    if value not in known:
        raise wrong_value("status_id", value, f"a label of its board: {', '.join(known) or 'there are none'}")
    return {"index": int(str(value).rpartition("-")[2])}


_WRITTEN: Mapping[str, Callable[[Any, Mapping[str, Any]], dict[str, Any]]] = {
    "status": _status_written,
    "people": lambda value, _: people_value(value, "assignee_ids"),
    "date": lambda value, _: date_value(value),
    "long_text": lambda value, _: {"text": value},
    "tags": lambda value, _: tags_value(value, "label_ids"),
}


def encode_column_of(parts: Sequence[Any], field: str) -> str:
    """Return the id of a board's first column of a type. Shape: `[board, type]`.

    Raises: UnsupportedFieldError where it has none.
    """
    board, kind = parts
    column = first_column(board, kind)
    if column is None:
        raise cannot_carry(field, f"cannot be kept: board {board.get('id')} has no column of type {kind}")
    return str(column.get("id"))


def encode_item_reference(text: str) -> str:
    """Return the id of an item in its web address, or an id as it is.

    Raises: NotFoundError for other text, which names no item.
    """
    found = _ADDRESS.match(text)
    if found is None:
        raise NotFoundError(
            f"{show(text)} names no item: expected an address that ends with /pulses/12", pointer="/reference"
        )
    return found[1]


CODECS = (
    Codec(
        module=__name__,
        name="board_items",
        summary="Items, each followed by those inside it, with the values of their columns by type. Reads only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="board_labels",
        summary="The labels of the status column of each of some boards. Reads only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="column_values",
        summary="Of `[draft, board]`: values by the ids of the board's columns, as JSON in a text. Writes only.",
        native="str",
        written="str | None",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="column_of",
        summary="Of `[board, type]`: the id of the board's first column of that type. Writes only.",
        native="str",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        can_refuse=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="item_reference",
        summary="The id of an item in its web address on monday.com. Writes only.",
        native="str",
        unified="str",
        direction="write",
        is_hook=True,
    ),
)
