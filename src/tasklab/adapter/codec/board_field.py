"""Custom fields of items: the columns of a board besides those that tasks have fields for.

The id of a column is good within its board, so that of a field has the board before it: `1900000002-text`. A value is
JSON in a form of its column's type; of types that have none which is documented people's own text is told, to be read.

Sources: https://developer.monday.com/api-reference/reference/column-types-reference and the page of each type there.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.board_value import (
    as_object,
    columns_of,
    date_in,
    date_value,
    inner_of,
    long_text_in,
    parsed,
    people_in,
    people_value,
    settings_of,
    tags_in,
    tags_value,
    type_of,
)
from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

OF_TASKS = frozenset({"status", "people", "date", "timeline", "long_text", "tags"})
"""Types of which the first column is a field that every task has."""
_ELSEWHERE = frozenset({"name", "subtasks", "file", "dependency", "board_relation", "time_tracking", "button"})
"""Titles, items inside items, attachments, relations and times are told as such; a button holds nothing."""
_FIELD = "custom_fields"
_STARS = 5
_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\Z")
_TYPES = {
    "text": "text",
    "long_text": "text",
    "email": "text",
    "phone": "text",
    "numbers": "number",
    "checkbox": "boolean",
    "date": "date",
    "link": "url",
    "status": "select",
    "rating": "select",
    "dropdown": "multi_select",
    "people": "multi_user",
}


def read_fields(item: Mapping[str, Any], values: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return values of columns by field id; empty ones are null."""
    board = as_object(item.get("board") or {}, "a board").get("id")
    return {f"{board}-{value.get('id')}": _read(value) for value in values if type_of(value) not in _ELSEWHERE}


def _read(value: dict[str, Any]) -> Any:
    read = _READ.get(type_of(value))
    found = value.get("text") if read is None else read(value)
    return None if found in ("", []) else found


def _day_or_moment(value: dict[str, Any]) -> str | None:
    text = date_in(value)
    if text is None or " " not in text:
        return text
    return rfc_3339(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC))


def _number(value: dict[str, Any]) -> float | None:
    inner = parsed(value.get("value"))
    return None if inner in (None, "") else float(inner)


def _hour(value: dict[str, Any]) -> str | None:
    inner = inner_of(value)
    return f"{inner['hour']:02}:{inner.get('minute', 0):02}" if "hour" in inner else None


def _member(name: str) -> Callable[[dict[str, Any]], str | None]:
    def read(value: dict[str, Any]) -> str | None:
        found = inner_of(value).get(name)
        return None if found is None else str(found)

    return read


_READ: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "text": lambda value: parsed(value.get("value")),
    "long_text": long_text_in,
    "email": _member("email"),
    "phone": _member("phone"),
    "numbers": _number,
    # A box that is not ticked has no value, or says so.
    "checkbox": lambda value: str(inner_of(value).get("checked")).lower() == "true" or None,
    "date": _day_or_moment,
    "link": _member("url"),
    "status": _member("index"),
    "rating": _member("rating"),
    "dropdown": lambda value: [str(each) for each in inner_of(value).get("ids") or ()],
    "people": people_in,
    "tags": tags_in,
    "hour": _hour,
}


def decode_column_fields(native: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values by field id as they were read."""
    return dict(native)


def normalise_column_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what comes back: what is empty is null, and so is a box that is not ticked."""
    return {name: None if _is_empty(value) else value for name, value in values.items()}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [])


def decode_board_fields(native: Sequence[Any]) -> list[Any]:
    """Return the custom fields of boards: `{id, name, type, options, is_read_only}`.

    Raises: PlatformError for a board of another shape than documented.
    """
    return [_field(board, column) for board in native for column in _custom(as_object(board, "a board"))]


def _custom(board: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for column in columns_of(board):
        kind = type_of(column)
        if kind in _ELSEWHERE or (kind in OF_TASKS and kind not in seen):
            seen.add(kind)
            continue
        yield column


def _field(board: Mapping[str, Any], column: dict[str, Any]) -> dict[str, Any]:
    kind = type_of(column)
    options = _options(column)
    return {
        "id": f"{board.get('id')}-{column.get('id')}",
        "name": column.get("title"),
        "type": _TYPES.get(kind, "unknown"),
        "options": [{"value": value, "label": label} for value, label in options.items()] or None,
        "is_read_only": kind not in _WRITTEN,
    }


def _options(column: Mapping[str, Any]) -> dict[str, str]:
    """Return what a column offers, by the ids that values have."""
    kind, settings = type_of(column), settings_of(column)
    if kind == "rating":
        return {str(stars): str(stars) for stars in range(1, int(settings.get("limit") or _STARS) + 1)}
    labels = settings.get("labels") or ()
    if kind == "status":
        return {index: str(name) for index, name in as_object(labels or {}, "labels by index").items() if name}
    return {str(each.get("id")): str(each.get("name")) for each in labels if isinstance(each, dict)}


def decode_boards_within(native: Sequence[Any]) -> list[str]:
    """Return the ids of boards, each followed by that of the board of items inside its items, where there is one.

    Raises: PlatformError for a board of another shape than documented.
    """
    return [place for board in native for place in _with_inner(as_object(board, "a board"))]


def _with_inner(board: Mapping[str, Any]) -> list[str]:
    identifier = board.get("id")
    if not isinstance(identifier, int | str):
        raise unreadable(identifier, "the id of a board")
    return [str(identifier), *_within(board)]


def _within(board: Mapping[str, Any]) -> list[str]:
    columns = (each for each in columns_of(board) if type_of(each) == "subtasks")
    return [str(each) for column in columns for each in settings_of(column).get("boardIds") or ()]


def encode_board_within(parts: Sequence[Any]) -> list[str]:
    """Return the id of the board of the items inside items, as a list of one or none. Shape: `[board, parent or null]`.

    None where no item is to be made inside another.
    """
    board, parent = parts
    return [] if parent is None else _within(board)[:1]


def written_fields(values: Mapping[str, Any], board: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by the ids of a board's columns.

    Raises: ValidationError for a field that is none of its board's, and a value that its type has not;
    UnsupportedFieldError for a column that can only be read.
    """
    known = {f"{board.get('id')}-{column.get('id')}": column for column in _custom(board)}
    for name in values:
        if name not in known:
            raise wrong_value(_FIELD, name, f"ids of custom fields of board {board.get('id')} (field.list)")
    return {str(known[name].get("id")): _written(value, known[name]) for name, value in values.items()}


def _written(value: Any, column: Mapping[str, Any]) -> Any:
    write = _WRITTEN.get(type_of(column))
    if write is None:
        raise cannot_carry(_FIELD, f"has a value for {column.get('title')!r}, which can only be read")
    return None if _is_empty(value) else write(value, column)


def _text(value: Any, column: Mapping[str, Any]) -> str:
    del column
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong_value(_FIELD, value, "text")
    return str(value)


def _number_written(value: Any, column: Mapping[str, Any]) -> str:
    del column
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong_value(_FIELD, value, "a number")
    return str(value)


def _ticked(value: Any, column: Mapping[str, Any]) -> dict[str, str]:
    del column
    if value is not True:
        raise wrong_value(_FIELD, value, "true or false")
    return {"checked": "true"}


def _date_written(value: Any, column: Mapping[str, Any]) -> dict[str, Any]:
    del column
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise wrong_value(_FIELD, value, "a day such as 2027-01-31, or a moment") from error
    if len(value) == len("2027-01-31"):
        return date_value(value)
    moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return date_value(f"{moment:%Y-%m-%d %H:%M:%S}")


def _chosen(value: Any, column: Mapping[str, Any]) -> int:
    options = _options(column)
    if value not in options:
        raise wrong_value(_FIELD, value, f"one of {', '.join(options)} (field.list)")
    return int(value)


def _all_chosen(value: Any, column: Mapping[str, Any]) -> dict[str, Any]:
    return {"ids": [_chosen(each, column) for each in _list(value)]}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise wrong_value(_FIELD, value, "a list of ids")
    return list(value)


def _hour_written(value: Any, column: Mapping[str, Any]) -> dict[str, int]:
    del column
    found = _HOUR.match(value) if isinstance(value, str) else None
    if found is None:
        raise wrong_value(_FIELD, value, "an hour such as 09:30")
    return {"hour": int(found[1]), "minute": int(found[2])}


_WRITTEN: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "text": _text,
    "long_text": lambda value, column: {"text": _text(value, column)},
    "email": lambda value, column: {"email": _text(value, column), "text": value},
    "numbers": _number_written,
    "checkbox": _ticked,
    "date": _date_written,
    "link": lambda value, column: {"url": _text(value, column), "text": value},
    "status": lambda value, column: {"index": _chosen(value, column)},
    "rating": lambda value, column: {"rating": _chosen(value, column)},
    "dropdown": _all_chosen,
    "people": lambda value, _: people_value(_list(value), _FIELD),
    "tags": lambda value, _: tags_value(_list(value), _FIELD),
    "hour": _hour_written,
}


def _hook(name: str, native: str, unified: str, summary: str, *, writes: bool = False, **more: Any) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified=unified,
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write" if writes else "read",
        is_hook=True,
        **more,
    )


CODECS = (
    _hook("board_fields", "list[Any]", "list[Any]", "Custom fields of boards: columns that tasks have no field for."),
    _hook("boards_within", "list[Any]", "list[str]", "The ids of boards, and of those of items inside their items."),
    _hook(
        "board_within", "list[str]", "Sequence[Any]",
        "Of `[board, parent]`: the board of items inside its items, as a list of one or none. Writes only.",
        writes=True,
    ),
    _hook(
        "column_fields", "dict[str, Any]", "dict[str, Any]", "Custom fields by field id; a box is ticked or null.",
        has_normalisation=True,
    ),
)  # fmt: skip
