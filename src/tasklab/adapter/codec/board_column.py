"""Items whose values stand in columns that each board has of its own, found by the type of the column.

A value is JSON in a text, and so are the settings of a column, which say what the labels of a status are called and
which of them mean done. Where a board has several columns of a type, the first counts. Types had other names before
2023-10, which are read too.

Sources: https://developer.monday.com/api-reference/docs/change-column-values,
https://developer.monday.com/api-reference/docs/status
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, show, unreadable, wrong_value
from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_TYPES = {
    "color": "status",
    "multiple-person": "people",
    "timerange": "timeline",
    "long-text": "long_text",
    "tag": "tags",
}
"""What types were called before 2023-10."""
_FIELDS = {
    "status": "status_id",
    "people": "assignee_ids",
    "date": "due",
    "long_text": "description",
    "tags": "label_ids",
}
_DONE = (1,)
"""Labels that mean done where a column's settings do not say: the second of a new one."""
_ADDRESS = re.compile(
    r"(?:https://[A-Za-z0-9-]+\.monday\.com/boards/[0-9]+/(?:views/[0-9]+/)?pulses/)?([0-9]{1,18})/?\Z"
)
_NUMBER = re.compile(r"[0-9]{1,18}\Z")


def type_of(column: Mapping[str, Any]) -> str:
    """Return the type of a column, or of a value in it, by its name of today."""
    name = str(column.get("type"))
    return _TYPES.get(name, name)


def parsed(value: Any) -> Any:
    """Return what JSON in a text says; what is no text is it already.

    Raises: PlatformError for a text that is not JSON.
    """
    if not isinstance(value, str):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError) as error:
        raise unreadable(value, "JSON in a text") from error


def decode_board_items(native: Sequence[Any]) -> list[Any]:
    """Return items, each followed by those inside it, with their values in a member `columns`, by type.

    Raises: PlatformError for an item of another shape than documented.
    """
    return [made for item in native for made in _with_inner(_object(item, "an item"))]


def _with_inner(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield _made(item)
    for inner in item.get("subitems") or ():
        yield _made(_object(inner, "an item"))


def _made(item: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for value in item.get("column_values") or ():
        kind = type_of(_object(value, "the value of a column"))
        read = _READ.get(kind)
        if read is not None and kind not in columns:
            columns[kind] = read(value, item)
    return {**item, "columns": columns}


def _status(value: dict[str, Any], item: dict[str, Any]) -> dict[str, Any] | None:
    inner, board = parsed(value.get("value")), _object(item.get("board") or {}, "a board")
    index = inner.get("index") if isinstance(inner, dict) else None
    if not isinstance(index, int) or not value.get("text"):
        return None
    is_done = value.get("is_done")
    if is_done is None:
        there = (each for each in board.get("columns") or () if each.get("id") == value.get("id"))
        is_done = index in _done_of(_settings(next(there, {})))
    return {"id": f"{board.get('id')}-{index}", "label": value["text"], "is_done": is_done}


def _people(value: dict[str, Any], item: dict[str, Any]) -> list[str]:
    del item
    inner = parsed(value.get("value")) or {}
    return [str(each.get("id")) for each in inner.get("personsAndTeams") or () if each.get("kind") == "person"]


def _date(value: dict[str, Any], item: dict[str, Any]) -> str | None:
    del item
    inner = parsed(value.get("value")) or {}
    return " ".join(part for part in (inner.get("date"), inner.get("time")) if part) or None


def _as_it_is(value: dict[str, Any], item: dict[str, Any]) -> Any:
    del item
    return parsed(value.get("value"))


def _long_text(value: dict[str, Any], item: dict[str, Any]) -> str | None:
    del item
    inner = parsed(value.get("value"))
    return inner.get("text") if isinstance(inner, dict) else inner


def _tags(value: dict[str, Any], item: dict[str, Any]) -> list[str]:
    del item
    inner = parsed(value.get("value")) or {}
    return [str(identifier) for identifier in inner.get("tag_ids") or ()]


_READ: Mapping[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "status": _status,
    "people": _people,
    "date": _date,
    "timeline": _as_it_is,
    "long_text": _long_text,
    "tags": _tags,
}


def decode_board_labels(native: Sequence[Any]) -> list[Any]:
    """Return the labels of the status column of each board: `{id, board, name, is_done, position}`.

    Raises: PlatformError for a board of another shape than documented.
    """
    return [label for board in native for label in _labels(_object(board, "a board"))]


def _labels(board: dict[str, Any]) -> Iterator[dict[str, Any]]:
    column = _first(board, "status")
    settings = _settings(column or {})
    places = settings.get("labels_positions_v2") or {}
    done = _done_of(settings)
    for index, name in _object(settings.get("labels") or {}, "labels by index").items():
        if name:
            place = places.get(index)
            identifier = f"{board.get('id')}-{index}"
            is_done = str(index) in map(str, done)
            yield {"id": identifier, "board": board.get("id"), "name": name, "is_done": is_done, "position": place}


def _settings(column: Mapping[str, Any]) -> dict[str, Any]:
    return _object(parsed(column.get("settings_str")) or {}, "the settings of a column")


def _done_of(settings: Mapping[str, Any]) -> Sequence[int]:
    found = settings.get("done_colors")
    return found if isinstance(found, list) else _DONE


def _first(board: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    return next((each for each in board.get("columns") or () if type_of(_object(each, "a column")) == kind), None)


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise unreadable(value, what)
    return value


def encode_column_values(parts: Sequence[Any]) -> str | None:
    """Return values by the ids of a board's columns, as JSON in a text; null where nothing is written.

    Shape: `[draft, board]`; the draft has them by type in its member `columns`, and perhaps a `name`. A status that is
    true or false is the first label that is done, or the first that is not.

    Raises: UnsupportedFieldError where the board has no column of a type; ValidationError for a label or a person that
    cannot be one there.
    """
    draft, board = parts
    values: dict[str, Any] = {"name": draft["name"]} if "name" in draft else {}
    for kind, value in (draft.get("columns") or {}).items():
        column = _first(board, kind)
        if column is None:
            raise cannot_carry(_FIELDS[kind], f"cannot be kept: board {board.get('id')} has no column of type {kind}")
        values[str(column.get("id"))] = None if value is None else _WRITTEN[kind](value, board)
    return msgspec.json.encode(values).decode() if values else None


def _status_written(value: str | bool, board: Mapping[str, Any]) -> dict[str, Any]:
    known = {label["id"]: label for label in decode_board_labels([board])}
    if isinstance(value, bool):
        value = next((each for each, label in known.items() if label["is_done"] is value), value)
    if value not in known:
        raise wrong_value("status_id", value, f"a label of its board: {', '.join(known) or 'there are none'}")
    return {"index": int(str(value).rpartition("-")[2])}


def _people_written(value: Sequence[str], board: Mapping[str, Any]) -> dict[str, Any]:
    del board
    return {"personsAndTeams": [{"id": _number("assignee_ids", each), "kind": "person"} for each in value]}


def _date_written(value: str, board: Mapping[str, Any]) -> dict[str, Any]:
    del board
    day, _, time = value.partition(" ")
    return {"date": day, "time": time} if time else {"date": day}


def _long_text_written(value: str, board: Mapping[str, Any]) -> dict[str, Any]:
    del board
    return {"text": value}


def _tags_written(value: Sequence[str], board: Mapping[str, Any]) -> dict[str, Any]:
    del board
    return {"tag_ids": [_number("label_ids", each) for each in value]}


_WRITTEN: Mapping[str, Callable[[Any, Mapping[str, Any]], dict[str, Any]]] = {
    "status": _status_written,
    "people": _people_written,
    "date": _date_written,
    "long_text": _long_text_written,
    "tags": _tags_written,
}


def encode_column_of(parts: Sequence[Any], field: str) -> str:
    """Return the id of a board's first column of a type. Shape: `[board, type]`.

    Raises: UnsupportedFieldError where it has none.
    """
    board, kind = parts
    column = _first(board, kind)
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


def _number(field: str, text: str) -> int:
    if not _NUMBER.match(text):
        raise wrong_value(field, text, "ids that are numbers")
    return int(text)


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
