"""Lists of trees and of lists."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.nested import encode_all_below, encode_joined
from tasklab.unified.error import PlatformError

TREE = {"id": 1, "children": [{"id": 2, "children": [{"id": 3}]}, {"id": 4, "children": None}]}


def test_all_below_come_from_the_top_down():
    assert encode_all_below([TREE, "children", "id"]) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("tree", [{"children": []}, [], {"id": 1, "children": ["x"]}])
def test_what_is_no_tree_is_the_platforms_fault(tree):
    with pytest.raises(PlatformError):
        encode_all_below([tree, "children", "id"])


def test_lists_are_joined_in_their_order():
    assert encode_joined([[1, 2], None, [], [3]]) == [1, 2, 3]
