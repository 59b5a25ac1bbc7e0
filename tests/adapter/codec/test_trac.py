"""Queries and changes of Trac's tickets."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.trac import decode_one_change, encode_trac_word
from tasklab.unified.error import ValidationError
from tasklab.unified.objects import Change

TABLE = {"summary": "title", "owner": "assignee_ids", "component": "label_ids", "cc": "follower_ids"}


def _change(field, before, after):
    return decode_one_change({"2": field, "3": before, "4": after}, TABLE)


def test_a_field_has_our_name_where_the_table_has_one():
    assert _change("summary", "a", "b") == [Change(field="title", from_="a", to="b")]
    assert _change("milestone", "m1", "m2") == [Change(field="milestone", from_="m1", to="m2")]


def test_an_empty_text_is_nothing():
    assert _change("resolution", "", "fixed") == [Change(field="resolution", from_=None, to="fixed")]
    assert _change("summary", None, "b") == [Change(field="title", from_=None, to="b")]


@pytest.mark.parametrize("field", ["owner", "component"])
def test_what_we_keep_as_a_list_is_one_of_at_most_one(field):
    assert _change(field, "", "ann lee") == [Change(field=TABLE[field], from_=[], to=["ann lee"])]


def test_followers_are_each_one():
    assert _change("cc", "ann", "ann, bob") == [Change(field="follower_ids", from_=["ann"], to=["ann", "bob"])]


@pytest.mark.parametrize(("word", "sent"), [("ann", "ann"), ("a&b", r"a\&b"), ("a|b", r"a\|b"), ("a\\b", r"a\\b")])
def test_a_word_is_asked_for_as_it_is(word, sent):
    assert encode_trac_word(word, "status_id") == sent


@pytest.mark.parametrize("word", ["!ann", "~ann", "^ann", "$ann"])
def test_a_word_that_would_be_an_operator_is_refused(word):
    with pytest.raises(ValidationError) as refused:
        encode_trac_word(word, "assignee_id")
    assert refused.value.pointer == "/assignee_id"
