from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.message import Response
from tasklab.adapter.raw import raw_found, raw_item, raw_items, raw_members, raw_text

ANSWER = Response(status=200, body=b'{"data": {"issues": [{"a": 1.50}, {"b": null}], "none": null}}')


def test_native_objects_come_byte_for_byte():
    assert [bytes(raw) for raw in raw_items(ANSWER, "data", "issues")] == [b'{"a": 1.50}', b'{"b": null}']
    assert bytes(raw_item(ANSWER, "data", "issues", 1)) == b'{"b": null}'
    assert bytes(raw_item(ANSWER)) == ANSWER.body


def test_null_is_an_empty_list():
    assert raw_items(ANSWER, "data", "none") == []


def test_every_entry_on_the_way_has_a_list_of_its_own():
    answer = Response(
        status=200, body=b'{"types": [{"states": [{"a": 1}, {"a": 2}]}, {"states": null}, {"states": [3]}]}'
    )
    assert [bytes(raw) for raw in raw_items(answer, "types", None, "states")] == [b'{"a": 1}', b'{"a": 2}', b"3"]


def test_a_place_that_is_not_there_is_an_error():
    with pytest.raises(msgspec.DecodeError):
        raw_item(ANSWER, "data", "other")


def test_text_becomes_json():
    assert msgspec.json.encode(raw_text("BEGIN:VTODO\r\n")) == b'"BEGIN:VTODO\\r\\n"'


def test_what_may_be_missing_on_the_way_is_none_at_all():
    assert [bytes(raw) for raw in raw_found(ANSWER, "data", "issues")] == [b'{"a": 1.50}', b'{"b": null}']
    for path in (("data", "other", "x"), ("data", "none", "x"), ("data", "none"), ("data", "issues", 7, "x")):
        assert raw_found(ANSWER, *path) == []


def test_members_come_without_their_names():
    assert [bytes(raw) for raw in raw_members(ANSWER, "data", "issues", 0)] == [b"1.50"]
    assert raw_members(ANSWER, "data", "none") == []
