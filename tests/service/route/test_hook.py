"""Messages of a platform reach the feed: what is told and found by looking is one event, and nothing else gets in."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace as replaced

import msgspec
import pytest
import sqlalchemy as sa
from tests.service.test_secret import K1, K2

from tasklab.service.config import Limits
from tasklab.service.rotation import rotate_secrets
from tasklab.service.store.event import list_events
from tasklab.service.store.table import arrival, hook, watch
from tasklab.watch.hook import Hooks

HOOKS = {
    "source": "https://example.org/hooks",
    "secret_by": "ours",
    "signature": {"header": "X-Signature"},
    "delivery": "id",
    "changes": [{"object": "task", "id": "{issue}", "gone": {"what": "retired"}}],
}


def describe(stage, platform="roundup", **changes):
    """Let a platform send messages as described."""
    support = stage.service.support.platforms[platform]
    config = support.config.model_copy(update={"hooks": Hooks.model_validate(HOOKS | changes)})
    stage.service.support._platforms[platform] = replaced(support, config=config)


@pytest.fixture
def watched(stage):
    """A connection that is watched, and whose platform sends messages."""
    describe(stage)
    stage.twin.seed(3)
    connection_id = stage.connect()
    stage.call("PUT", f"/v1/connections/{connection_id}/watch", {"every_s": 60})
    look(stage, connection_id)
    return connection_id


def look(stage, connection_id, past_s=10):
    """Make a look if one is due, so many seconds after the last."""
    stage.service.database.do(
        lambda db: db.execute(sa.update(watch).values(due_at=watch.c.due_at - past_s * 1_000_000))
    )
    return stage.runner.run(stage.service.poller.poll(connection_id))


def put(stage, connection_id, body=None):
    return stage.call("PUT", f"/v1/connections/{connection_id}/hook", body or {})


def send(stage, made, body, secret=None, **headers):
    data = msgspec.json.encode(body)
    key = (made["secret"] if secret is None else secret).encode()
    given = {"x_signature": hmac.new(key, data, hashlib.sha256).hexdigest()} | headers
    return stage.call("POST", made["address"], data, key="", **given)


def events(stage):
    rows = stage.service.database.do(list_events, stage.account_id, 0, 100)
    return [(row.type, row.object_id, row.source) for row in rows]


def test_a_change_that_is_told_and_then_found_is_one_event(stage, watched):
    made = put(stage, watched).json
    stage.site.rows["issue"]["2"]["title"] = "Other"

    reply = send(stage, made, {"id": "m1", "issue": "2"})
    look(stage, watched)
    look(stage, watched, 70)

    assert (reply.status, reply.json) == (200, {"taken": 1})
    assert events(stage) == [("updated", "2", "native")]


def test_a_change_that_is_found_before_it_is_told_is_one_event_too(stage, watched):
    made = put(stage, watched).json
    stage.site.rows["issue"]["2"]["title"] = "Other"
    look(stage, watched, 70)

    send(stage, made, {"id": "m1", "issue": "2"})
    look(stage, watched)

    assert events(stage) == [("updated", "2", "polled")]


def test_a_message_is_never_believed_only_looked_into(stage, watched):
    made = put(stage, watched).json

    send(stage, made, {"id": "m1", "issue": "1", "what": "retired"})
    send(stage, made, {"id": "m2", "issue": "999"})
    look(stage, watched)

    assert events(stage) == []


def test_what_is_told_to_be_gone_and_is_gone_is_told_at_once(stage, watched):
    made = put(stage, watched).json
    stage.site.rows["issue"]["3"]["retired"] = True

    send(stage, made, {"id": "m1", "issue": "3", "what": "retired"})
    look(stage, watched)
    look(stage, watched, 70)

    assert events(stage) == [("deleted", "3", "native")]


def test_without_a_message_no_look_is_due_and_after_one_only_some_seconds_later(stage, watched):
    made = put(stage, watched).json
    before = len(stage.twin.log)
    look(stage, watched)
    assert len(stage.twin.log) == before

    send(stage, made, {"id": "m1", "issue": "1"})
    look(stage, watched)
    asked = len(stage.twin.log)
    send(stage, made, {"id": "m2", "issue": "1"})
    look(stage, watched, 0)

    assert asked > before
    assert len(stage.twin.log) == asked
    look(stage, watched, 6)
    assert len(stage.twin.log) > asked


def test_a_message_that_comes_again_does_nothing(stage, watched):
    made = put(stage, watched).json
    first = send(stage, made, {"id": "m1", "issue": "2"})
    look(stage, watched)

    again = send(stage, made, {"id": "m1", "issue": "2"})
    before = len(stage.twin.log)
    look(stage, watched)

    assert (first.json["taken"], again.json["taken"]) == (1, 0)
    assert len(stage.twin.log) == before


@pytest.mark.parametrize("forge", ["secret", "header", "address"])
def test_a_forgery_is_refused_and_nothing_is_kept(stage, watched, forge):
    made = put(stage, watched).json
    if forge == "secret":
        reply = send(stage, made, {"id": "m1", "issue": "2"}, secret="wrong")
    elif forge == "header":
        reply = send(stage, made, {"id": "m1", "issue": "2"}, x_signature="")
    else:
        reply = send(stage, made | {"address": "/v1/hooks/hok_0000000000000000"}, {"id": "m1", "issue": "2"})

    assert (reply.status, reply.kind) == ((404, "missing") if forge == "address" else (401, "signature"))
    assert stage.service.database.do(lambda db: db.execute(sa.select(arrival)).all()) == []


def test_forging_is_slowed_down_and_the_platform_is_not(make_config, start):
    with start(make_config(limits=Limits(wrong_keys_per_minute=3))) as stage:
        describe(stage)
        connection_id = stage.connect()
        stage.call("PUT", f"/v1/connections/{connection_id}/watch", {})
        made = put(stage, connection_id).json

        kinds = [send(stage, made, {"id": str(n), "issue": "1"}, secret="wrong").kind for n in range(5)]

        assert kinds == ["signature"] * 3 + ["limit"] * 2
        assert stage.call("GET", "/v1/connections").status == 200


def test_the_first_message_brings_the_secret_once(stage, watched):
    describe(stage, secret_by="handshake", handshake="X-Hook-Secret")
    made = put(stage, watched).json
    assert (made["is_ready"], "secret" in made) == (False, False)
    assert send(stage, made, {"id": "m0", "issue": "1"}, secret="any").kind == "signature"

    shaken = stage.call("POST", made["address"], b"{}", key="", x_hook_secret="the secret")
    again = stage.call("POST", made["address"], b"{}", key="", x_hook_secret="the secret")
    other = stage.call("POST", made["address"], b"{}", key="", x_hook_secret="another")

    assert (shaken.status, shaken.headers["x-hook-secret"]) == (200, "the secret")
    assert (again.status, other.kind) == (200, "signature")
    assert send(stage, made, {"id": "m1", "issue": "1"}, secret="the secret").json["taken"] == 1
    assert stage.call("GET", f"/v1/connections/{watched}/hook").json["is_ready"] is True


def test_a_handshake_long_after_is_refused(stage, watched):
    describe(stage, secret_by="handshake", handshake="X-Hook-Secret")
    made = put(stage, watched).json
    stage.service.database.do(lambda db: db.execute(sa.update(hook).values(created_at=0)))

    assert stage.call("POST", made["address"], b"{}", key="", x_hook_secret="late").kind == "signature"


def test_a_secret_of_the_platforms_is_given_and_one_of_ours_is_not(stage, watched):
    assert put(stage, watched, {"secret": "long enough"}).json["pointer"] == "/secret"

    describe(stage, secret_by="theirs")
    assert put(stage, watched).json["pointer"] == "/secret"
    made = put(stage, watched, {"secret": "long enough"}).json
    assert "secret" not in made
    assert send(stage, made, {"id": "m1", "issue": "1"}, secret="long enough").json["taken"] == 1


def test_the_address_is_signed_where_the_platform_does_so(make_config, start):
    signature = {"header": "X-Signature", "digest": "sha1", "form": "base64", "covers": "body_and_address"}
    with start(make_config(public_address="https://api.example.org/")) as stage:
        describe(stage, signature=signature)
        connection_id = stage.connect()
        stage.call("PUT", f"/v1/connections/{connection_id}/watch", {})
        made = put(stage, connection_id).json
        body = msgspec.json.encode({"id": "m1", "issue": "1"})
        digest = hmac.new(made["secret"].encode(), body + made["address"].encode(), hashlib.sha1).digest()
        path = made["address"].removeprefix("https://api.example.org")

        reply = stage.call("POST", path, body, key="", x_signature=base64.b64encode(digest).decode())

        assert reply.json == {"taken": 1}
        assert stage.call("HEAD", path, key="").status == 200
    with start(make_config()) as stage:
        describe(stage, signature=signature)
        connection_id = stage.connect()
        stage.call("PUT", f"/v1/connections/{connection_id}/watch", {})
        assert put(stage, connection_id).kind == "state"


def test_messages_need_a_watch_and_a_description(stage):
    connection_id = stage.connect()
    assert "not described" in put(stage, connection_id).json["detail"]
    describe(stage)
    assert "watch the connection first" in put(stage, connection_id).json["detail"]


def test_a_new_secret_ends_the_old_and_deleting_ends_the_address(stage, watched):
    old = put(stage, watched).json
    fresh = put(stage, watched).json
    assert fresh["address"] == old["address"]
    assert send(stage, old, {"id": "m1", "issue": "1"}).kind == "signature"
    assert send(stage, fresh, {"id": "m1", "issue": "1"}).status == 200

    path = f"/v1/connections/{watched}/hook"
    assert [stage.call("DELETE", path).status for _ in range(2)] == [204, 404]
    assert stage.call("GET", path).kind == "missing"
    assert send(stage, fresh, {"id": "m2", "issue": "1"}).kind == "missing"


def test_secrets_are_encrypted_and_turned_with_the_others(make_config, start):
    with start(make_config(secret_keys=(K1, K2))) as stage:
        describe(stage)
        connection_id = stage.connect()
        stage.call("PUT", f"/v1/connections/{connection_id}/watch", {})
        made = put(stage, connection_id).json
        rows = stage.service.database.do(lambda db: db.execute(sa.select(hook)).all())
        assert made["secret"] not in repr(rows)

        assert rotate_secrets(stage.service.database, (K2, K1), batch=2) == (2, "k2")
        assert send(stage, made, {"id": "m1", "issue": "1"}).status == 200


def test_a_large_message_is_not_read(stage, watched):
    made = put(stage, watched).json

    assert send(stage, made, {"id": "m1", "issue": "x" * 2_100_000}).status == 413
