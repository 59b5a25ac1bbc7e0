"""Ids made of addresses, and addresses made of ids."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.dav import (
    decode_dav_name,
    encode_dav_first,
    encode_dav_last,
    encode_dav_mark,
    encode_dav_owner,
)
from tasklab.unified.error import NotFoundError, ValidationError


def test_an_id_of_two_segments_has_a_first_and_a_last():
    assert encode_dav_first("cal/t%201.ics", "id") == "cal"
    assert encode_dav_last("cal/t%201.ics", "id") == "t%201.ics"


def test_the_id_of_a_part_has_a_resource_and_a_mark():
    assert encode_dav_owner("cal/t-1.ics#m-1", "id") == "cal/t-1.ics"
    assert encode_dav_mark("cal/t-1.ics#m-1", "id") == "m-1"


@pytest.mark.parametrize("encode", [encode_dav_first, encode_dav_last, encode_dav_owner])
@pytest.mark.parametrize("text", ["", "cal", "cal/", "cal/..", "../t.ics", "a/b/c", "cal/a b", "cal/%zz", "cal/%2e%2e"])
def test_what_would_be_another_address_is_no_id(encode, text):
    with pytest.raises(NotFoundError):
        encode(text, "id")
    with pytest.raises(ValidationError):
        encode(text, "task_id")


@pytest.mark.parametrize("text", ["", "cal/t-1.ics", "cal/t-1.ics#"])
def test_a_part_without_a_mark_is_nothing(text):
    with pytest.raises(NotFoundError):
        encode_dav_mark(text, "id")


@pytest.mark.parametrize(
    ("native", "name"),
    [
        ("/alice/", "alice"),
        ("/dav/jos%C3%A9", "josé"),
        ("https://h.example/a/b%20c/", "b c"),
        ("Alice & Bob", "Alice & Bob"),
        ("A/B", "A/B"),
        ("", ""),
    ],
)
def test_a_name_is_the_end_of_an_address_or_itself(native, name):
    assert decode_dav_name(native) == name
