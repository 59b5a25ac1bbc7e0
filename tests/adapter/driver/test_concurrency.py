"""What only shows when calls overlap: on an event loop, and between threads."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.adapter.client import AsyncClient, Client
from tasklab.adapter.driver.aio import AioDriver
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.limit import Limits
from tasklab.adapter.message import Request, Response
from tasklab.adapter.transport.protocol import TransportError, WireRequest
from tasklab.unified.error import ConflictError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tasklab.adapter.adapter import Adapter


class Gate:
    """An async transport whose answers wait until they are let go."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.urls: list[str] = []
        self.open = asyncio.Event()
        self.busy = 0
        self.most_busy = 0

    async def send(self, request: WireRequest) -> Response:
        self.urls.append(request.url)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            await self.open.wait()
        finally:
            self.busy -= 1
        return Response(status=200, body=self.body)


def play(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a scenario; one that waits for what never comes fails in place of hanging."""

    async def run() -> None:
        async with asyncio.timeout(30):
            await scenario()

    asyncio.run(run())


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def make(stage: Callable, gate: Gate, adapter: type[Adapter]) -> AsyncClient:
    played = stage(adapter=adapter)
    return AsyncClient(played.adapter, AioDriver(gate), played.settings)


def test_concurrent_first_uses_ask_once(stage, paper):
    async def scenario():
        gate = Gate(b"done")
        client = make(stage, gate, paper)
        calls = [asyncio.create_task(client.call("task.complete", {"id": str(number)})) for number in range(5)]
        await settle()
        gate.open.set()
        tasks = await asyncio.gather(*calls)
        assert {task.title for task in tasks} == {"done 12:00"}
        assert gate.urls == ["https://paper.example/api/word"]

    play(scenario)


def test_concurrent_first_calls_log_in_once(stage, login_paper):
    async def scenario():
        gate = Gate(b'{"id": 1, "text": "x"}')
        client = make(stage, gate, login_paper)
        calls = [asyncio.create_task(client.call("task.get", {"id": "1"})) for _ in range(5)]
        await settle()
        gate.open.set()
        await asyncio.gather(*calls)
        assert [url for url in gate.urls if url.endswith("/login")] == ["https://paper.example/api/login"]

    play(scenario)


def test_no_more_requests_at_a_time_than_the_platform_allows(stage, paper):
    class Narrow(paper):
        limits = Limits(concurrency=2)

    async def scenario():
        gate = Gate(b'{"id": 1, "text": "x"}')
        client = make(stage, gate, Narrow)
        calls = [asyncio.create_task(client.call("task.get", {"id": "1"})) for _ in range(6)]
        await settle()
        assert gate.busy == 2
        gate.open.set()
        await asyncio.gather(*calls)
        assert len(gate.urls) == 6
        assert gate.most_busy == 2

    play(scenario)


def test_a_cancelled_call_closes_its_flow_and_gives_its_places_back(stage, paper):
    closed = []

    class Narrow(paper):
        limits = Limits(concurrency=1)

        def task_get(self, parameters):
            try:
                return (yield from super().task_get(parameters))
            finally:
                closed.append(parameters.id)

    async def scenario():
        gate = Gate(b'{"id": 1, "text": "x"}')
        client = make(stage, gate, Narrow)
        first = asyncio.create_task(client.call("task.get", {"id": "first"}))
        await settle()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert closed == ["first"]
        gate.open.set()
        await client.call("task.get", {"id": "second"})

    play(scenario)


def test_a_cancelled_create_leaves_its_key_in_doubt(stage, paper):
    async def scenario():
        gate = Gate(b'{"id": 1, "text": "x"}')
        client = make(stage, gate, paper)
        parameters = {"title": "x", "idempotency_key": "k"}
        first = asyncio.create_task(client.call("task.create", parameters))
        await settle()
        with pytest.raises(ConflictError, match="still running"):
            await client.call("task.create", parameters)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        with pytest.raises(ConflictError, match="outcome is unknown"):
            await client.call("task.create", parameters)
        assert len(gate.urls) == 1

    play(scenario)


def test_a_create_cancelled_before_it_was_sent_frees_its_key(stage, paper):
    class Narrow(paper):
        limits = Limits(concurrency=1)

    async def scenario():
        gate = Gate(b'{"id": 1, "text": "x"}')
        client = make(stage, gate, Narrow)
        blocking = asyncio.create_task(client.call("task.get", {"id": "1"}))
        await settle()
        waiting = asyncio.create_task(client.call("task.create", {"title": "x", "idempotency_key": "k"}))
        await settle()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        gate.open.set()
        await blocking
        assert (await client.call("task.create", {"title": "x", "idempotency_key": "k"})).id == "1"

    play(scenario)


def test_iterating_walks_every_page_on_the_loop(stage, paper):
    class Listing(paper):
        def task_list(self, parameters):
            yield Request(verb="GET", path="/sheets")
            from tasklab.unified.page import Page

            is_first = not isinstance(parameters.cursor, str)
            return Page(items=["a"] if is_first else ["b"], next_cursor="more" if is_first else None)

    async def scenario():
        gate = Gate(b"")
        gate.open.set()
        client = make(stage, gate, Listing)
        assert [item async for item in client.iterate("task.list")] == ["a", "b"]

    play(scenario)


def test_threads_that_share_a_client_ask_once(stage, paper):
    started = threading.Barrier(4)
    urls = []

    class Slow:
        def send(self, request: WireRequest) -> Response:
            urls.append(request.url)
            return Response(status=200, body=b"done")

    played = stage(adapter=paper)
    client = Client(played.adapter, SyncDriver(Slow(), played.sleep), played.settings)
    titles = []

    def work() -> None:
        started.wait(timeout=10)
        titles.append(client.call("task.complete", {"id": "1"}).title)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert titles == ["done 12:00"] * 4
    assert urls == ["https://paper.example/api/word"]


def test_a_lost_answer_is_asked_for_again_on_the_loop(stage, paper):
    class Flaky:
        def __init__(self) -> None:
            self.count = 0

        async def send(self, request: WireRequest) -> Response:
            self.count += 1
            if self.count == 1:
                raise TransportError("reset", may_have_arrived=True)
            return Response(status=200, body=b'{"id": 1, "text": "x"}')

    async def scenario():
        played = stage(adapter=paper)

        async def sleep(seconds: float) -> None:
            played.sleep(seconds)

        client = AsyncClient(played.adapter, AioDriver(Flaky(), sleep), played.settings)
        assert (await client.call("task.get", {"id": "1"})).title == "x"
        assert played.slept == [0.5]

    play(scenario)
