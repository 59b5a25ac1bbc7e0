"""Values that depend on others."""

from __future__ import annotations

from tasklab.adapter.codec.compared import (
    encode_keys,
    encode_members,
    encode_unless_given,
    encode_with_present,
    encode_within,
)


def test_what_two_lists_share_keeps_the_order_of_the_first():
    assert encode_within([["c", "a", "b"], ["b", "c"]]) == ["c", "b"]


def test_null_is_an_empty_list():
    assert encode_within([None, ["a"]]) == []
    assert encode_within([["a"], None]) == []


def test_a_value_is_left_out_where_another_is_given():
    assert encode_unless_given(["w", []]) == "w"
    assert encode_unless_given(["w", [None, None]]) == "w"
    assert encode_unless_given(["w", [None, "p"]]) is None


def test_members_that_are_null_are_left_out_of_the_second_mapping_alone():
    assert encode_with_present([{"a": None}, {"b": None, "c": 1}]) == {"a": None, "c": 1}


def test_a_mapping_is_given_as_it_is_or_as_its_names():
    assert encode_members({"a": None}) == {"a": None}
    assert encode_keys({"b": 1, "a": 2}) == ["b", "a"]
    assert encode_keys(None) == []
