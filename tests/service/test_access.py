"""API keys: whose they are, what they may do, when they end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tasklab.service.config import Limits
from tasklab.service.store import account as store
from tasklab.service.store.database import now_us


def kind_of(reply):
    return None if reply.status < 400 else reply.kind


def test_a_request_needs_a_key_of_ours(stage):
    for given in ("", "Basic YTpi", "Bearer", "Bearer ", "Bearer tasklab_nothing", "Bearer " + "x" * 300, "bearer é"):
        reply = stage.call("GET", "/v1/platforms", authorization=given)
        assert (reply.status, reply.kind) == (401, "api_key"), given
        assert reply.headers["www-authenticate"].startswith("Bearer")
    assert stage.call("GET", "/v1/platforms", authorization=f"bearer {stage.key}").status == 200


def test_keys_are_kept_as_digests(stage):
    with stage.service.database.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM api_key").all()

    assert stage.key not in repr(rows)
    assert stage.key[8:] not in repr(rows)


@pytest.mark.parametrize(
    ("scopes", "verb", "path", "kind"),
    [
        (["read"], "GET", "/v1/connections", None),
        (["read"], "POST", "/v1/connections", "scope"),
        (["read"], "POST", "/v1/connections/{}/tasks", "scope"),
        (["write"], "GET", "/v1/connections/{}/tasks", "scope"),
        (["read", "write"], "DELETE", "/v1/connections/{}", "scope"),
        ([], "GET", "/v1/platforms", "scope"),
    ],
)
def test_a_key_does_what_its_scopes_allow(stage, scopes, verb, path, kind):
    key = stage.service.database.do(store.add_key, stage.account_id, "k", scopes, "test")[1].text

    assert kind_of(stage.call(verb, path.format(stage.connect()), key=key)) == kind


def test_a_revoked_key_ends_and_its_last_use_is_known(stage):
    made, fresh = stage.service.database.do(store.add_key, stage.account_id, "k", ["read"], "test")
    assert stage.call("GET", "/v1/connections", key=fresh.text).status == 200
    stage.runner.run(stage.service.access.write_uses())

    stage.service.database.do(store.revoke_key, stage.account_id, made.id, "test")
    stage.runner.run(stage.service.refresh())

    assert stage.call("GET", "/v1/connections", key=fresh.text).kind == "api_key"
    (known,) = [each for each in stage.service.database.do(store.list_keys, stage.account_id) if each.id == made.id]
    assert known.revoked_at >= known.last_used_at > known.created_at


def test_an_expired_key_ends_by_itself(stage):
    key = stage.service.database.do(store.add_key, stage.account_id, "k", ["read"], "test", now_us() - 1)[1].text

    assert "expired" in stage.call("GET", "/v1/connections", key=key).json["detail"]


def test_a_disabled_account_is_not_served_and_keeps_its_data(stage):
    connection_id = stage.connect()
    stage.service.database.do(store.disable_account, stage.account_id, "test")
    stage.runner.run(stage.service.refresh())
    assert stage.call("GET", "/v1/connections").kind == "scope"

    stage.service.database.do(lambda db: store.disable_account(db, stage.account_id, "test", is_disabled=False))
    stage.runner.run(stage.service.refresh())
    assert [each["id"] for each in stage.call("GET", "/v1/connections").json["items"]] == [connection_id]


def test_guessing_keys_is_slowed_down_and_others_are_not(make_config, start):
    with start(make_config(limits=Limits(wrong_keys_per_minute=5))) as stage:
        assert stage.call("GET", "/v1/platforms").status == 200
        kinds = [stage.call("GET", "/v1/platforms", key=f"tasklab_{number}").kind for number in range(8)]

        assert kinds == ["api_key"] * 5 + ["limit"] * 3
        assert stage.call("GET", "/v1/platforms").status == 200


def test_an_account_that_asks_too_much_waits_and_another_does_not(make_config, start):
    with start(make_config(limits=Limits(requests_per_s=0.01, burst=3))) as stage:
        replies = [stage.call("GET", "/v1/platforms") for _ in range(4)]
        other = stage.account()[1]

        assert [reply.status for reply in replies] == [200, 200, 200, 429]
        assert int(replies[3].headers["retry-after"]) > 1
        assert stage.call("GET", "/v1/platforms", key=other).status == 200


def test_calls_of_one_connection_at_the_same_time_are_bounded(make_config, start):
    limits = replace(make_config().limits, in_flight_per_connection=2)
    with start(make_config(limits=limits), Gate()) as stage:
        made = stage.call("POST", "/v1/connections", {"platform": "roundup", "sandbox": True}).json["id"]
        live = stage.runner.run(stage.service.connections.find(stage.account_id, made))
        live.in_flight = 2

        assert stage.call("GET", f"/v1/connections/{made}/me").kind == "limit"
        live.in_flight = 0
        assert stage.call("GET", f"/v1/connections/{made}/me").status == 200


class Gate:
    """A transport that nobody may use."""

    async def send(self, request):
        raise AssertionError(request)


def test_every_change_is_written_down(stage):
    from tasklab.service.store.audit import read_audit

    connection_id = stage.connect()
    stage.call("PATCH", f"/v1/connections/{connection_id}", {"version": "2.5"})
    stage.call("DELETE", f"/v1/connections/{connection_id}")

    entries = stage.service.database.do(read_audit, stage.account_id)
    assert [entry["action"] for entry in reversed(entries)] == [
        "account.create", "key.create", "connection.create", "connection.move", "connection.delete"
    ]  # fmt: skip
    assert entries[0]["actor"].startswith("key_")


def test_the_event_loop_goes_on_while_the_database_is_asked(stage):
    async def both():
        slow = asyncio.create_task(stage.service.database.run(lambda db: db.exec_driver_sql("SELECT 1").scalar()))
        return (await stage.acall("GET", "/health")).status, await slow

    assert stage.runner.run(both()) == (200, 1)
