"""Columns of boards and what stands in them: JSON in a text, by the type of the column.

Types had other names before 2023-10, which are read too.

Sources: https://developer.monday.com/api-reference/docs/change-column-values,
https://developer.monday.com/api-reference/reference/column-types-reference
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.codec.refusal import unreadable, wrong_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TYPES = {
    "color": "status",
    "multiple-person": "people",
    "timerange": "timeline",
    "long-text": "long_text",
    "tag": "tags",
    "numeric": "numbers",
    "boolean": "checkbox",
    "board-relation": "board_relation",
    "duration": "time_tracking",
}
"""What types were called before 2023-10."""
_DONE = (1,)
"""Labels that mean done where a column's settings do not say: the second of a new one."""
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


def inner_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that is the value of a column; an empty one where it has none."""
    inner = parsed(value.get("value"))
    return inner if isinstance(inner, dict) else {}


def people_in(value: Mapping[str, Any]) -> list[str]:
    """Return the ids of the people in a column; teams in it are left out."""
    return [
        str(each.get("id")) for each in inner_of(value).get("personsAndTeams") or () if each.get("kind") == "person"
    ]


def date_in(value: Mapping[str, Any]) -> str | None:
    """Return the day in a column, or its moment in UTC: 2027-01-31 09:30:00."""
    inner = inner_of(value)
    return " ".join(part for part in (inner.get("date"), inner.get("time")) if part) or None


def long_text_in(value: Mapping[str, Any]) -> str | None:
    """Return the text in a column of long text."""
    inner = parsed(value.get("value"))
    return inner.get("text") if isinstance(inner, dict) else inner


def tags_in(value: Mapping[str, Any]) -> list[str]:
    """Return the ids of the tags in a column."""
    return [str(identifier) for identifier in inner_of(value).get("tag_ids") or ()]


def people_value(ids: Sequence[str], field: str) -> dict[str, Any]:
    """Return people as a column of them takes them. Raises: ValidationError for an id that is no number."""
    return {"personsAndTeams": [{"id": number_of(field, each), "kind": "person"} for each in ids]}


def date_value(text: str) -> dict[str, Any]:
    """Return a day, or a moment in UTC, as a column of dates takes it."""
    day, _, time = text.partition(" ")
    return {"date": day, "time": time} if time else {"date": day}


def tags_value(ids: Sequence[str], field: str) -> dict[str, Any]:
    """Return tags as a column of them takes them. Raises: ValidationError for an id that is no number."""
    return {"tag_ids": [number_of(field, each) for each in ids]}


def settings_of(column: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a column is set to, such as its labels."""
    return as_object(parsed(column.get("settings_str")) or {}, "the settings of a column")


def done_of(settings: Mapping[str, Any]) -> Sequence[int]:
    """Return the indices of the labels that mean done."""
    found = settings.get("done_colors")
    return found if isinstance(found, list) else _DONE


def columns_of(board: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the columns of a board, in their order."""
    return [as_object(each, "a column") for each in board.get("columns") or ()]


def first_column(board: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    """Find the first column of a type."""
    return next((each for each in columns_of(board) if type_of(each) == kind), None)


def as_object(value: Any, what: str) -> dict[str, Any]:
    """Return what has to be an object. Raises: PlatformError for anything else."""
    if not isinstance(value, dict):
        raise unreadable(value, what)
    return value


def number_of(field: str, text: Any) -> int:
    """Return an id as the number that it is. Raises: ValidationError for other text."""
    if not _NUMBER.match(str(text)):
        raise wrong_value(field, text, "ids that are numbers")
    return int(text)
