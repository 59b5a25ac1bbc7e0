"""What must not be possible: reading another account, learning a secret, breaking a header, taking the service down."""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from dataclasses import replace

import msgspec
import pytest
from tests.service.conftest import SITE

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.service.config import Limits
from tasklab.service.web.message import Bounds
from tasklab.twin.fault import Fault
from tasklab.unified.catalogue import METHODS
from tasklab.unified.place import PLACES

SECRETS = (b"wonderland", b"YWxpY2U6d29uZGVybGFuZA")


# Another account


@pytest.fixture
def victim(stage):
    """A connection, watch, webhook and key of the first account; what the watch has to do at first is done."""
    connection_id = stage.connect()
    stage.call("PUT", f"/v1/connections/{connection_id}/watch", {})
    hook = stage.call("POST", "/v1/webhooks", {"url": "https://hooks.example.org/x"}).json["id"]
    key = stage.call("POST", "/v1/keys", {"name": "k", "scopes": ["read"]}).json["id"]
    stage.runner.run(stage.service.poller.poll(connection_id))
    return {"connection_id": connection_id, "webhook_id": hook, "key_id": key}


def test_no_path_lets_another_account_in(stage, victim):
    """Every route that names something of an account answers as if it were not there."""
    _, intruder = stage.account()
    tried = 0
    before = (len(stage.twin.log), stage.site.writes)
    for route in stage.application.routes:
        if not set(route.parameters) & set(victim):
            continue
        path = re.sub(r"\{(\w+)\}", lambda found: victim.get(found[1], "1"), route.path)
        body = BODIES.get(route.name, {}) if route.verb in {"POST", "PUT", "PATCH"} else None
        reply = stage.call(route.verb, path, body, key=intruder)
        assert (reply.status, reply.kind) == (404, "missing"), f"{route.verb} {path}: {reply.body}"
        nothing = stage.call(route.verb, path.replace(victim["connection_id"], "con_0"), body, key=intruder)
        assert nothing.kind == reply.kind
        tried += 1

    assert tried > len(METHODS) + 10
    assert (len(stage.twin.log), stage.site.writes) == before
    assert stage.call("GET", f"/v1/connections/{victim['connection_id']}").status == 200


BODIES = {
    "connection.update": {"name": "mine"},
    "connection.preview_version": {"version": "2.5"},
    "passthrough": {"verb": "GET", "path": "/rest/data/issue"},
}


def test_lists_hold_nothing_of_another_account(stage, victim):
    stage.twin.seed(1)
    _, intruder = stage.account()

    for path in ("/v1/connections", "/v1/webhooks", "/v1/events"):
        assert stage.call("GET", path, key=intruder).json["items"] == []
    for query in (f"connection_id={victim['connection_id']}", "connection_id=con_0"):
        assert stage.call("GET", f"/v1/events?{query}", key=intruder).kind == "missing"
    body = {"url": "https://hooks.example.org/x", "connection_id": victim["connection_id"]}
    assert stage.call("POST", "/v1/webhooks", body, key=intruder).kind == "missing"
    assert victim["key_id"] not in {each["id"] for each in stage.call("GET", "/v1/keys", key=intruder).json["items"]}


def test_a_connection_in_use_is_not_found_by_another_account(stage, victim):
    """What the process remembers is asked whose it is, too."""
    path = f"/v1/connections/{victim['connection_id']}/me"
    _, intruder = stage.account()

    assert [stage.call("GET", path, key=key).status for key in (None, intruder, None)] == [200, 404, 200]


def test_idempotency_keys_of_two_accounts_never_meet(stage):
    _, other = stage.account()
    mine, theirs = stage.connect(), stage.connect(other)

    for connection_id, key in ((mine, None), (theirs, other)):
        stage.call("POST", f"/v1/connections/{connection_id}/tasks", {"title": "x"}, key, idempotency_key="k")

    assert len(stage.site.rows["issue"]) == 2


# Secrets


class Nasty:
    """A platform that puts the caller's credential into everything that it answers."""

    def __init__(self):
        self.how = "json"

    async def send(self, request):
        told = dict(request.headers).get("Authorization", "") + " wonderland alice:wonderland"
        headers = {"content-type": "application/json", "x-request-id": told, "location": f"/{told}", "retry-after": "0"}
        match self.how:
            case "json":
                return Response(status=400, headers=headers, body=msgspec.json.encode({"error": {"msg": told}}))
            case "text":
                return Response(status=500, headers=headers, body=told.encode())
            case "shape":
                return Response(status=200, headers=headers, body=msgspec.json.encode({"data": told}))
            case "garbage":
                return Response(status=200, headers=headers | {"content-encoding": "gzip"}, body=told.encode())
            case "redirect":
                return Response(status=302, headers=headers)
            case "lost":
                raise TransportError(f"no answer to {told}", may_have_arrived=True)
        return Response(status=int(self.how), headers=headers, body=msgspec.json.encode({"error": {"msg": told}}))


HOWS = ["json", "text", "shape", "garbage", "redirect", "lost", "401", "403", "404", "409", "412", "429", "503"]


@pytest.mark.parametrize("how", HOWS)
def test_no_error_shows_a_secret(make_config, start, how, caplog):
    nasty = Nasty()
    limits = replace(make_config().limits, failures=10_000)
    with start(make_config(limits=limits)) as stage:
        connection_id = stage.connect()
        live = stage.runner.run(stage.service.connections.find(stage.account_id, connection_id))
        live.driver._transport = nasty
        nasty.how = how
        seen = []
        for name, place in PLACES.items():
            if name in live.adapter.unavailable:
                continue
            path = place.path.format(connection_id=connection_id, id="1", task_id="1", project_id="1")
            body = {"title": "x", "body": "x", "name": "x", "kind": "duplicates", "other_task_id": "2"}
            known = METHODS[name].parameters.__struct_fields__
            given = {key: value for key, value in body.items() if key in known} if place.has_body else None
            seen.append(stage.call(place.verb, path, given, idempotency_key=f"k-{name}"))
        call = {"verb": "GET", "path": "/rest/data/issue"}
        seen.append(stage.call("POST", f"/v1/connections/{connection_id}/passthrough", call))
        seen.append(stage.call("POST", f"/v1/connections/{connection_id}/check"))
        for reply in seen:
            shown = reply.body + repr(reply.headers).encode()
            assert not any(secret in shown for secret in SECRETS), shown
        assert sum(reply.status >= 400 for reply in seen) > 15
        told = msgspec.json.encode(stage.log()) + caplog.text.encode()
        assert not any(secret in told for secret in SECRETS)


def test_a_refused_new_connection_shows_no_secret(stage, caplog):
    stage.twin.misbehave(Fault(kind="garbage"))
    for change in ({}, {"site": "http://127.0.0.1"}, {"username": 5}, {"colour": "wonderland"}):
        parameters = SITE | change
        reply = stage.call("POST", "/v1/connections", {"platform": "roundup", "parameters": parameters})
        assert reply.status >= 400
        assert b"wonderland" not in reply.body
    assert "wonderland" not in caplog.text + repr(stage.log())


def test_a_mistake_of_ours_tells_the_caller_nothing(stage, monkeypatch, caplog):
    async def fail(*_):
        raise RuntimeError("the password is wonderland")

    connection_id = stage.connect()
    monkeypatch.setattr(stage.service.connections, "call", fail)
    reply = stage.call("GET", f"/v1/connections/{connection_id}/me", x_request_id="find-me")

    assert (reply.status, reply.kind) == (500, "internal")
    assert b"wonderland" not in reply.body
    assert "find-me" in caplog.text


def test_reprs_of_what_is_logged_hold_no_secret(stage):
    live = stage.runner.run(stage.service.connections.find(stage.account_id, stage.connect()))
    shown = repr([stage.config, stage.service.keyring, live, live.session, live.adapter.connection])

    assert "wonderland" not in shown
    assert stage.config.secret_keys[0][3:] not in shown


# Headers


def test_no_header_of_an_answer_can_be_broken(stage):
    for odd in ("a\r\nSet-Cookie: x=y", "a\nb", "\x00"):
        reply = stage.call("GET", "/health", x_request_id=odd)
        assert all("\r" not in value and "\n" not in value for value in reply.headers.values())
        assert "set-cookie" not in reply.headers


def test_answers_are_not_sniffed_or_kept(stage):
    for path in ("/health", "/v1/connections", "/nowhere"):
        headers = stage.call("GET", path).headers
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


# Bodies


@pytest.fixture
def small(make_config, start):
    with start(make_config(bounds=Bounds(body_bytes=1000, body_s=0.05), limits=Limits())) as stage:
        yield stage


def test_a_body_beyond_its_bound_is_refused_before_it_is_read(small):
    reply = small.call("POST", "/v1/connections", b"x" * 2000, content_length="2000")
    assert (reply.status, reply.kind) == (413, "too_large")
    assert small.call("POST", "/v1/connections", b"x" * 2000).kind == "too_large"


def test_a_body_in_pieces_is_bounded_and_need_not_arrive_for_ever(small):
    async def call(pieces):
        sent = []

        async def receive():
            piece = pieces.pop(0) if pieces else None
            if piece is None:
                await asyncio.sleep(3600)
            return {"type": "http.request", "body": piece, "more_body": True}

        async def send(message):
            sent.append(message)

        headers = [(b"authorization", f"Bearer {small.key}".encode()), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "raw_path": b"/v1/connections", "query_string": b"",
                 "headers": headers, "client": ("192.0.2.1", 1)}  # fmt: skip
        await small.application(scope, receive, send)
        return msgspec.json.decode(sent[1]["body"])["type"]

    assert small.runner.run(call([b"x" * 600, b"x" * 600])) == "/errors/too_large"
    assert small.runner.run(call([b"{"])) == "/errors/bad_request"


def test_compressed_requests_are_not_taken(stage):
    bomb = gzip.compress(b"0" * 10_000_000)
    assert stage.call("POST", "/v1/connections", bomb, content_encoding="gzip").kind == "media_type"


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, lambda data: gzip.compress(gzip.compress(data))])
def test_an_answer_that_unpacks_beyond_its_bound_is_refused(make_config, start, compress):
    class Bomb:
        async def send(self, _request):
            encoding = "deflate" if compress is zlib.compress else "gzip"
            if compress not in {gzip.compress, zlib.compress}:
                encoding = "gzip, gzip"
            body = compress(b"0" * 50_000_000)
            return Response(status=200, headers={"content-encoding": encoding}, body=body)

    policy = replace(make_config().policy, max_body_bytes=1_000_000)
    with start(make_config(policy=policy)) as stage:
        connection_id = stage.connect()
        live = stage.runner.run(stage.service.connections.find(stage.account_id, connection_id))
        live.driver._transport = Bomb()
        reply = stage.call("GET", f"/v1/connections/{connection_id}/tasks")
    assert reply.kind == "platform_error"
    assert "larger than 1000000 bytes" in reply.json["detail"]


def test_deeply_nested_json_is_refused(stage):
    path = f"/v1/connections/{stage.connect()}/tasks"
    for body in (b'{"custom_fields":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001, b"[" * 1_000_000):
        assert stage.call("POST", path, body).kind == "validation"


# Paths


@pytest.mark.parametrize(
    "path",
    ["/v1/connections/..%2f..%2fv1/me", "/v1/../v1/connections", "/v1//connections", "/v1/connections/%2e%2e", "//v1",
     "/v1/connections/con_1%00", "/%2e%2e/etc/passwd", "/v1/connections/%F0%9F%92%A9",
     "/v1/connections/'%20OR%201=1--"],
)  # fmt: skip
def test_tricks_in_paths_lead_nowhere(stage, path):
    assert stage.call("GET", path).kind in {"no_route", "missing"}
