"""Several requests in one."""

from __future__ import annotations

import base64

import pytest

JSON = {"Content-Type": "application/json"}


def run(graph, *steps, **words):
    return graph.post("//$batch", {"requests": [{"id": str(at), **step} for at, step in enumerate(steps, 1)]}, **words)


def test_requests_are_served_in_their_order(each):
    body = {"title": "Mop"}
    url = f"/me{each.home}/tasks"
    said = run(
        each,
        {"method": "POST", "url": url, "headers": JSON, "body": body},
        {"method": "GET", "url": f"{url}?$filter=title eq 'Mop'", "dependsOn": ["1"]},
        {"method": "GET", "url": "me/nothing", "dependsOn": ["2"]},
        {"method": "GET", "url": f"{url}/$count", "dependsOn": ["1"]},
    )

    assert said.status == 200
    first, second, third, fourth = said["responses"]
    assert [step["status"] for step in said["responses"]] == [201, 200, 400, 200]
    assert first["body"]["title"] == second["body"]["value"][0]["title"] == "Mop"
    assert third["body"]["error"]["code"] == "BadRequest"
    assert base64.b64decode(fourth["body"]) == b"1"
    assert [step["id"] for step in said["responses"]] == ["1", "2", "3", "4"]


def test_what_depends_on_a_failure_fails(graph):
    steps = [{"method": "GET", "url": "/me", "dependsOn": [before]} for before in ("1", "2")]
    said = run(graph, {"method": "GET", "url": "/me/nothing"}, *steps)
    assert [step["status"] for step in said["responses"]] == [400, 424, 424]
    assert said["responses"][2]["body"]["error"]["code"] == "FailedDependency"


def test_a_batch_is_in_order_as_a_whole_or_not_at_all(graph):
    step = {"method": "GET", "url": "/me"}
    said = run(graph, step, {**step, "dependsOn": ["1"]}, step)
    assert said["error"]["message"] == "Batch should be either fully sequential or fully parallel"


def test_each_request_may_have_its_own_headers(graph):
    graph.make("Mop")
    said = run(
        graph, {"method": "GET", "url": f"/me{graph.home}/tasks?$top=1", "headers": {"Authorization": "Bearer x"}}
    )
    assert [step["status"] for step in said["responses"]] == [401]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"requests": []},
        {"requests": [3]},
        {"requests": [{"id": "1", "method": "GET"}]},
        {"requests": [{"id": "1", "method": "GET", "url": "/me"}] * 2},
        {"requests": [{"id": "1", "method": "LOOK", "url": "/me"}]},
        {"requests": [{"id": "1", "method": "POST", "url": "/$batch"}]},
        {"requests": [{"id": "1", "method": "GET", "url": "/me", "dependsOn": ["2"]}]},
        {"requests": [{"id": "1", "method": "GET", "url": "/me", "dependsOn": 2}]},
        {"requests": [{"id": "1", "method": "GET", "url": "/me", "headers": {"a": 1}}]},
        {"requests": [{"id": str(number), "method": "GET", "url": "/me"} for number in range(21)]},
    ],
)
def test_what_is_no_batch_is_refused(graph, body):
    said = graph.post("//$batch", body)
    assert (said.status, said.code[0]) == (400, "BadRequest")


def test_a_batch_needs_a_credential(graph):
    assert run(graph, {"method": "GET", "url": "/me"}, user="bad").status == 401
    assert graph.post("//$batch", b"{").status == 400
