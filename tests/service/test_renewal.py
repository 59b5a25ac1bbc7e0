"""Refresh tokens that the platform replaces: what is kept is always the one that is good."""

from __future__ import annotations

import base64
from urllib.parse import parse_qsl

import msgspec
import pytest
from tests.service.conftest import SITE

from tasklab.adapter.auth import OAuth2Auth
from tasklab.adapter.message import Response
from tasklab.service.store.connection import find_connection

BASIC = "Basic " + base64.b64encode(b"alice:wonderland").decode()


class Desk:
    """A token endpoint whose refresh tokens are good once, before a tracker that takes its access tokens."""

    def __init__(self, tracker):
        self.tracker, self.number, self.good, self.refused = tracker, 0, "wonderland", 0

    async def send(self, request):
        if request.url.startswith("https://login.example/"):
            return self._grant(dict(parse_qsl(request.body.decode()))["refresh_token"])
        headers = dict(request.headers)
        if headers.get("Authorization") != f"Bearer a{self.number}":
            return Response(status=401, body=b"{}")
        kept = tuple(pair for pair in request.headers if pair[0] != "Authorization")
        return await self.tracker.send(msgspec.structs.replace(request, headers=(*kept, ("Authorization", BASIC))))

    def _grant(self, refresh_token):
        if refresh_token != self.good:
            self.refused += 1
            return Response(status=400, body=b'{"error": "invalid_grant"}')
        self.number += 1
        self.good = f"r{self.number}"
        told = {"access_token": f"a{self.number}", "token_type": "Bearer", "refresh_token": self.good}
        return Response(status=200, body=msgspec.json.encode(told))


@pytest.fixture
def desk(stage, monkeypatch):
    """Put the token endpoint before the tracker, whose password is the first refresh token."""
    connections = stage.service.connections
    made = Desk(connections._transport)
    monkeypatch.setattr(connections, "_transport", made)
    found = connections._support.require_served

    def require_served(*place, **more):
        class Renewed(found(*place, **more)):
            @property
            def auth(self):
                given = self.connection.parameters["password"]
                return OAuth2Auth("https://login.example/token", "app", given, parameter="password")

        return Renewed

    monkeypatch.setattr(connections._support, "require_served", require_served)
    return made


def kept(stage, connection_id):
    row = stage.service.database.do(find_connection, stage.account_id, connection_id)
    return stage.service.connections.decrypt(row)["password"]


def test_a_new_connection_is_kept_with_the_token_that_its_trial_was_given(stage, desk):
    assert kept(stage, stage.connect()) == desk.good == "r1"


def test_a_token_that_a_call_was_given_is_kept(stage, desk):
    connection_id = stage.connect()
    assert stage.call("GET", f"/v1/connections/{connection_id}/tasks").status == 200
    desk.number += 1  # the access token is good no longer
    assert stage.call("GET", f"/v1/connections/{connection_id}/tasks").status == 200
    assert kept(stage, connection_id) == desk.good
    assert desk.refused == 0


def test_a_process_that_starts_later_goes_on_with_it(stage, desk):
    connection_id = stage.connect()
    stage.call("GET", f"/v1/connections/{connection_id}/tasks")
    stage.service.connections._live.clear()
    assert stage.call("GET", f"/v1/connections/{connection_id}/tasks").status == 200
    assert desk.refused == 0


def test_a_renewal_keeps_the_session_and_its_access_token(stage, desk):
    connection_id = stage.connect()
    for _ in range(3):
        stage.service.connections.forget()
        stage.call("GET", f"/v1/connections/{connection_id}/tasks")
    assert desk.number == 2, "the trial and the first call ask for a token"


def test_a_new_credential_wins_over_a_renewal(stage, desk):
    connection_id = stage.connect()
    stage.call("GET", f"/v1/connections/{connection_id}/tasks")
    desk.good = "another"
    change = {"parameters": SITE | {"password": "another"}}
    assert stage.call("PATCH", f"/v1/connections/{connection_id}", change).status == 200
    assert stage.call("GET", f"/v1/connections/{connection_id}/tasks").status == 200
    assert kept(stage, connection_id) == desk.good


def test_a_token_that_is_refused_is_told_as_such_and_stays(stage, desk):
    connection_id = stage.connect()
    desk.good = "somebody else has it"
    reply = stage.call("GET", f"/v1/connections/{connection_id}/tasks")
    assert (reply.status, reply.kind) == (401, "authentication")
    assert b"r1" not in reply.body
    assert kept(stage, connection_id) == "r1"
