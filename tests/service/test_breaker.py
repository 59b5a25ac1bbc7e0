"""A site that does not answer is left alone."""

from __future__ import annotations

import pytest

from tasklab.service.breaker import Breaker
from tasklab.service.config import Limits
from tasklab.twin.fault import Fault
from tasklab.unified.error import PlatformUnavailableError

LIMITS = Limits(failures=3, pause_s=10, in_flight_per_site=2)


def fail(breaker, now_s, times=3):
    for _ in range(times):
        breaker.enter(now_s)
        breaker.leave(now_s, is_answered=False)


def test_it_opens_after_so_many_failures_in_a_row():
    breaker = Breaker(LIMITS)
    fail(breaker, 0, times=2)
    breaker.enter(0)
    breaker.leave(0, is_answered=True)
    fail(breaker, 0)

    with pytest.raises(PlatformUnavailableError) as caught:
        breaker.enter(4)
    assert caught.value.retry_after == 6


def test_after_the_pause_one_call_finds_out():
    breaker = Breaker(LIMITS)
    fail(breaker, 0)

    breaker.enter(10)
    with pytest.raises(PlatformUnavailableError):
        breaker.enter(10)
    breaker.leave(11, is_answered=True)
    breaker.enter(11)


def test_places_are_bounded_and_given_back():
    breaker = Breaker(LIMITS)
    breaker.enter(0)
    breaker.enter(0)
    with pytest.raises(PlatformUnavailableError, match="2 calls are waiting"):
        breaker.enter(0)
    breaker.cancel()
    breaker.enter(0)


def test_a_dead_site_is_refused_at_once_and_others_are_served(stage):
    dead, path = stage.connect(), "/v1/connections/{}/me"
    stage.twin.misbehave(Fault(kind="not_sent"))

    kinds = [stage.call("GET", path.format(dead)).kind for _ in range(8)]
    count = len(stage.twin.log)
    sandbox = stage.call("POST", "/v1/connections", {"platform": "roundup", "sandbox": True}).json["id"]

    assert set(kinds) == {"platform_unavailable"}
    assert "left alone" in stage.call("GET", path.format(dead)).json["detail"]
    assert len(stage.twin.log) == count
    assert stage.call("GET", path.format(sandbox)).status == 200
