"""Words on platforms that keep one at most, or with single spaces."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.one_word import (
    decode_one_word,
    decode_simplified,
    encode_one_word,
    encode_simplified,
    normalise_simplified,
)
from tasklab.unified.error import UnsupportedFieldError


@pytest.mark.parametrize(("native", "unified"), [("ann", ["ann"]), ("", []), (None, [])])
def test_a_word_is_a_list_of_one(native, unified):
    assert decode_one_word(native) == unified


def test_none_is_written_as_empty_text():
    assert encode_one_word([], "assignee_ids") == ""
    assert encode_one_word(["ann"], "assignee_ids") == "ann"


def test_more_than_one_is_refused():
    with pytest.raises(UnsupportedFieldError) as refused:
        encode_one_word(["ann", "bob"], "assignee_ids")
    assert refused.value.pointer == "/assignee_ids"


def test_white_space_is_one_space():
    assert encode_simplified("  a \t b\nc ") == "a b c" == normalise_simplified("a  b c")
    assert decode_simplified("a b") == "a b"
