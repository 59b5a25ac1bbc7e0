"""What a board's activity logs say about an item: an event, and what it carries as JSON in a text.

The moment is a Unix time in ten-millionths of a second, as text of 17 digits. Source:
https://developer.monday.com/api-reference/reference/activity-logs
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from tasklab.adapter.codec.board_value import parsed, type_of
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TICKS = 10
"""In a microsecond."""
_FIELDS = {
    "status": "status_id",
    "people": "assignee_ids",
    "date": "due",
    "long_text": "description",
    "tags": "label_ids",
}


class BoardChange(Struct, gc=False):
    """One changed field of an item."""

    field_: str = field(name="field")
    before: Any = None
    after: Any = None


def decode_board_activity(native: Sequence[Any]) -> list[Any]:
    """Return log entries with the moment as text in a member `at`, and what changed in a member `changes`.

    Raises: PlatformError for an entry of another shape than documented.
    """
    return [_entry(each) for each in native]


def _entry(entry: Any) -> dict[str, Any]:
    data = parsed(entry.get("data")) if isinstance(entry, dict) else None
    if not isinstance(data, dict):
        raise unreadable(entry, "an entry of an activity log")
    return {**entry, "at": _moment(entry.get("created_at")), "changes": _changes(str(entry.get("event")), data)}


def _moment(text: Any) -> str:
    try:
        return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=int(text) // _TICKS)).isoformat()
    except (TypeError, ValueError, OverflowError) as error:
        raise unreadable(text, "a moment of 17 digits") from error


def _changes(event: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    if event in {"update_name", "change_name"}:
        return [_change("title", data, _name)]
    if event == "update_column_value":
        kind = type_of({"type": data.get("column_type")})
        return [_change(_FIELDS.get(kind, str(data.get("column_title"))), data, _READ.get(kind, _same))]
    return []


def _change(name: str, data: Mapping[str, Any], read: Callable[[Any, Mapping[str, Any]], Any]) -> dict[str, Any]:
    before, after = data.get("previous_value"), data.get("value")
    return {
        "field": name,
        "before": None if before is None else read(before, data),
        "after": None if after is None else read(after, data),
    }


def _same(value: Any, data: Mapping[str, Any]) -> Any:
    del data
    return value


def _name(value: Any, data: Mapping[str, Any]) -> Any:
    del data
    return value.get("name") if isinstance(value, dict) else value


def _label(value: Any, data: Mapping[str, Any]) -> Any:
    label = value.get("label") if isinstance(value, dict) else None
    index = label.get("index") if isinstance(label, dict) else None
    return value if index is None else f"{data.get('board_id')}-{index}"


def _people(value: Any, data: Mapping[str, Any]) -> Any:
    del data
    people = value.get("personsAndTeams") if isinstance(value, dict) else None
    return [str(each.get("id")) for each in people if each.get("kind") == "person"] if people is not None else value


def _date(value: Any, data: Mapping[str, Any]) -> Any:
    del data
    return {"date": value["date"]} if isinstance(value, dict) and value.get("date") else value


def _text(value: Any, data: Mapping[str, Any]) -> Any:
    del data
    return value.get("text") if isinstance(value, dict) else value


_READ: Mapping[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "status": _label,
    "people": _people,
    "date": _date,
    "long_text": _text,
}


def decode_board_changes(native: Sequence[BoardChange] | None) -> list[Change]:
    """Return the changes."""
    return [Change(field=each.field_, from_=each.before, to=each.after) for each in native or ()]


CODECS = (
    Codec(
        module=__name__,
        name="board_activity",
        summary="Entries of a board's activity log, with their moment and what changed. Reads only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="board_changes",
        summary="What `board_activity` found changed. Reads only.",
        native="list[BoardChange]",
        unified="list[Change]",
        imports=(("tasklab.unified.objects", "Change"), (__name__, "BoardChange")),
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
)
