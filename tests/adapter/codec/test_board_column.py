"""Items of boards: values in columns that are found by their types, in the forms of every version."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.codec.board_column import decode_board_items, decode_board_labels, encode_column_values
from tasklab.unified.error import PlatformError, UnsupportedFieldError, ValidationError

SETTINGS = '{"labels":{"0":"Going","1":"Done","5":""},"done_colors":[1],"labels_positions_v2":{"0":2,"1":0}}'
BOARD = {
    "id": "7",
    "columns": [
        {"id": "name", "type": "name", "settings_str": "{}"},
        {"id": "state", "type": "color", "settings_str": SETTINGS},
        {"id": "state_2", "type": "status", "settings_str": "{}"},
        {"id": "who", "type": "multiple-person", "settings_str": "{}"},
        {"id": "date4", "type": "date", "settings_str": "{}"},
        {"id": "notes", "type": "long-text", "settings_str": "{}"},
        {"id": "tags", "type": "tag", "settings_str": "{}"},
    ],
}


def value(identifier, kind, inner, text="x", **more):
    told = None if inner is None else msgspec.json.encode(inner).decode()
    return {"id": identifier, "type": kind, "text": text, "value": told, **more}


def item(*values, **more):
    return {"id": "1", "board": BOARD, "column_values": list(values), **more}


def columns(*values, **more):
    return decode_board_items([item(*values, **more)])[0]["columns"]


@pytest.mark.parametrize("kind", ["color", "status"])
def test_a_status_is_the_label_of_the_first_column_of_its_type(kind):
    told = columns(value("state", kind, {"index": 1}, "Done"), value("state_2", kind, {"index": 0}, "Other"))
    assert told["status"] == {"id": "7-1", "label": "Done", "is_done": True}
    assert columns(value("state", kind, {"index": 0}, "Going"))["status"]["is_done"] is False


def test_what_a_version_says_itself_about_being_done_counts():
    told = columns(value("state", "status", {"index": 0}, "Shipped", is_done=True))
    assert told["status"] == {"id": "7-0", "label": "Shipped", "is_done": True}


def test_an_empty_column_is_empty():
    told = columns(
        value("state", "status", None, None), value("who", "people", None, ""), value("date4", "date", None, ""),
        value("notes", "long_text", None, ""), value("tags", "tags", None, ""), value("span", "timeline", None, ""),
    )  # fmt: skip
    assert told == {"status": None, "people": [], "date": None, "long_text": None, "tags": [], "timeline": None}
    assert columns() == {}


def test_values_are_read_by_their_types():
    people = {"personsAndTeams": [{"id": 3, "kind": "person"}, {"id": 9, "kind": "team"}]}
    told = columns(
        value("who", "people", people), value("tags", "tags", {"tag_ids": [4, 5]}),
        value("date4", "date", {"date": "2027-01-31", "time": "09:30:00"}),
        value("notes", "long_text", {"text": "a\nb"}), value("span", "timerange", {"from": "2027-01-01"}),
    )  # fmt: skip
    assert told == {
        "people": ["3"], "tags": ["4", "5"], "date": "2027-01-31 09:30:00", "long_text": "a\nb",
        "timeline": {"from": "2027-01-01"},
    }  # fmt: skip
    assert columns(value("date4", "date", {"date": "2027-01-31", "time": ""}))["date"] == "2027-01-31"


def test_items_inside_an_item_follow_it():
    told = decode_board_items([item(subitems=[{**item(), "id": "2"}]), {**item(), "id": "3", "subitems": None}])
    assert [each["id"] for each in told] == ["1", "2", "3"]


@pytest.mark.parametrize("wrong", [["x"], [item("x")], [item(value("state", "status", None, value="{"))], [None]])
def test_other_shapes_are_the_platforms_fault(wrong):
    if wrong and isinstance(wrong[0], dict) and isinstance(wrong[0]["column_values"][0], dict):
        wrong[0]["column_values"][0]["value"] = "{"
    with pytest.raises(PlatformError):
        decode_board_items(wrong)


def test_labels_are_those_of_the_first_status_column_that_have_words():
    assert decode_board_labels([BOARD]) == [
        {"id": "7-0", "board": "7", "name": "Going", "is_done": False, "position": 2},
        {"id": "7-1", "board": "7", "name": "Done", "is_done": True, "position": 0},
    ]
    assert decode_board_labels([{"id": "8", "columns": []}]) == []


def test_where_nothing_is_said_the_second_label_is_done():
    board = {"id": "8", "columns": [{"id": "s", "type": "status", "settings_str": '{"labels":{"0":"a","1":"b"}}'}]}
    assert [label["is_done"] for label in decode_board_labels([board])] == [False, True]


def written(draft):
    text = encode_column_values([draft, BOARD])
    return None if text is None else msgspec.json.decode(text)


def test_values_are_written_under_the_ids_of_the_board():
    draft = {"status": "7-0", "people": ["3"], "date": "2027-01-31 09:30:00", "long_text": "a", "tags": ["4"]}
    assert written({"name": "New", "columns": draft, "group_id": "x"}) == {
        "name": "New",
        "state": {"index": 0},
        "who": {"personsAndTeams": [{"id": 3, "kind": "person"}]},
        "date4": {"date": "2027-01-31", "time": "09:30:00"},
        "notes": {"text": "a"},
        "tags": {"tag_ids": [4]},
    }
    assert written({"columns": {"date": "2027-01-31", "people": None}}) == {
        "date4": {"date": "2027-01-31"},
        "who": None,
    }


def test_a_status_may_be_asked_for_by_being_done():
    assert written({"columns": {"status": True}}) == {"state": {"index": 1}}
    assert written({"columns": {"status": False}}) == {"state": {"index": 0}}


def test_nothing_to_write_is_null():
    assert written({"group_id": "x"}) is None


@pytest.mark.parametrize(
    ("draft", "kind", "pointer"),
    [
        ({"status": "8-0"}, ValidationError, "/status_id"),
        ({"status": "7-9"}, ValidationError, "/status_id"),
        ({"people": ["x"]}, ValidationError, "/assignee_ids"),
        ({"tags": [""]}, ValidationError, "/label_ids"),
    ],
)
def test_what_cannot_be_one_there_is_refused_by_name(draft, kind, pointer):
    with pytest.raises(kind) as refused:
        written({"columns": draft})
    assert refused.value.pointer == pointer


def test_a_board_without_such_a_column_refuses_by_name():
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_column_values([{"columns": {"date": None}}, {"id": "8", "columns": []}])
    assert refused.value.pointer == "/due"
