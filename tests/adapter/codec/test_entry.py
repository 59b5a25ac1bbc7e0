"""Lists of one or none."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.entry import encode_either, encode_only, encode_present


def test_the_only_entry_of_all_lists_is_taken():
    assert encode_only([7]) == 7
    assert encode_only([[], ["a"]]) == "a"
    assert encode_only([[], []]) is None
    with pytest.raises(ValueError, match="unpack"):
        encode_only([["a"], ["b"]])


def test_one_of_two_values_is_chosen_and_nulls_are_left_out():
    assert encode_either(["a", "a", [1], []]) == [1]
    assert encode_either(["a", "b", [1], []]) == []
    assert encode_present([None, "", 0, "a"]) == ["", 0, "a"]
