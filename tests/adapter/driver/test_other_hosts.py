"""What the connection says for every request, hosts that the platform is served from besides, and waiting for it."""

from __future__ import annotations

import pytest

from tasklab.adapter.driver.policy import Policy
from tasklab.adapter.message import Pause, Request, Response
from tasklab.unified.error import PlatformError, PlatformUnavailableError
from tasklab.unified.objects import Task

OTHER = "https://people.example"
DONE = Response(status=200, body=b"done")
BUSY = Response(status=200, body=b"busy")


def asking(paper, *requests, **members):
    """Make an adapter whose task.get makes these requests."""

    def task_get(self, parameters):
        for request in requests:
            self.expect((yield request))
        return Task(id="1", title="x", platform="paper", platform_version="1.0")

    return type("Asking", (paper,), {"task_get": task_get, **members})


def test_another_host_of_the_platform_gets_the_credentials(stage, paper):
    played = stage(DONE, adapter=asking(paper, Request(verb="GET", path=f"{OTHER}/v1/users"), origins=(OTHER,)))
    played.call("task.get", id="1")
    (request,) = played.script.requests
    assert "Authorization" in dict(request.headers)


def test_a_host_that_is_not_the_platforms_is_not_asked(stage, paper):
    played = stage(adapter=asking(paper, Request(verb="GET", path=f"{OTHER}/v1/users")))
    with pytest.raises(PlatformError, match="not the connection's own"):
        played.call("task.get", id="1")
    assert not played.script.requests


def test_every_query_has_what_the_connection_says_unless_it_says_so_itself(stage, paper):
    plain, own = (
        Request(verb="GET", path="/a", query=(("x", "1"),)),
        Request(verb="GET", path="/b", query=(("v", "2"),)),
    )
    adapter = asking(paper, plain, own, query=property(lambda self: (("v", "1"),)))
    played = stage(DONE, DONE, adapter=adapter)
    played.call("task.get", id="1")
    assert [dict(request.query) for request in played.script.requests] == [{"x": "1", "v": "1"}, {"v": "2"}]


def test_a_header_of_a_request_stands_in_place_of_the_connections(stage, paper):
    asked = Request(verb="GET", path="/a", headers=(("accept", "application/octet-stream"),))
    played = stage(DONE, adapter=asking(paper, asked))
    played.call("task.get", id="1")
    (request,) = played.script.requests
    accepted = [value for name, value in request.headers if name.lower() == "accept"]
    assert accepted == ["application/octet-stream"]


@pytest.fixture
def waiting(paper):
    class Waiting(paper):
        is_changing = False

        def task_get(self, parameters):
            while True:
                response = yield Request(verb="GET", path="/job", is_write=self.is_changing)
                self.expect(response)
                if response.body == b"done":
                    return Task(id="1", title="x", platform="paper", platform_version="1.0")
                yield Pause()

    return Waiting


def test_a_pause_lets_time_pass(stage, waiting):
    played = stage(BUSY, BUSY, DONE, adapter=waiting, policy=Policy(pause_s=2.0))
    before = played.clock.monotonic()
    played.call("task.get", id="1")
    assert played.clock.monotonic() - before == pytest.approx(4.0)


@pytest.mark.parametrize("is_changing", [True, False])
def test_what_is_not_done_in_time_has_an_unknown_outcome_where_something_was_written(stage, waiting, is_changing):
    waiting.is_changing = is_changing
    played = stage(*[BUSY] * 10, adapter=waiting, policy=Policy(total_s=5.0, pause_s=1.0))
    with pytest.raises(PlatformUnavailableError, match="not done within 5 s") as caught:
        played.call("task.get", id="1")
    assert caught.value.outcome_unknown is is_changing
    assert len(played.script.requests) == 5
