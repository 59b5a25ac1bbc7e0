from __future__ import annotations

import datetime as dt
import email.parser
import email.policy
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from tasklab.adapter.encode import (
    form_body,
    is_given,
    json_body,
    multipart_body,
    query_pairs,
    query_text,
    segment,
    segments,
    xml_text,
)
from tasklab.unified.error import MethodError, NotFoundError, ValidationError

TEXT = st.text(st.characters(codec="utf-8"))


@given(TEXT)
def test_a_segment_stays_one_segment_whatever_it_holds(text):
    try:
        escaped = segment(text)
    except NotFoundError:
        assert text in {"", ".", ".."}
        return
    path = urlsplit(f"https://h/a/{escaped}/b?q").path
    assert path == f"/a/{escaped}/b"
    assert unquote(path.split("/")[2]) == text
    assert len(path.split("/")) == 4


@pytest.mark.parametrize("text", ["", ".", "..", "\ud800"])
def test_what_cannot_be_a_segment_names_nothing(text):
    with pytest.raises(NotFoundError):
        segment(text)


def test_several_segments_are_each_escaped():
    assert segments("cal endar/a?b.ics") == "cal%20endar/a%3Fb.ics"
    with pytest.raises(NotFoundError):
        segments("cal/../../admin")


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_a_query_comes_back_as_it_was(pairs):
    assert parse_qsl(query_text(tuple(pairs)), keep_blank_values=True) == pairs
    assert parse_qsl(form_body(tuple(pairs)).decode(), keep_blank_values=True) == pairs


def test_absent_null_and_empty_are_three_things_in_a_query():
    pairs = query_pairs(("a", UNSET), ("b", None), ("c", ""), ("d", [1, 2]), ("e", True), ("f", 0))
    assert pairs == (("b", ""), ("c", ""), ("d", "1"), ("d", "2"), ("e", "true"), ("f", "0"))
    assert (is_given(UNSET), is_given(None), is_given("")) == (False, True, True)


@given(TEXT)
def test_xml_text_comes_back_as_it_was_or_is_refused(text):
    try:
        escaped = xml_text(text)
    except ValidationError:
        assert any(ord(each) < 32 or ord(each) in {0xFFFE, 0xFFFF} for each in text)
        return
    root = ET.fromstring(f'<a b="{escaped}">{escaped}</a>')
    assert (root.text or "") == text
    assert len(root) == 0


@pytest.mark.parametrize("make", [json_body, lambda text: form_body((("a", text),)), xml_text])
def test_half_a_character_is_refused(make):
    with pytest.raises(MethodError):
        make("\ud800")


def test_json_carries_days_and_moments():
    assert json_body({"a": dt.date(2026, 1, 2), "b": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}) == (
        b'{"a":"2026-01-02","b":"2026-01-02T00:00:00Z"}'
    )


@given(st.dictionaries(st.sampled_from(["file", "name", 'q"x']), TEXT | st.binary(), min_size=1), TEXT)
def test_multipart_comes_back_as_it_was(parts, name):
    body, content_type = multipart_body(parts, "u-1", file_name=name)
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body
    )
    found = list(message.iter_parts())
    assert len(found) == len(parts)
    boundary = content_type.partition("boundary=")[2].encode()
    assert body.count(boundary) == len(parts) + 1
    for value in parts.values():
        assert (value if isinstance(value, bytes) else value.encode()) in body


def test_a_boundary_is_never_part_of_a_value():
    body, content_type = multipart_body({"file": b"x tasklab-u1 y", "gone": UNSET}, "u-1")
    assert content_type.endswith("tasklab-u1x")
    assert b"gone" not in body


def test_a_file_name_cannot_break_out_of_its_header():
    body, _ = multipart_body({"file": b""}, "u", file_name='a"\r\nX-Evil: 1', file_type="text/plain\r\nX-Evil: 2")
    assert b"\r\nX-Evil" not in body
