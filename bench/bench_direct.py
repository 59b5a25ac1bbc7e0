"""What a call through the direct driver costs, against the same call through httpx's ASGITransport."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import msgspec

from bench.figure import Figure, paired_ratio
from tasklab.adapter.client import AsyncClient, Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.aio import AioDriver
from tasklab.adapter.driver.direct import DirectDriver
from tasklab.adapter.message import Request, Response
from tasklab.adapter.registry import load_adapter
from tasklab.adapter.transport.protocol import WireRequest, fold_headers

SITE = "http://tracker.example/t"
CALLS = 200
WHOLE_SUITE = 14_000
ISSUE = {
    "id": "1", "title": "A title", "status": "1", "priority": "3", "assignedto": "3", "keyword": ["1", "2"],
    "nosy": ["1", "3"], "creation": "2026-11-24.09:00:00", "activity": "2026-11-24.10:00:00", "creator": "1",
}  # fmt: skip
ANSWERS = {
    "/t/rest/data/status": [{"id": "1", "name": "unread", "order": 1.0}],
    "/t/rest/data/priority": [{"id": "3", "name": "bug", "order": 3.0}],
    "/t/rest/data/issue": [ISSUE],
}
BODIES = {path: msgspec.json.encode({"data": {"collection": items}}) for path, items in ANSWERS.items()}


def handle(request: Request) -> Response:
    """Answer as a tracker with one issue does."""
    return Response(status=200, headers={"content-type": "application/json"}, body=BODIES[request.path])


async def app(scope: dict[str, Any], _receive: object, send: Any) -> None:
    """Answer the same over ASGI."""
    body = BODIES[scope["path"]]
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class AsgiTransport:
    """Our transport protocol over httpx's client and its ASGITransport."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app))

    async def send(self, request: WireRequest) -> Response:
        """Return the answer."""
        answer = await self._client.request(
            request.verb, request.url, headers=list(request.headers), content=request.body
        )
        headers = fold_headers(list(answer.headers.items()))
        return Response(status=answer.status_code, headers=headers, body=answer.content)


def adapter() -> Any:
    """Make the adapter that both sides use."""
    parameters = {"site": SITE, "username": "admin", "password": "a password"}
    return load_adapter("roundup", "2.6")(Connection(id="bench", parameters=parameters))


def measure() -> list[Figure]:
    """Compare the CPU time of the same unified call."""
    direct = Client(adapter(), DirectDriver(handle, time.sleep))
    loop = asyncio.new_event_loop()
    through_asgi = AsyncClient(adapter(), AioDriver(AsgiTransport()))

    def call_direct() -> None:
        for _ in range(CALLS):
            direct.call("task.get", {"id": "1"})

    async def call_each() -> None:
        for _ in range(CALLS):
            await through_asgi.call("task.get", {"id": "1"})

    ratio = paired_ratio(call_direct, lambda: loop.run_until_complete(call_each()), pairs=9)
    loop.close()
    start = time.process_time()
    for _ in range(WHOLE_SUITE // CALLS):
        call_direct()
    suite_s = time.process_time() - start
    baseline = f"httpx {httpx.__version__} ASGITransport, same adapter"
    return [
        Figure("task.get through the direct driver", ratio, 0.25, baseline),
        Figure("14,000 calls through the direct driver", suite_s, 3.0, "CPU seconds of this process", unit="s"),
    ]
