"""Attachments of a to-do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.calendar import new_calendar, parse_calendar
from tasklab.adapter.codec import ical_attachment as codec
from tasklab.adapter.content_line import Property
from tasklab.unified.error import ValidationError

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)


def through_calendar(attachment):
    document = new_calendar("t-1", NOW).edited({}, add={"ATTACH": attachment}).render()
    return parse_calendar(document).todo.find("ATTACH")


@given(names, st.binary())
def test_a_file_comes_back_with_its_name_and_bytes(name, content):
    found = through_calendar(codec.encode_ical_attach_file([name, "text/plain", content], "content"))
    assert codec.decode_ical_attach_name(found) == name
    assert codec.decode_ical_attach_type(found) == "text/plain"
    assert codec.decode_ical_attach_kind(found) == "file"
    assert codec.decode_ical_attach_content(found) == content
    assert codec.decode_ical_attach_size(found) == len(content)
    assert codec.decode_ical_attach_url(found) is None


@given(names)
def test_a_link_comes_back_with_its_name(name):
    found = through_calendar(
        codec.encode_ical_attach_link([name, "https://x.example/a;b,c?d=e#f", "text/html"], "name")
    )
    assert codec.decode_ical_attach_name(found) == name
    assert codec.decode_ical_attach_url(found) == "https://x.example/a;b,c?d=e#f"
    assert codec.decode_ical_attach_kind(found) == "link"
    assert codec.decode_ical_attach_type(found) == "text/html"
    assert codec.decode_ical_attach_size(found) is None


def test_a_link_without_a_name_is_called_by_its_end():
    assert codec.decode_ical_attach_name(Property("https://x.example/a/my%20file.pdf?x")) == "my file.pdf"
    assert codec.decode_ical_attach_name(Property("CID:part1")) == "part1"
    assert codec.decode_ical_attach_name(Property("http://[broken")) == "attachment"


def test_a_link_has_no_content_here():
    with pytest.raises(ValidationError) as refused:
        codec.decode_ical_attach_content(Property("https://x.example/a"))
    assert "download_url" in str(refused.value)


@pytest.mark.parametrize("content_type", ["text", "text/plain\r\nDUE:20270101", "text/plain; charset"])
def test_a_media_type_that_is_none_is_refused(content_type):
    for attach, parts in (
        (codec.encode_ical_attach_file, ["a", content_type, b""]),
        (codec.encode_ical_attach_link, ["a", "https://x.example/", content_type]),
    ):
        with pytest.raises(ValidationError):
            attach(parts, "content_type")
