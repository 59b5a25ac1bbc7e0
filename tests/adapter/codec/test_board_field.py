"""Custom fields of items: the columns of a board that tasks have no field for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tasklab.adapter.codec.board_column import decode_board_items, encode_column_values
from tasklab.adapter.codec.board_field import (
    decode_board_fields,
    decode_boards_within,
    encode_board_within,
    normalise_column_fields,
)
from tasklab.unified.error import MethodError, PlatformError, UnsupportedFieldError, ValidationError

_LABELS = {"labels": {"0": "Low", "2": "High", "5": ""}}
_DROPS = {"labels": [{"id": 1, "name": "Bug"}, {"id": 3, "name": "Chore"}]}


def _column(identifier: str, kind: str, settings: Any = None) -> dict[str, Any]:
    text = msgspec.json.encode(settings or {}).decode()
    return {"id": identifier, "title": identifier.title(), "type": kind, "settings_str": text}


_BOARD = {
    "id": "7",
    "columns": [
        _column("name", "name"),
        _column("state", "color", _LABELS),
        _column("priority", "status", _LABELS),
        _column("who", "people"),
        _column("helpers", "multiple-person"),
        _column("date", "date"),
        _column("wanted", "date"),
        _column("text", "text"),
        _column("size", "numeric"),
        _column("billed", "boolean"),
        _column("kind", "dropdown", _DROPS),
        _column("stars", "rating", {"limit": 3}),
        _column("page", "link"),
        _column("mail", "email"),
        _column("phone", "phone"),
        _column("hour", "hour"),
        _column("note", "long_text"),
        _column("more", "long_text"),
        _column("tags", "tags"),
        _column("marks", "tags"),
        _column("log", "creation_log"),
        _column("inner", "subtasks", {"boardIds": [8]}),
        _column("file", "file"),
    ],
}


def _value(identifier: str, kind: str, inner: Any, text: str | None = "told") -> dict[str, Any]:
    told = None if inner is None else msgspec.json.encode(inner).decode()
    return {"id": identifier, "type": kind, "text": text, "value": told}


def _read(*values: dict[str, Any]) -> dict[str, Any]:
    (item,) = decode_board_items([{"id": "1", "board": {"id": "7"}, "column_values": list(values)}])
    custom: dict[str, Any] = item["custom"]
    return custom


def _written(**values: Any) -> dict[str, Any]:
    text = encode_column_values([{"custom": {f"7-{name}": value for name, value in values.items()}}, _BOARD])
    found: dict[str, Any] = msgspec.json.decode(text or "{}")
    return found


def test_fields_are_the_columns_besides_those_of_tasks() -> None:
    fields = {field["id"]: field for field in decode_board_fields([_BOARD])}
    assert [(name, field["type"], field["is_read_only"]) for name, field in fields.items()] == [
        ("7-priority", "select", False),
        ("7-helpers", "multi_user", False),
        ("7-wanted", "date", False),
        ("7-text", "text", False),
        ("7-size", "number", False),
        ("7-billed", "boolean", False),
        ("7-kind", "multi_select", False),
        ("7-stars", "select", False),
        ("7-page", "url", False),
        ("7-mail", "text", False),
        ("7-phone", "text", True),
        ("7-hour", "unknown", False),
        ("7-more", "text", False),
        ("7-marks", "unknown", False),
        ("7-log", "unknown", True),
    ]
    assert fields["7-priority"]["name"] == "Priority"
    assert fields["7-priority"]["options"] == [{"value": "0", "label": "Low"}, {"value": "2", "label": "High"}]
    assert fields["7-kind"]["options"] == [{"value": "1", "label": "Bug"}, {"value": "3", "label": "Chore"}]
    assert [each["value"] for each in fields["7-stars"]["options"]] == ["1", "2", "3"]
    assert fields["7-text"]["options"] is None


_BOTH_WAYS = [
    ("priority", "status", {"index": 2}, "2"),
    ("helpers", "people", {"personsAndTeams": [{"id": 3, "kind": "person"}]}, ["3"]),
    ("wanted", "date", {"date": "2027-01-31"}, "2027-01-31"),
    ("wanted", "date", {"date": "2027-01-31", "time": "09:30:00"}, "2027-01-31T09:30:00Z"),
    ("text", "text", "words", "words"),
    ("size", "numbers", "1.5", 1.5),
    ("billed", "checkbox", {"checked": "true"}, True),
    ("kind", "dropdown", {"ids": [1, 3]}, ["1", "3"]),
    ("stars", "rating", {"rating": 2}, "2"),
    ("page", "link", {"url": "https://example.org", "text": "https://example.org"}, "https://example.org"),
    ("mail", "email", {"email": "a@example.org", "text": "a@example.org"}, "a@example.org"),
    ("hour", "hour", {"hour": 9, "minute": 5}, "09:05"),
    ("more", "long_text", {"text": "a\nb"}, "a\nb"),
    ("marks", "tags", {"tag_ids": [4]}, ["4"]),
]


@pytest.mark.parametrize(("name", "kind", "native", "value"), _BOTH_WAYS)
def test_a_value_is_read_and_written_in_the_form_of_its_column(name: str, kind: str, native: Any, value: Any) -> None:
    firsts = [_value(f"first-{each}", each, None) for each in ("status", "people", "date", "long_text", "tags")]
    assert _read(*firsts, _value(name, kind, native))[f"7-{name}"] == value
    assert _written(**{name: value}) == {name: native}


@pytest.mark.parametrize(("name", "kind", "native", "value"), _BOTH_WAYS)
def test_what_is_empty_is_null(name: str, kind: str, native: Any, value: Any) -> None:
    del native, value
    firsts = [_value(f"first-{each}", each, None) for each in ("status", "people", "date", "long_text", "tags")]
    assert _read(*firsts, _value(name, kind, None, None))[f"7-{name}"] is None
    assert _written(**{name: None}) == {name: None}


def test_a_box_is_ticked_or_has_no_value() -> None:
    assert _written(billed=False) == {"billed": None}
    assert _read(_value("billed", "boolean", {"checked": "false"})) == {"7-billed": None}
    assert normalise_column_fields({"a": False, "b": 0, "c": "", "d": [], "e": "x"}) == {
        "a": None, "b": 0, "c": None, "d": None, "e": "x",
    }  # fmt: skip


def test_a_column_of_another_type_is_told_as_people_see_it() -> None:
    assert _read(_value("phone", "phone", {"phone": "123"}), _value("log", "creation_log", {"a": 1}, "Ada")) == {
        "7-phone": "123",
        "7-log": "Ada",
    }


def test_what_tasks_have_fields_for_is_no_custom_field() -> None:
    told = [_value("name", "name", None), _value("file", "file", {"files": []}), _value("who", "people", None)]
    assert _read(*told) == {}


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"nothing": "x"}, ValidationError),
        ({"who": ["3"]}, ValidationError),
        ({"phone": "123"}, UnsupportedFieldError),
        ({"priority": "5"}, ValidationError),
        ({"kind": ["9"]}, ValidationError),
        ({"kind": "1"}, ValidationError),
        ({"stars": "4"}, ValidationError),
        ({"size": "many"}, ValidationError),
        ({"size": True}, ValidationError),
        ({"text": ["a"]}, ValidationError),
        ({"billed": "yes"}, ValidationError),
        ({"wanted": "soon"}, ValidationError),
        ({"hour": "25:00"}, ValidationError),
        ({"helpers": ["x"]}, ValidationError),
    ],
)
def test_what_a_column_cannot_have_is_refused(values: dict[str, Any], error: type[MethodError]) -> None:
    with pytest.raises(error) as refused:
        _written(**values)
    assert refused.value.pointer == "/custom_fields"


def test_items_inside_items_have_a_board_of_their_own() -> None:
    assert decode_boards_within([_BOARD, {"id": 9, "columns": []}]) == ["7", "8", "9"]
    assert encode_board_within([_BOARD, "12"]) == ["8"]
    assert encode_board_within([_BOARD, None]) == []
    assert encode_board_within([{"id": "9", "columns": []}, "12"]) == []
    with pytest.raises(PlatformError):
        decode_boards_within([{"id": [], "columns": []}])


def test_of_no_board_there_is_nothing_to_write_yet() -> None:
    assert encode_column_values([{"name": "a", "columns": {"date": "2027-01-31"}}, None]) is None
