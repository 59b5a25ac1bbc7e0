"""Writes of the service's own under an idempotency key."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from tasklab.service.secret import new_secret_key
from tasklab.service.store.account import add_key
from tasklab.service.store.idempotency import claim_key, row_key
from tasklab.service.store.webhook import list_webhooks

HOOK = {"url": "https://hooks.example.org/x"}


def hooks(stage):
    return stage.service.database.do(list_webhooks, stage.account_id, "", 100)


def test_the_same_key_again_gives_the_first_answer_secret_included(stage):
    first = stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k")
    again = stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k")

    assert first.status == again.status == 201
    assert first.body == again.body
    assert again.json["secret"].startswith("whsec_")
    assert len(hooks(stage)) == 1


def test_no_secret_of_an_answer_is_kept_as_it_is(stage):
    secret = stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k").json["secret"]
    key = stage.call("POST", "/v1/keys", {"name": "n", "scopes": ["read"]}, idempotency_key="k").json["key"]

    with stage.service.database.engine.begin() as connection:
        rows = repr(connection.exec_driver_sql("SELECT * FROM idempotency").all())

    assert len(rows) > 400
    assert secret.removeprefix("whsec_") not in rows
    assert key not in rows


def test_a_key_is_good_for_one_request_alone(stage):
    stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k")

    other = stage.call("POST", "/v1/webhooks", {"url": "https://hooks.example.org/y"}, idempotency_key="k")

    assert (other.status, other.json["pointer"]) == (422, "/idempotency_key")
    assert len(hooks(stage)) == 1


def test_two_at_the_same_time_make_one(stage):
    async def both():
        return await asyncio.gather(
            *(stage.acall("POST", "/v1/webhooks", HOOK, None, idempotency_key="k") for _ in range(2))
        )

    replies = stage.runner.run(both())

    assert sorted(reply.status for reply in replies) in ([201, 409], [201, 201])
    assert len(hooks(stage)) == 1


def test_keys_of_accounts_and_of_paths_do_not_meet(stage):
    other = stage.account()[1]

    made = [
        stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k"),
        stage.call("POST", "/v1/webhooks", HOOK, key=other, idempotency_key="k"),
        stage.call("POST", "/v1/keys", {"name": "n", "scopes": ["read"]}, idempotency_key="k"),
    ]

    assert [reply.status for reply in made] == [201] * 3
    assert len({reply.json["id"] for reply in made}) == 3


def test_what_was_refused_may_be_sent_again_mended(stage):
    assert stage.call("POST", "/v1/webhooks", {"url": "https://127.0.0.1/x"}, idempotency_key="k").status == 422

    assert stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k").status == 201


def test_a_connection_is_made_once_and_deleted_once(stage):
    body = {"platform": "roundup", "sandbox": True}
    first = stage.call("POST", "/v1/connections", body, idempotency_key="k")
    again = stage.call("POST", "/v1/connections", body, idempotency_key="k")
    path = f"/v1/connections/{first.json['id']}"

    assert first.json == again.json
    assert len(stage.call("GET", "/v1/connections").json["items"]) == 1
    assert [stage.call("DELETE", path, idempotency_key="d").status for _ in range(2)] == [204, 204]
    assert stage.call("DELETE", path, idempotency_key="e").status == 404


def test_a_process_that_died_in_between_leaves_a_conflict_behind(stage):
    row = row_key(stage.account_id, "webhook.create\nk")
    digest = "another process's"
    stage.service.database.do(partial(claim_key, is_repeatable=False), row, digest, "dead", -1.0)

    reply = stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k")

    assert reply.status == 422  # another request's key
    assert hooks(stage) == []


def test_a_failure_in_the_middle_counts_as_unknown(stage, monkeypatch):
    from tasklab.service.route import event

    def fail(*_):
        raise RuntimeError("the process is in trouble")

    with monkeypatch.context() as patch:
        patch.setattr(event.webhooks, "add_webhook", fail)
        assert stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k").status == 500
    reply = stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k")

    assert (reply.status, "outcome is unknown" in reply.json["detail"]) == (409, True)
    assert hooks(stage) == []


def test_an_answer_whose_key_was_taken_away_is_told_to_be_unreadable(make_config, start):
    config = make_config()
    with start(config) as stage:
        stage.call("POST", "/v1/webhooks", HOOK, idempotency_key="k")
        account_id = stage.account_id
    with start(make_config(secret_keys=(new_secret_key("k2"),))) as stage:
        key = stage.service.database.do(add_key, account_id, "k", ["manage"], "test")[1].text
        reply = stage.call("POST", "/v1/webhooks", HOOK, key, idempotency_key="k")

        assert (reply.status, "no longer be read" in reply.json["detail"]) == (409, True)


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_what_is_no_key_is_refused(stage, key):
    reply = stage.call("POST", "/v1/webhooks", HOOK, idempotency_key=key)

    assert (reply.status, reply.json["pointer"]) == (422, "/idempotency_key")
    assert hooks(stage) == []
