"""Access tokens of OAuth 2.0: asked for, renewed, rotated, refused; and by many calls at once."""

from __future__ import annotations

import asyncio
import threading
from urllib.parse import parse_qsl

import msgspec
import pytest

from tasklab.adapter.client import AsyncClient, Client
from tasklab.adapter.driver.aio import AioDriver
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.unified.error import (
    AuthenticationError,
    PlatformError,
    PlatformUnavailableError,
    RateLimitedError,
)

TOKEN = "POST /tenant/token"


def granted(access, refresh=None, expires_in=3600, **others):
    """Make the answer of a token endpoint."""
    told = {"token_type": "Bearer", "access_token": access, "expires_in": expires_in, **others}
    return Response(status=200, body=msgspec.json.encode(told | ({"refresh_token": refresh} if refresh else {})))


def refused(error, status=400, description=None):
    """Make its refusal."""
    told = {"error": error, **({"error_description": description} if description else {})}
    return Response(status=status, body=msgspec.json.encode(told))


UNAUTHORIZED = Response(status=401, body=b"{}")


def form_of(request):
    return dict(parse_qsl(request.body.decode()))


def bearer_of(request):
    return dict(request.headers)["Authorization"]


class TestAnAccessToken:
    def test_is_asked_for_once_and_goes_with_every_request(self, stage, sheet, token_paper):
        played = stage(granted("a1"), sheet(), sheet(), adapter=token_paper)
        played.call("task.get", id="1")
        played.call("task.get", id="2")
        asked, first, second = played.script.requests
        assert form_of(asked) == {
            "grant_type": "refresh_token",
            "refresh_token": "r0/+",
            "client_id": "app 1",
            "client_secret": "app&secret",
        }
        assert "Authorization" not in dict(asked.headers)
        assert bearer_of(first) == bearer_of(second) == "Bearer a1"

    def test_is_renewed_before_it_runs_out(self, stage, sheet, token_paper):
        played = stage(granted("a1"), sheet(), sheet(), granted("a2"), sheet(), adapter=token_paper)
        played.call("task.get", id="1")
        played.clock.advance(3600 - 61)
        played.call("task.get", id="1")
        played.clock.advance(2)
        played.call("task.get", id="1")
        assert bearer_of(played.script.requests[2]) == "Bearer a1"
        assert bearer_of(played.script.requests[4]) == "Bearer a2"

    def test_that_lasts_for_seconds_is_used_for_most_of_them(self, stage, sheet, token_paper):
        played = stage(granted("a1", expires_in=20), sheet(), sheet(), granted("a2"), sheet(), adapter=token_paper)
        played.call("task.get", id="1")
        played.clock.advance(17)
        played.call("task.get", id="1")
        played.clock.advance(2)
        played.call("task.get", id="1")
        assert [request.path for request in played.script.requests].count("/tenant/token") == 2

    @pytest.mark.parametrize("lasts", [None, "soon", 0])
    def test_that_says_nothing_of_its_end_is_used_until_it_is_refused(self, stage, sheet, token_paper, lasts):
        answers = [granted("a1", expires_in=lasts), sheet(), sheet(), UNAUTHORIZED, granted("a2"), sheet()]
        played = stage(*answers, adapter=token_paper)
        played.call("task.get", id="1")
        played.clock.advance(10**6)
        played.call("task.get", id="1")
        played.call("task.get", id="1")
        assert bearer_of(played.script.requests[-1]) == "Bearer a2"

    def test_that_is_refused_is_renewed_once(self, stage, sheet, token_paper):
        played = stage(granted("a1"), sheet(), UNAUTHORIZED, granted("a2"), UNAUTHORIZED, adapter=token_paper)
        played.call("task.get", id="1")
        with pytest.raises(AuthenticationError):
            played.call("task.get", id="1")
        assert not played.script.answers

    def test_that_is_fresh_and_refused_is_the_answer(self, stage, token_paper):
        with pytest.raises(AuthenticationError):
            stage(granted("a1"), UNAUTHORIZED, adapter=token_paper).call("task.get", id="1")

    def test_is_shown_nowhere(self, stage, token_paper):
        seen = []
        said = Response(status=400, body=b'{"detail": "bad a1-token, r1-token and app&secret"}')
        played = stage(granted("a1-token", "r1-token"), said, adapter=token_paper, observer=seen.append)
        with pytest.raises(Exception, match="bad") as caught:
            played.call("task.get", id="1")
        shown = repr(seen) + str([msgspec.to_builtins(each.request.body or b"") for each in seen]) + str(caught.value)
        shown += repr([form_of(each.request) for each in seen if each.request.body])
        for secret in ("a1-token", "r1-token", "app&secret", "r0/+"):
            assert secret not in shown


class TestARefreshToken:
    def test_that_comes_with_an_answer_takes_the_place_of_the_old_one(self, stage, sheet, token_paper):
        told = []
        answers = [granted("a1", "r1"), sheet(), UNAUTHORIZED, granted("a2", "r2"), sheet()]
        played = stage(*answers, adapter=token_paper, renewed=told.append)
        played.call("task.get", id="1")
        played.call("task.get", id="1")
        assert [form_of(request)["refresh_token"] for request in played.script.requests if request.body] == [
            "r0/+",
            "r1",
        ]
        assert told == [{"refresh_token": "r1"}, {"refresh_token": "r2"}]

    def test_that_stays_is_told_to_nobody(self, stage, sheet, token_paper):
        told = []
        answers = [granted("a1"), sheet(), UNAUTHORIZED, granted("a2", "r0/+"), sheet()]
        played = stage(*answers, adapter=token_paper, renewed=told.append)
        played.call("task.get", id="1")
        played.call("task.get", id="1")
        assert told == []

    @pytest.mark.parametrize(
        ("status", "error"), [(400, "invalid_grant"), (401, "invalid_client"), (400, "interaction_required")]
    )
    def test_that_is_refused_ends_with_authentication(self, stage, token_paper, status, error):
        answer = refused(error, status, "AADSTS700082: It has expired.\r\nTrace ID: 1")
        with pytest.raises(AuthenticationError) as caught:
            stage(answer, adapter=token_paper).call("task.get", id="1")
        assert (caught.value.native_status, caught.value.native_code) == (status, error)
        assert "AADSTS700082: It has expired." in caught.value.detail
        assert "Trace" not in caught.value.detail

    def test_is_tried_again_by_the_next_call(self, stage, sheet, token_paper):
        played = stage(refused("invalid_grant"), granted("a1"), sheet(), adapter=token_paper)
        with pytest.raises(AuthenticationError):
            played.call("task.get", id="1")
        assert played.call("task.get", id="1").id == "1"

    def test_at_the_wrong_address_ends_with_authentication(self, stage, token_paper):
        with pytest.raises(AuthenticationError):
            stage(Response(status=404, body=b"<html>"), adapter=token_paper).call("task.get", id="1")


class TestATokenEndpoint:
    def test_that_cannot_tell_now_leaves_the_credential_alone(self, stage, token_paper):
        with pytest.raises(PlatformUnavailableError):
            stage(refused("temporarily_unavailable"), adapter=token_paper).call("task.get", id="1")

    def test_that_is_down_is_asked_again(self, stage, sheet, token_paper):
        played = stage(Response(status=503), granted("a1"), sheet(), adapter=token_paper)
        assert played.call("task.get", id="1").id == "1"

    def test_that_asks_to_wait_too_long_ends_with_rate_limited(self, stage, token_paper):
        answer = Response(status=429, headers={"retry-after": "9999"}, body=b"{}")
        with pytest.raises(RateLimitedError) as caught:
            stage(answer, adapter=token_paper).call("task.get", id="1")
        assert caught.value.retry_after == 9999

    def test_that_is_not_reached_is_unavailable(self, stage, token_paper):
        lost = [TransportError("no route", may_have_arrived=False)] * 4
        with pytest.raises(PlatformUnavailableError):
            stage(*lost, adapter=token_paper).call("task.get", id="1")

    @pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"access_token": 7}'])
    def test_that_answers_something_else_is_a_fault_of_the_platform(self, stage, token_paper, body):
        with pytest.raises(PlatformError, match="token endpoint"):
            stage(Response(status=200, body=body), adapter=token_paper).call("task.get", id="1")

    def test_whose_tokens_nobody_can_use_is_a_fault_of_the_platform(self, stage, token_paper):
        with pytest.raises(PlatformError, match="mac"):
            stage(granted("a1", token_type="mac"), adapter=token_paper).call("task.get", id="1")


class Desk:
    """A platform and its token endpoint, where each refresh token is good once."""

    def __init__(self):
        self.good, self.number, self.refreshes, self.refused = "r0/+", 0, 0, 0
        self.gate = threading.Event()

    def answer(self, request):
        if request.url.startswith("https://login.example/"):
            self.refreshes += 1
            if form_of(request)["refresh_token"] != self.good:
                self.refused += 1
                return refused("invalid_grant")
            self.number += 1
            self.good = f"r{self.number}"
            return granted(f"a{self.number}", self.good)
        is_good = dict(request.headers).get("Authorization") == f"Bearer a{self.number}"
        return Response(status=200, body=b'{"id": 1, "text": "x"}') if is_good else UNAUTHORIZED


class ThreadedDesk(Desk):
    def send(self, request):
        if request.url.startswith("https://login.example/"):
            self.gate.wait(10)
        return self.answer(request)


class AsyncDesk(Desk):
    async def send(self, request):
        for _ in range(5):
            await asyncio.sleep(0)
        return self.answer(request)


def test_calls_at_once_refresh_once_on_an_event_loop(stage, token_paper):
    async def scenario():
        desk, played = AsyncDesk(), stage(adapter=token_paper)
        client = AsyncClient(played.adapter, AioDriver(desk), played.settings)
        await asyncio.gather(*(client.call("task.get", {"id": "1"}) for _ in range(8)))
        assert (desk.refreshes, desk.refused) == (1, 0)
        desk.number += 7  # what was given is good no longer
        await asyncio.gather(*(client.call("task.get", {"id": "1"}) for _ in range(8)))
        assert (desk.refreshes, desk.refused) == (2, 0)

    asyncio.run(scenario())


def test_calls_at_once_refresh_once_between_threads(stage, token_paper):
    desk, played = ThreadedDesk(), stage(adapter=token_paper)
    client = Client(played.adapter, SyncDriver(desk, lambda _: None), played.settings)
    got = []
    threads = [threading.Thread(target=lambda: got.append(client.call("task.get", {"id": "1"}))) for _ in range(6)]
    for thread in threads:
        thread.start()
    desk.gate.set()
    for thread in threads:
        thread.join(30)
    assert len(got) == 6
    assert (desk.refreshes, desk.refused) == (1, 0)
