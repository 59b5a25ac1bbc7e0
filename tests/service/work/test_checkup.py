"""Connections are tried from time to time, and what is found is there to be read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tasklab.service.store.checkup import BAD_EVERY_S, GOOD_EVERY_S, claim_checkup, list_due_checkups
from tasklab.service.store.database import now_us
from tasklab.service.store.table import checkup
from tasklab.twin.fault import Fault


@pytest.fixture
def connection_id(stage):
    return stage.connect()


def let_be_due(stage):
    stage.service.database.do(lambda db: db.execute(sa.update(checkup).values(due_at=0)))


def check(stage, connection_id):
    let_be_due(stage)
    return stage.runner.run(stage.service.checker.check(connection_id))


def health(stage, connection_id):
    return stage.call("GET", f"/v1/connections/{connection_id}").json["health"]


def due_in_s(stage):
    due_at = stage.service.database.do(lambda db: db.execute(sa.select(checkup.c.due_at)).scalar_one())
    return (due_at - now_us()) / 1_000_000


def test_a_connection_that_works_is_tried_an_hour_later(stage, connection_id):
    assert health(stage, connection_id) is None
    assert GOOD_EVERY_S - 60 < due_in_s(stage) <= GOOD_EVERY_S

    assert check(stage, connection_id) is True

    found = health(stage, connection_id)
    assert (found["is_good"], found["problem"]) == (True, None)
    assert GOOD_EVERY_S - 60 < due_in_s(stage) <= GOOD_EVERY_S


def test_a_credential_that_ended_is_noticed_without_a_call(stage, connection_id):
    stage.twin.misbehave(Fault(kind="expired"))

    assert check(stage, connection_id) is False

    found = health(stage, connection_id)
    assert (found["is_good"], found["problem"]["type"]) == (False, "/errors/authentication")
    assert BAD_EVERY_S - 60 < due_in_s(stage) <= BAD_EVERY_S
    assert "wonderland" not in str(found)


def test_a_version_that_is_served_no_longer_is_told(stage, connection_id):
    stage.service.support._served = frozenset()
    stage.service.support._platforms = {}
    stage.service.connections._live.clear()

    assert check(stage, connection_id) is False

    row = stage.service.database.do(lambda db: db.execute(sa.select(checkup)).one())
    assert "version_unsupported" in row.problem


def test_a_check_by_hand_is_kept_too_and_lists_show_it(stage, connection_id):
    assert stage.call("POST", f"/v1/connections/{connection_id}/check").json["is_good"] is True

    (listed,) = stage.call("GET", "/v1/connections").json["items"]
    assert listed["health"]["is_good"] is True


def test_what_is_due_is_done_in_the_background(stage, connection_id):
    let_be_due(stage)

    async def tick():
        await stage.service.work.tick()
        await stage.service.work.finish()

    stage.runner.run(tick())

    assert health(stage, connection_id)["is_good"] is True


def test_of_two_that_would_try_a_connection_one_does(stage, connection_id):
    let_be_due(stage)
    claims = [stage.service.database.do(claim_checkup, connection_id, name, 60.0) for name in ("p1", "p2")]

    assert [claim is not None for claim in claims] == [True, False]
    assert stage.runner.run(stage.service.checker.check(connection_id)) is None


def test_a_sandbox_is_not_tried(stage):
    stage.call("POST", "/v1/connections", {"platform": "roundup", "sandbox": True})
    let_be_due(stage)

    assert stage.service.database.do(list_due_checkups, 10) == []
