from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.message import Response
from tasklab.adapter.raw import raw_item, raw_items, raw_text

ANSWER = Response(status=200, body=b'{"data": {"issues": [{"a": 1.50}, {"b": null}], "none": null}}')


def test_native_objects_come_byte_for_byte():
    assert [bytes(raw) for raw in raw_items(ANSWER, "data", "issues")] == [b'{"a": 1.50}', b'{"b": null}']
    assert bytes(raw_item(ANSWER, "data", "issues", 1)) == b'{"b": null}'
    assert bytes(raw_item(ANSWER)) == ANSWER.body


def test_null_is_an_empty_list():
    assert raw_items(ANSWER, "data", "none") == []


def test_a_list_that_was_left_out_is_empty():
    assert raw_items(ANSWER, "data", "other") == []
    with pytest.raises(msgspec.DecodeError):
        raw_items(ANSWER, "other", "issues")


def test_a_place_that_is_not_there_is_an_error():
    with pytest.raises(msgspec.DecodeError):
        raw_item(ANSWER, "data", "other")


def test_text_becomes_json():
    assert msgspec.json.encode(raw_text("BEGIN:VTODO\r\n")) == b'"BEGIN:VTODO\\r\\n"'
