from __future__ import annotations

import pytest

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError, WireRequest
from tasklab.verify.contract.interference import Interference, lose_answer, losing_first_write, once, put_before
from tasklab.verify.contract.rehearsal import Planned, Rehearsal

HEADERS = (("content-type", "text/plain"),)
FIRST, WRITE = WireRequest("GET", "http://h/1"), WireRequest("PUT", "http://h/2", HEADERS, b"x")


class Platform:
    """Answers with how often it was asked."""

    def __init__(self):
        self.seen: list[WireRequest] = []

    def send(self, request: WireRequest) -> Response:
        self.seen.append(request)
        return Response(status=200, body=str(len(self.seen)).encode())


@pytest.fixture
def platform():
    return Platform()


@pytest.fixture
def interference(platform):
    return Interference(platform)


def rehearsal(**facts):
    answers = (Response(status=200, body=b"one"), Response(status=201, body=b"two"))
    return Rehearsal({}, None, (FIRST, WRITE), answers, **facts)


def put(body: bytes) -> WireRequest:
    return WireRequest("PUT", "http://h/3", HEADERS, body)


def test_what_was_asked_then_does_not_reach_the_platform(interference, platform):
    with interference.applying(rehearsal().replayed()):
        assert interference.send(FIRST).body == b"one"
        assert interference.send(WireRequest("GET", "http://h/other")).body == b"1"
    assert [request.url for request in platform.seen] == ["http://h/other"]


def test_a_fault_meets_only_the_first_requests(interference, platform):
    with interference.applying(rehearsal().replayed(lose_answer, count=1)):
        with pytest.raises(TransportError):
            interference.send(FIRST)
        assert interference.send(FIRST).body == b"one"
    assert not platform.seen


def test_what_is_asked_once_is_what_the_same_call_leaves_out():
    again = Rehearsal({}, None, (WRITE,), (Response(status=201),))
    assert rehearsal().asked_once(again) == [0]
    assert again.asked_once(rehearsal()) == []


def test_one_answer_is_another_one(interference):
    with interference.applying(rehearsal().in_order(1, Response(status=423))):
        assert [interference.send(FIRST).status for _ in range(2)] == [200, 423]


def test_writes_are_those_that_a_dry_run_leaves_out():
    assert rehearsal().writes == [1]
    assert rehearsal(planned=Planned(None, 2, [], [])).writes == []


def test_what_is_put_at_an_address_of_our_own_is_named_by_us():
    assert rehearsal().names_what_it_makes
    assert not Rehearsal({}, None, (FIRST,), (Response(status=201),)).names_what_it_makes


def test_the_same_is_asked_once(interference, platform):
    with interference.applying(once()):
        bodies = [interference.send(request).body for request in (FIRST, put(b"a"), FIRST, put(b"a"), put(b"b"))]
    assert bodies == [b"1", b"2", b"1", b"2", b"3"]
    assert len(platform.seen) == 3


def test_only_the_first_write_is_lost(interference, platform):
    with interference.applying(losing_first_write()):
        interference.send(FIRST)
        with pytest.raises(TransportError):
            interference.send(put(b"a"))
        interference.send(put(b"a"))
    assert len(platform.seen) == 3


def test_somebody_else_puts_first(interference, platform):
    with interference.applying(put_before):
        interference.send(FIRST)
        interference.send(put(b"a"))
    assert [request.verb for request in platform.seen] == ["GET", "PUT", "PUT"]
