"""Dependencies between two tasks: their ends, of what is asked for and of their ids."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec import dependency
from tasklab.unified.error import NotFoundError, UnsupportedFieldError


@pytest.mark.parametrize(("kind", "blocked", "blocking"), [("blocked_by", "a", "b"), ("blocks", "b", "a")])
def test_the_kind_says_which_task_is_blocked(kind, blocked, blocking):
    assert dependency.encode_blocked_end([kind, "a", "b"]) == blocked
    assert dependency.encode_blocking_end([kind, "a", "b"]) == blocking


def test_another_kind_is_refused_by_name():
    with pytest.raises(UnsupportedFieldError) as refused:
        dependency.encode_blocked_end(["relates_to", "a", "b"])
    assert refused.value.pointer == "/kind"


@pytest.mark.parametrize(("identifier", "blocked"), [("a#1 blocked_by b#2", "a#1"), ("a#1 blocking b#2", "b#2")])
def test_an_id_says_who_lists_it_and_who_is_blocked(identifier, blocked):
    assert dependency.encode_dependency_task(identifier) == "a#1"
    assert dependency.encode_dependency_blocked(identifier) == blocked
    assert {blocked, dependency.encode_dependency_blocking(identifier)} == {"a#1", "b#2"}


@pytest.mark.parametrize("identifier", ["", "a#1", "a#1 near b#2", "a#1 blocked_by b#2 c#3"])
def test_what_is_no_such_id_is_not_found(identifier):
    with pytest.raises(NotFoundError):
        dependency.encode_dependency_blocked(identifier)
