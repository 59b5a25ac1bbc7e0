"""The platform's own calls."""

from __future__ import annotations

import pytest

from tasklab.adapter.message import Response
from tasklab.service.store.account import add_key
from tasklab.twin.fault import Fault


@pytest.fixture
def path(stage):
    return f"/v1/connections/{stage.connect()}/passthrough"


def test_the_platform_answers_for_itself(stage, path):
    stage.twin.seed(1)
    call = {"verb": "GET", "path": "/rest/data/issue", "query": {"@fields": "title"}}

    reply = stage.call("POST", path, call)

    assert reply.json["status"] == 200
    assert reply.json["json"]["data"]["collection"] == [{"id": "1", "title": "Task 1"}]
    refused = stage.call("POST", path, {"verb": "GET", "path": "/rest/data/nothing"})
    assert (refused.status, refused.json["status"]) == (200, 404)


def test_bodies_of_all_kinds_come_back_as_what_they_are(stage, path):
    serve = stage.site.serve
    for body, kind, name, shown in (
        (b"", "text/plain", None, None),
        (b"plain", "text/plain", "text", "plain"),
        (b"\xff\xfe", "image/png", "base64", "//4="),
        (b"{not json", "application/json", "text", "{not json"),
    ):
        answer = Response(status=200, headers={"content-type": kind, "set-cookie": "a=b"}, body=body)
        stage.site.serve = lambda _request, _version, answer=answer: answer
        reply = stage.call("POST", path, {"verb": "GET", "path": "/x"}).json
        assert reply.get(name) == shown if name else set(reply) == {"status", "headers"}
        assert "set-cookie" not in reply["headers"]
    stage.site.serve = serve


def test_the_connections_secret_is_not_shown_even_where_the_platform_repeats_it(stage, path):
    stage.site.serve = lambda request, _: Response(
        status=200,
        headers={"content-type": "text/plain", "x-echo": "wonderland"},
        body=repr(request.headers).encode() + b" wonderland",
    )

    reply = stage.call("POST", path, {"verb": "GET", "path": "/x"})

    assert b"wonderland" not in reply.body
    assert b"YWxpY2U6d29uZGVybGFuZA" not in reply.body


@pytest.mark.parametrize(
    "bad",
    ["", "x", "//other.example.org/", "https://other.example.org/", "/a/../b", "/a/%2e%2e/b", "/a/%252e%252e/b", "/./a",
     "/a?b=c", "/a#b", "/a\\..\\b", "/a%5C..%5Cb", "/a b", "/a\r\nX: y", "/é", "/\x00"],
)  # fmt: skip
def test_a_path_stays_below_the_site(stage, path, bad):
    count = len(stage.twin.log)

    reply = stage.call("POST", path, {"verb": "GET", "path": bad})

    assert (reply.kind, reply.json["pointer"]) == ("validation", "/path")
    assert len(stage.twin.log) == count


@pytest.mark.parametrize(
    ("name", "value"),
    [("Authorization", "x"), ("COOKIE", "x"), ("Host", "x"), ("Transfer-Encoding", "chunked"), ("X-Forwarded-For", "x"),
     ("Proxy-Authorization", "x"), ("Origin", "x"), ("X-A", "b\r\nC: d"), ("X A", "b"), ("X-A\r\nC", "b"), ("", "b")],
)  # fmt: skip
def test_headers_that_are_not_the_callers_are_refused(stage, path, name, value):
    reply = stage.call("POST", path, {"verb": "GET", "path": "/x", "headers": {name: value}})

    assert (reply.kind, reply.json["pointer"].startswith("/headers")) == ("validation", True)


def test_a_key_that_only_reads_cannot_write_this_way(stage):
    reading = stage.service.database.do(add_key, stage.account_id, "reads", ["read"], "test")[1].text
    path = f"/v1/connections/{stage.connect()}/passthrough"

    assert stage.call("POST", path, {"verb": "GET", "path": "/rest/data/issue"}, reading).status == 200
    assert stage.call("POST", path, {"verb": "DELETE", "path": "/rest/data/issue/1"}, reading).kind == "scope"


def test_a_write_with_a_key_is_made_once(stage, path):
    call = {"verb": "POST", "path": "/rest/data/issue", "json": {"title": "x"}}

    first = stage.call("POST", path, call, idempotency_key="k")
    again = stage.call("POST", path, call, idempotency_key="k")
    other = stage.call("POST", path, call | {"json": {"title": "y"}}, idempotency_key="k")

    assert first.json == again.json
    assert other.json["pointer"] == "/idempotency_key"
    assert len(stage.site.rows["issue"]) == 1


def test_a_lost_write_with_a_key_is_not_made_again(stage, path):
    stage.twin.misbehave(Fault(kind="answer_lost"))
    call = {"verb": "POST", "path": "/rest/data/issue", "json": {"title": "x"}}

    lost = stage.call("POST", path, call, idempotency_key="k")
    again = stage.call("POST", path, call, idempotency_key="k")

    assert (lost.kind, lost.json["outcome_unknown"], again.kind) == ("platform_unavailable", True, "conflict")


def test_a_write_that_was_never_sent_gives_its_key_back(stage, path):
    stage.twin.misbehave(Fault(kind="not_sent", count=1))
    call = {"verb": "POST", "path": "/rest/data/issue", "json": {"title": "x"}}

    assert stage.call("POST", path, call, idempotency_key="k").kind == "platform_unavailable"
    assert stage.call("POST", path, call, idempotency_key="k").json["status"] == 201


def test_a_dry_run_sends_nothing(stage, path):
    count = len(stage.twin.log)

    planned = stage.call("POST", path, {"verb": "DELETE", "path": "/rest/data/issue/1", "dry_run": True})

    assert planned.json == {"verb": "DELETE", "path": "/rest/data/issue/1", "is_write": True}
    assert len(stage.twin.log) == count
