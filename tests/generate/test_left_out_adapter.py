"""A platform that leaves out what is empty, keeps less than it was given, and cannot be asked for an address."""

from __future__ import annotations

from typing import Any

import pytest
from tests.generate.sample import adapter_of, answer, read_sample, run

from tasklab.unified.error import NotFoundError, PlatformError, ValidationError
from tasklab.unified.parameter import task

CARD = {"id": "1", "name": "a", "listId": "l", "address": "https://example.org/c/1"}


def _changed() -> dict[str, Any]:
    document = read_sample("shelf")
    document["entities"]["task"]["url"] = "{+address}"
    document["methods"]["task.list"]["may_lack_items"] = True
    document["methods"]["task.find"] = {
        "via": "task.list",
        "with": {"project_id": "p"},
        "where": {"url": "$reference"},
    }
    document["methods"]["task.create"] = {
        "post": "/cards",
        "json": "$write",
        "item": "item",
        "confirm": ["section_id"],
    }
    return document


LEAVING = adapter_of("shelf", _changed())


def listed(*cards: dict[str, Any]) -> Any:
    return answer({"included": {"cards": list(cards)}})


@pytest.mark.parametrize("body", [{}, {"included": {}}, {"included": {"cards": None}}, {"included": {"cards": []}}])
def test_a_list_that_is_left_out_is_empty(body) -> None:
    asked = task.TaskListParameters(project_id="p")
    assert run(LEAVING.task_list(asked), [answer(body)]).result.items == []


def test_a_list_that_was_left_out_has_no_native_forms() -> None:
    asked = task.TaskListParameters(project_id="p", raw=True)
    assert run(LEAVING.task_list(asked), [answer({"included": {}})]).result.items == []


def test_a_list_that_is_always_there_is_missed() -> None:
    shelf = adapter_of("shelf", read_sample("shelf"))
    with pytest.raises(PlatformError):
        run(shelf.task_list(task.TaskListParameters(project_id="p")), [answer({"included": {}})])


def test_an_object_is_found_in_a_list_by_its_fields() -> None:
    asked = task.TaskFindParameters(reference="https://example.org/c/1")
    other = {**CARD, "id": "2", "address": "https://example.org/c/2"}
    done = run(LEAVING.task_find(asked), [listed(other, CARD)])
    assert done.result.id == "1"
    assert [request.path for request in done.requests] == ["/boards/p"]


def test_what_no_list_has_is_not_found() -> None:
    with pytest.raises(NotFoundError) as caught:
        run(LEAVING.task_find(task.TaskFindParameters(reference="https://example.org/c/9")), [listed(CARD)])
    assert caught.value.pointer == "/reference"


def test_what_was_left_out_of_a_write_is_told() -> None:
    draft = task.TaskCreateParameters(title="a", section_id="m")
    with pytest.raises(ValidationError) as caught:
        run(LEAVING.task_create(draft), [answer({"item": CARD})])
    assert caught.value.pointer == "/section_id"
    kept = task.TaskCreateParameters(title="a", section_id="l")
    assert run(LEAVING.task_create(kept), [answer({"item": CARD})]).result.section_id == "l"
