"""The client for an event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

import msgspec

from tasklab.adapter.transport.protocol import TransportError
from tasklab.client.exchange import Access, call_flow, read_json, request_flow
from tasklab.client.surface import AsyncCalls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from types import TracebackType

    from tasklab.adapter.transport.protocol import AsyncTransport


class AsyncTasklab:
    """The live API at an address."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        transport: AsyncTransport | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._access = Access(address, key)
        self._transport = transport or _default_transport()
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"AsyncTasklab({self._access.address!r})"

    def connection(self, connection_id: str) -> AsyncConnection:
        """Return a connection to call unified methods on."""
        return AsyncConnection(self, connection_id)

    async def request(self, verb: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Send any request of the API (`GET /v1/platforms`), and return its answer as plain values.

        Raises: MethodError
        """
        return read_json(await self.run(request_flow(self._access, verb, path, query, body)))

    async def events(self, cursor: str = "0") -> AsyncIterator[dict[str, Any]]:
        """Yield what changed behind a cursor, until there is no more for now; go on from the last event's id."""
        while True:
            page = await self.request("GET", "/v1/events", query={"cursor": cursor})
            for each in page["items"]:
                yield each
            cursor = page["next_cursor"]
            if not page["has_more"]:
                return

    async def run(self, flow: Any) -> Any:
        """Carry out a flow of requests and waits, and return what it returns."""
        answer: Any = None
        while True:
            try:
                wanted = flow.send(answer)
            except StopIteration as end:
                return end.value
            if isinstance(wanted, float):
                answer = await self._sleep(wanted)
                continue
            try:
                answer = await self._transport.send(wanted)
            except TransportError as error:
                answer = error

    @property
    def access(self) -> Access:
        """Where the service is."""
        return self._access

    async def aclose(self) -> None:
        """Close the connections to the service."""
        close = getattr(self._transport, "aclose", None)
        if close is not None:
            await close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class AsyncConnection(AsyncCalls):
    """One connection of the account."""

    def __init__(self, api: AsyncTasklab, connection_id: str) -> None:
        self._api, self.id = api, connection_id

    def __repr__(self) -> str:
        return f"AsyncConnection({self.id!r})"

    async def call(self, parameters: Any) -> Any:
        """Call the method that the parameters belong to. Raises: MethodError."""
        return await self._api.run(call_flow(self._api.access, self.id, parameters))

    async def iterate(self, parameters: Any) -> Any:
        """Yield every object of a list, page after page. Raises: MethodError."""
        while True:
            page = await self.call(parameters)
            for each in page.items:
                yield each
            if page.next_cursor is None:
                return
            parameters = msgspec.structs.replace(parameters, cursor=page.next_cursor)


def _default_transport() -> AsyncTransport:
    from tasklab.adapter.transport.httpx2 import AsyncHttpx2Transport  # noqa: PLC0415 - the heaviest import there is

    return AsyncHttpx2Transport()
