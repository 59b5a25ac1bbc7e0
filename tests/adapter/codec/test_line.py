"""Text of one line, names in a tree, and other values that a platform has no room for."""

from __future__ import annotations

import datetime as dt

import pytest

from tasklab.adapter.codec.line import encode_line, encode_tree_name
from tasklab.adapter.codec.position import encode_whole_position
from tasklab.adapter.codec.tagged import encode_tagged_day_start
from tasklab.unified.error import UnsupportedFieldError


@pytest.mark.parametrize("encode", [encode_line, encode_tree_name])
@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\r\nb", "a\x0bb"])
def test_more_than_a_line_is_refused_by_name(encode, text: str) -> None:
    with pytest.raises(UnsupportedFieldError) as refused:
        encode(text, "title")
    assert refused.value.pointer == "/title"


def test_a_break_at_an_end_is_white_space_that_is_cut_off() -> None:
    assert encode_line("\n a b \t", "title") == "a b"


def test_a_backslash_is_refused_in_a_tree_alone() -> None:
    assert encode_line("a\\b", "title") == "a\\b"
    with pytest.raises(UnsupportedFieldError, match="backslash"):
        encode_tree_name("a\\b", "title")


@pytest.mark.parametrize("position", ["a", 1.5, 2**31])
def test_a_place_that_is_no_whole_number_is_refused(position: float | str) -> None:
    assert encode_whole_position(2**31 - 1, "position") == 2**31 - 1
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_whole_position(position, "position")
    assert refused.value.pointer == "/position"


def test_a_day_takes_its_first_moment_and_no_other() -> None:
    begins = dt.datetime(2027, 1, 31, 2, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert (encode_tagged_day_start(begins, "started_at").month, encode_tagged_day_start(begins, "x").day) == (1, 31)
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_tagged_day_start(begins + dt.timedelta(seconds=1), "started_at")
    assert refused.value.pointer == "/started_at"
