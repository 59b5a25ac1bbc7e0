"""One object of several, by what is in it."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.chosen import encode_all_chosen, encode_chosen, encode_chosen_or_null
from tasklab.unified.error import PlatformError, ValidationError

MOVES = [{"id": "11", "to": {"id": 3, "name": "Open"}}, {"id": "21", "to": {"id": 4}}, {"id": "31", "to": {"id": 4}}]


def test_the_first_that_fits_is_taken():
    assert encode_chosen([MOVES, "to.id", "4", "id"], "status_id") == "21"
    assert encode_chosen([MOVES, "id", "11", "to.name"], "status_id") == "Open"


def test_of_several_each_is_taken_in_the_order_wanted():
    assert encode_all_chosen([MOVES, "id", ["21", "11"], "to.id"], "label_ids") == [4, 3]
    assert encode_all_chosen([None, "id", None, "to.id"], "label_ids") == []


def test_of_several_values_the_first_that_anything_has_counts():
    assert encode_chosen([MOVES, "to.id", ["9", "4", "3"], "id"], "status_id") == "21"


@pytest.mark.parametrize("moves", [MOVES, [], None, [{"to": None}, "odd"]])
def test_what_none_has_is_refused_with_what_there_is(moves):
    with pytest.raises(ValidationError) as caught:
        encode_chosen([moves, "to.id", "9", "id"], "status_id")
    assert caught.value.pointer == "/status_id"
    assert "'9'" in caught.value.detail


def test_what_none_has_may_be_nothing():
    assert encode_chosen_or_null([MOVES, "to.id", "4", "id"]) == "21"
    assert encode_chosen_or_null([MOVES, "to.id", "9", "id"]) is None
    assert encode_chosen_or_null([None, "to.id", "9", "id"]) is None


def test_a_value_with_parts_is_the_platforms_fault():
    with pytest.raises(PlatformError, match="documented"):
        encode_chosen([[{"id": {"text": "9"}}], "id", "9", "id"], "status_id")
