"""A database that does not answer is no mistake of ours, and stops no read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tasklab.service import build
from tasklab.service.store.database import Database


@pytest.fixture
def lose(stage, monkeypatch):
    """Let the database answer no more."""

    def lose():
        def begin():
            raise sa.exc.OperationalError("SELECT 1", {}, OSError("connection refused"))

        monkeypatch.setattr(stage.service.database.engine, "begin", begin)

    return lose


def test_reads_go_on_and_the_rest_is_told_to_come_again(stage, lose):
    path = f"/v1/connections/{stage.connect()}"
    assert stage.call("GET", f"{path}/me").status == 200
    lose()

    assert stage.call("GET", f"{path}/tasks").status == 200
    for verb, asked, body in (("GET", "/v1/connections", None), ("POST", f"{path}/tasks", {"title": "x"})):
        reply = stage.call(verb, asked, body, idempotency_key="k")
        assert (reply.status, reply.kind, "retry-after" in reply.headers) == (503, "busy", True)
    assert stage.call("GET", "/ready", key="").status == 503
    assert stage.site.rows["issue"] == {}


def test_a_key_is_believed_for_a_while_only(stage, lose, monkeypatch):
    stage.call("GET", "/v1/platforms")
    lose()

    stage.runner.run(stage.service.refresh())
    assert stage.call("GET", "/v1/platforms").status == 200

    monkeypatch.setattr(build, "_TRUSTED_S", -1.0)
    stage.runner.run(stage.service.refresh())
    assert stage.call("GET", "/v1/platforms").kind == "busy"


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://h/d", "postgresql+psycopg"),
        ("postgres://h/d", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_the_driver_follows_from_the_url(url, driver):
    database = Database(url)
    assert database.url.drivername == driver
    database.close()
