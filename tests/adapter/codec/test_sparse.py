"""Places in an order with gaps."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.sparse import encode_after_last

CARDS = [{"list": "1", "at": 10.5}, {"list": "2", "at": 90}, {"list": "1", "at": 4}, {"list": "3", "at": None}]


@pytest.mark.parametrize(("wanted", "place"), [("1", 110.5), ("2", 190), ("3", 100), ("9", 100)])
def test_something_new_comes_one_gap_after_the_last_of_its_kind(wanted, place):
    assert encode_after_last([CARDS, "list", wanted, "at", 100]) == place


def test_the_first_of_all_is_one_gap_from_nought():
    assert encode_after_last([None, "list", "1", "at", 100]) == 100
