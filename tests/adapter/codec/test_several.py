"""Lists set against lists."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.several import encode_if_given, encode_of_pairs, encode_part_of, encode_without
from tasklab.unified.error import ValidationError


@pytest.mark.parametrize(
    ("wanted", "there", "left"),
    [(["a", "b", "a"], ["b"], ["a"]), (["b"], ["b", "c"], []), (None, ["b"], []), (["a"], None, ["a"]), ([], [], [])],
)
def test_what_is_in_both_is_left_out(wanted, there, left):
    assert encode_without([wanted, there]) == left


def test_all_that_is_wanted_has_to_be_there():
    assert encode_part_of([["b", "a", "b"], ["a", "b", "c"]], "label_ids") == ["b", "a"]
    assert encode_part_of([None, ["a"]], "label_ids") == []
    with pytest.raises(ValidationError, match="'x'") as caught:
        encode_part_of([["a", "x"], ["a"]], "label_ids")
    assert caught.value.pointer == "/label_ids"


@pytest.mark.parametrize(("value", "word"), [(b"", "file"), ("x", "file"), (None, "link")])
def test_a_word_says_whether_a_value_is_given(value, word):
    assert encode_if_given([value, "file", "link"]) == word


def test_pairs_are_a_mapping():
    assert encode_of_pairs([["Tags", 1], ["Who", None]]) == {"Tags": 1, "Who": None}
