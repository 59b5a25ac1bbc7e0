"""What stands around the items of a board: links, sessions, the log, and updates with their replies."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tasklab.adapter.codec.board_activity import BoardChange, decode_board_activity, decode_board_changes
from tasklab.adapter.codec.board_link import (
    decode_board_links,
    encode_column_link_added,
    encode_column_link_item,
    encode_column_link_removed,
)
from tasklab.adapter.codec.board_time import decode_board_sessions
from tasklab.adapter.codec.with_replies import decode_with_replies
from tasklab.unified.error import NotFoundError, PlatformError, UnsupportedFieldError, ValidationError

OLD = {"id": "dep", "type": "dependency", "value": '{"linkedPulseIds":[{"linkedPulseId":2}]}'}
NEW = {"id": "link", "type": "board_relation", "value": None, "linked_item_ids": ["3", "4"]}
ITEM = {"id": "1", "column_values": [{"id": "name", "type": "name"}, OLD, NEW]}


def test_links_are_read_in_the_forms_of_every_version():
    assert [(link["id"], link["kind"], link["other"]) for link in decode_board_links([ITEM])] == [
        ("1 blocked_by 2", "blocked_by", "2"),
        ("1 relates_to 3", "relates_to", "3"),
        ("1 relates_to 4", "relates_to", "4"),
    ]
    with pytest.raises(PlatformError):
        decode_board_links(["x"])


def test_a_link_is_added_beside_those_that_are_there():
    told = msgspec.json.decode(encode_column_link_added([ITEM, "relates_to", "5"]))
    assert told == {"link": {"item_ids": [3, 4, 5]}}
    with pytest.raises(ValidationError) as refused:
        encode_column_link_added([ITEM, "blocked_by", "2"])
    assert refused.value.pointer == "/other_task_id"
    with pytest.raises(UnsupportedFieldError):
        encode_column_link_added([{"id": "1", "column_values": [OLD]}, "relates_to", "5"])


def test_a_link_is_removed_and_the_others_stay():
    assert msgspec.json.decode(encode_column_link_removed([ITEM, "1 relates_to 3"])) == {"link": {"item_ids": [4]}}
    with pytest.raises(NotFoundError):
        encode_column_link_removed([ITEM, "1 relates_to 9"])


@pytest.mark.parametrize("wrong", ["", "1", "1 likes 2", "a blocked_by 2", "1 blocked_by b", "1 blocked_by 2 3"])
def test_an_id_that_no_link_has_is_not_found(wrong):
    with pytest.raises(NotFoundError):
        encode_column_link_item(wrong)
    assert encode_column_link_item("1 blocked_by 2") == "1"


def session(**more):
    return {"id": "s", "started_at": "2027-01-31T09:00:00Z", "ended_at": "2027-01-31T09:01:30Z", **more}


def test_sessions_have_a_length_once_they_ended():
    item = {"id": "1", "column_values": [{}, {"history": [session(), session(ended_at=None)]}]}
    assert [(each["task"], each["seconds"]) for each in decode_board_sessions([item])] == [("1", 90), ("1", None)]
    for wrong in (session(ended_at="x"), "x"):
        with pytest.raises(PlatformError):
            decode_board_sessions([{"id": "1", "column_values": [{"history": [wrong]}]}])


def entry(event, data, created_at="18014256000000000"):
    return {"id": "e", "event": event, "created_at": created_at, "data": msgspec.json.encode(data).decode()}


def changes(event, data):
    (made,) = decode_board_activity([entry(event, data)])
    return decode_board_changes(msgspec.convert(made["changes"], list[BoardChange]))


def test_the_log_says_when():
    (made,) = decode_board_activity([entry("create_pulse", {})])
    assert dt.datetime.fromisoformat(made["at"]) == dt.datetime(2027, 1, 31, 20, tzinfo=dt.UTC)
    for wrong in (entry("create_pulse", {}, "soon"), {"data": "{"}, {"data": None}, "x"):
        with pytest.raises(PlatformError):
            decode_board_activity([wrong])


def test_the_log_says_what_changed():
    told = {"board_id": 7, "column_type": "color", "value": {"label": {"index": 1}}, "previous_value": None}
    (change,) = changes("update_column_value", told)
    assert (change.field, change.from_, change.to) == ("status_id", None, "7-1")
    told = {"column_type": "date", "value": {"date": "2027-01-31"}, "previous_value": {"date": None}}
    (change,) = changes("update_column_value", told)
    assert (change.field, change.from_, change.to) == ("due", {"date": None}, {"date": "2027-01-31"})
    told = {"column_type": "rating", "column_title": "Stars", "value": {"rating": 3}, "previous_value": None}
    (change,) = changes("update_column_value", told)
    assert (change.field, change.to) == ("Stars", {"rating": 3})
    (change,) = changes("update_name", {"value": {"name": "b"}, "previous_value": {"name": "a"}})
    assert (change.field, change.from_, change.to) == ("title", "a", "b")
    assert changes("create_pulse", {}) == []
    assert decode_board_changes(None) == []


def test_replies_follow_what_they_answer():
    told = decode_with_replies([{"id": "1", "item_id": "7", "replies": [{"id": "2"}]}, {"id": "3", "replies": None}])
    assert [(each["id"], each.get("parent_id"), each.get("item_id")) for each in told] == [
        ("1", None, "7"), ("2", "1", "7"), ("3", None, None),
    ]  # fmt: skip
    for wrong in (["x"], [{"id": "1", "replies": ["x"]}]):
        with pytest.raises(PlatformError):
            decode_with_replies(wrong)
