"""Objects whose members have names that each customer chooses."""

from __future__ import annotations

import pytest

from tasklab.adapter.loose import below, chosen, every, named, others, typed
from tasklab.unified.error import PlatformError

MEMBERS = {
    "State": {"id": "s", "status": {"id": "1", "tags": [{"n": "a"}, {}, {"n": "b"}]}},
    "Name": {"id": "title", "title": "x"},
    "odd": 7,
}


def test_a_member_is_found_by_the_name_that_is_said():
    assert named(MEMBERS, "State", "status", "id") == "1"
    assert named(MEMBERS, "State", "status", "tags", None, "n") == ["a", "b"]
    assert named(MEMBERS, "State", "status", "tags", 2, "n") == "b"


@pytest.mark.parametrize("path", [("State", "status", "tags", 3), ("State", "id", "x"), ("Other", "id"), ("odd", None)])
def test_what_is_not_there_is_nothing(path):
    assert not named(MEMBERS, *path)
    assert named(None, *path) is None or named(None, *path) == []


def test_a_member_is_found_by_what_it_says_itself():
    assert chosen(MEMBERS, "id", "title", "title") == "x"
    assert chosen(MEMBERS, "id", "none", "title") is None
    assert chosen(None, "id", "title") is None


def test_the_others_are_those_that_nothing_else_names():
    assert others(MEMBERS, ("State",), (("id", "title"),)) == {"odd": 7}
    assert others(None, (), ()) is None


def test_all_members_are_a_list():
    assert every(MEMBERS) == list(MEMBERS.values())
    assert every(None) is None


def test_nothing_is_below_a_value():
    assert below("x", "y") is below({"a": 1}, 0) is None


def test_a_value_is_what_it_is_documented_to_be():
    assert typed(float, 3) == 3.0
    assert typed(list[str], ["a"]) == ["a"]
    assert typed(str, None) is None
    with pytest.raises(PlatformError):
        typed(str, 3)
