"""Every kind of paging, walked to its end: each object once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.generate.sample import adapter_of, answer, read_sample, run

from tasklab.unified.parameter import task

STATES = answer([{"id": "open", "name": "Open"}])


def record(name: str) -> dict[str, Any]:
    return {"id": name, "title": name, "made": 0, "rank": 1}


def desk(paging: dict[str, Any], items: str = "tasks") -> Any:
    document = read_sample("desk")
    document["paging"] = paging
    document["methods"]["task.list"] = {"get": "/tasks", "query": {"lane": "x"}, "items": items}
    return adapter_of("desk", document)


NEXT = {"link": '<https://example.org/rest/tasks?after=b>; rel="next"'}
CASES = {
    "none": ({"kind": "none"}, [({"tasks": [record("a"), record("b"), record("c")]}, {})], [{}]),
    "page": (
        {"kind": "page", "query": {"p": "$page", "n": "$size"}, "max": 2, "total": "header.X-Total"},
        [({"tasks": [record("a"), record("b")]}, {"x_total": "3"}), ({"tasks": [record("c")]}, {"x_total": "3"})],
        [{"p": "1", "n": "2"}, {"p": "2", "n": "2"}],
    ),
    "offset": (
        {"kind": "offset", "query": {"skip": "$offset"}, "max": 2},
        [({"tasks": [record("a"), record("b")]}, {}), ({"tasks": [record("c")]}, {})],
        [{"skip": "0"}, {"skip": "2"}],
    ),
    "cursor": (
        {"kind": "cursor", "query": {"cursor": "$cursor"}, "next": "page.next", "max": 2},
        [({"tasks": [record("a"), record("b")], "page": {"next": 7}}, {}), ({"tasks": [record("c")]}, {})],
        [{}, {"cursor": "7"}],
    ),
    "next_url": (
        {"kind": "next_url", "next": "next", "max": 2},
        [({"tasks": [record("a"), record("b")], "next": "/rest/tasks?after=b"}, {}), ({"tasks": [record("c")]}, {})],
        [{}, None],
    ),
    "link": (
        {"kind": "link", "query": {"n": "$size"}, "max": 2},
        [({"tasks": [record("a"), record("b")]}, NEXT), ({"tasks": [record("c")]}, {})],
        [{"n": "2"}, None],
    ),
    "keyset": (
        {"kind": "keyset", "query": {"after": "$last"}, "max": 2},
        [({"tasks": [record("a"), record("b")]}, {}), ({"tasks": [record("c")]}, {})],
        [{}, {"after": "b"}],
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_is_walked_to_its_end(kind: str) -> None:
    paging, pages, queries = CASES[kind]
    answers = [answer(body, **headers) for body, headers in pages]
    done = run(desk(paging).task_list(task.TaskListParameters(limit=50)), [STATES, *answers])
    assert [item.id for item in done.result.items] == ["a", "b", "c"]
    assert done.result.next_cursor is None
    requests = done.requests[1:]
    for request, query in zip(requests, queries, strict=True):
        if query is None:
            assert (request.path, request.query) == ("/tasks?after=b", ())
        else:
            assert dict(request.query) == {"lane": "x"} | query


@pytest.mark.parametrize("kind", sorted(set(CASES) - {"none"}))
def test_a_page_of_the_caller_s_own_size_continues_where_it_ended(kind: str) -> None:
    paging, pages, _ = CASES[kind]
    answers = [answer(body, **headers) for body, headers in pages]
    first = run(desk(paging).task_list(task.TaskListParameters(limit=2)), [STATES, answers[0]])
    assert [item.id for item in first.result.items] == ["a", "b"]
    following = task.TaskListParameters(limit=2, cursor=first.result.next_cursor)
    second = run(desk(paging).task_list(following), [STATES, answers[1]])
    assert [item.id for item in second.result.items] == ["c"]


def test_pages_from_new_to_old_go_on_before_the_least_key_of_each() -> None:
    paging = {"kind": "keyset", "query": {"before": "$last"}, "max": 2, "key": "least"}
    answers = [answer({"tasks": [record("b"), record("c")]}), answer({"tasks": [record("a")]})]
    done = run(desk(paging).task_list(task.TaskListParameters()), [STATES, *answers])
    assert [item.id for item in done.result.items] == ["b", "c", "a"]
    assert [dict(request.query).get("before") for request in done.requests[1:]] == [None, "b"]
    nothing = run(desk(paging).task_list(task.TaskListParameters()), [STATES, answer({"tasks": []})])
    assert nothing.result.items == []


def test_a_list_that_is_the_whole_answer() -> None:
    done = run(desk({"kind": "none"}, ".").task_list(task.TaskListParameters()), [STATES, answer([record("a")])])
    assert [item.id for item in done.result.items] == ["a"]


def test_null_in_place_of_a_list_is_an_empty_one() -> None:
    document = read_sample("desk")
    document["methods"]["task.list"] = {"get": "/tasks", "items": "found.tasks", "page": False}
    wanted = task.TaskListParameters()
    assert (
        run(adapter_of("desk", document).task_list(wanted), [STATES, answer({"found": {"tasks": []}})]).result.items
        == []
    )


def test_a_value_kept_of_the_object_itself() -> None:
    document = read_sample("desk")
    document["methods"]["task.get"] = {
        "steps": [{"get": "/tasks/{id}", "keep": {"home": "links.home"}}, {"get": "{+home}", "keep": {"rank": "rank"}}],
        "item": ".",
    }
    answers = [answer({"links": {"home": "/rest/home/7"}}), STATES, answer(record("7"))]
    done = run(adapter_of("desk", document).task_get(task.TaskGetParameters(id="7")), [STATES, answers[0], answers[2]])
    assert done.requests[-1].path == "/home/7"
    assert done.result.id == "7"
