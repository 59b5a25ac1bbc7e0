"""What stands at a path, and the level below another."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.hierarchy import encode_found_at, encode_level_below


@pytest.mark.parametrize(
    ("mapping", "found"),
    [({"parent": {"id": "7"}}, ["7"]), ({"parent": {"id": None}}, []), ({"parent": "7"}, []), ({}, []), (None, [])],
)
def test_what_stands_at_a_path_is_a_list_of_one(mapping, found):
    assert encode_found_at([mapping, "parent.id"]) == found


@pytest.mark.parametrize(("levels", "level"), [([1], 0), ([0], -1), ([], 0), (None, 0)])
def test_what_stands_below_is_a_level_less(levels, level):
    assert encode_level_below(levels) == level
