"""One native parent for two unified ones, in a tree of projects and tasks.

1 project
├── 2 task ── 3 task
└── 4 project ── 5 task
6 task
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tasklab.adapter.codec.tree import (
    Ancestor,
    decode_nearest_project,
    decode_parent_task,
    encode_in_tree,
    encode_tree_ids,
)
from tasklab.unified.error import NotFoundError, PlatformError, ValidationError

_ABOVE = {1: None, 2: 1, 3: 2, 4: 1, 5: 4, 6: None}
_PROJECTS = {1, 4}


def _link(identifier: int | None) -> dict[str, Any] | None:
    if identifier is None:
        return None
    kind = "project" if identifier in _PROJECTS else "task"
    return {"id": identifier, "type": kind, "parent.": _link(_ABOVE[identifier])}


WORKS = [_link(identifier) for identifier in _ABOVE]


def _place(draft: dict[str, Any], identifier: str | None = None, kind: str = "task") -> dict[str, Any]:
    return encode_in_tree([draft, identifier, WORKS, kind])


def _above(identifier: int) -> Ancestor:
    return msgspec.convert(_link(_ABOVE[identifier]), Ancestor)


def test_the_nearest_project_is_the_first_one_above() -> None:
    assert [decode_nearest_project(_above(identifier)) for identifier in (2, 3, 4, 5)] == ["1", "1", "1", "4"]


def test_the_parent_task_is_what_is_above_unless_it_is_a_project() -> None:
    assert [decode_parent_task(_above(identifier)) for identifier in (2, 3, 5)] == [None, "2", None]


def test_below_tasks_alone_there_is_no_project() -> None:
    assert decode_nearest_project(Ancestor(id=6, type="task")) is None


def test_links_that_end_too_early_are_not_taken_for_no_project() -> None:
    with pytest.raises(PlatformError, match="within the levels"):
        decode_nearest_project(Ancestor(id=8, type="task", parent=7))


@pytest.mark.parametrize(
    ("draft", "identifier", "parent"),
    [
        ({"project": 1}, None, 1),
        ({"task": 3}, None, 3),
        ({"project": 1, "task": 3}, None, 3),
        ({"project": 1, "task": None}, None, 1),
        ({"project": None}, None, None),
        ({"project": 4}, "3", 4),  # to another project: out of the parent task
        ({"project": 1}, "3", 2),  # to the project where it is: nothing changes
        ({"project": 1, "task": None}, "3", 1),
        ({"task": None}, "3", 1),  # out of the parent task: it stays in the project
        ({"task": 2}, "5", 2),
        ({"project": None}, "3", None),
        ({"task": None}, "6", None),
    ],
)
def test_a_task_is_put_where_its_draft_says(draft: dict[str, Any], identifier: str | None, parent: int | None) -> None:
    assert _place({"name": "x", **draft}, identifier) == {"name": "x", "parent": parent}


def test_a_draft_that_names_no_place_changes_none() -> None:
    assert _place({"name": "x"}, "3") == {"name": "x"}


@pytest.mark.parametrize(
    ("draft", "pointer"),
    [
        ({"project": 2}, "/project_id"),
        ({"project": 99}, "/project_id"),
        ({"task": 1}, "/parent_id"),
        ({"task": 99}, "/parent_id"),
        ({"project": 4, "task": 2}, "/parent_id"),
        ({"project": None, "task": 2}, "/parent_id"),
    ],
)
def test_a_place_that_is_none_is_refused_by_name(draft: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _place(draft)
    assert refused.value.pointer == pointer


def test_a_project_in_a_project_that_is_none_is_refused_as_its_parent() -> None:
    assert _place({"project": 4}, None, "project") == {"parent": 4}
    with pytest.raises(ValidationError) as refused:
        _place({"project": 2}, None, "project")
    assert refused.value.pointer == "/parent_id"


@pytest.mark.parametrize(("identifier", "kind"), [("1", "task"), ("99", "task"), ("2", "project")])
def test_what_is_not_of_the_kind_is_not_found(identifier: str, kind: str) -> None:
    with pytest.raises(NotFoundError):
        _place({"name": "x"}, identifier, kind)


def test_works_of_another_shape_are_the_platforms_fault() -> None:
    with pytest.raises(PlatformError):
        encode_in_tree([{}, None, [{"id": "one"}], "task"])


def test_the_works_to_ask_for_are_those_named_and_the_one_changed() -> None:
    assert encode_tree_ids([{"project": 4, "task": 2}, "3"]) == [3, 4, 2]
    assert encode_tree_ids([{"project": None, "name": "x"}, None]) == []
    with pytest.raises(NotFoundError):
        encode_tree_ids([{}, "x"])
