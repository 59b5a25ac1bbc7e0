"""The client that waits for its answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

import msgspec

from tasklab.adapter.transport.protocol import TransportError
from tasklab.client.exchange import Access, call_flow, read_json, request_flow
from tasklab.client.surface import Calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

    from tasklab.adapter.transport.protocol import Transport


class Tasklab:
    """The live API at an address."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        transport: Transport | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._access = Access(address, key)
        self._transport = transport or _default_transport()
        self._sleep = sleep

    def __repr__(self) -> str:
        return f"Tasklab({self._access.address!r})"

    def connection(self, connection_id: str) -> Connection:
        """Return a connection to call unified methods on."""
        return Connection(self, connection_id)

    def request(self, verb: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Send any request of the API (`GET /v1/platforms`), and return its answer as plain values.

        Raises: MethodError
        """
        return read_json(self.run(request_flow(self._access, verb, path, query, body)))

    def events(self, cursor: str = "0") -> Iterator[dict[str, Any]]:
        """Yield what changed behind a cursor, until there is no more for now; go on from the last event's id."""
        while True:
            page = self.request("GET", "/v1/events", query={"cursor": cursor})
            yield from page["items"]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                return

    def run(self, flow: Any) -> Any:
        """Carry out a flow of requests and waits, and return what it returns."""
        answer: Any = None
        while True:
            try:
                wanted = flow.send(answer)
            except StopIteration as end:
                return end.value
            if isinstance(wanted, float):
                answer = self._sleep(wanted)
                continue
            try:
                answer = self._transport.send(wanted)
            except TransportError as error:
                answer = error

    @property
    def access(self) -> Access:
        """Where the service is."""
        return self._access

    def close(self) -> None:
        """Close the connections to the service."""
        close = getattr(self._transport, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Connection(Calls):
    """One connection of the account."""

    def __init__(self, api: Tasklab, connection_id: str) -> None:
        self._api, self.id = api, connection_id

    def __repr__(self) -> str:
        return f"Connection({self.id!r})"

    def call(self, parameters: Any) -> Any:
        """Call the method that the parameters belong to. Raises: MethodError."""
        return self._api.run(call_flow(self._api.access, self.id, parameters))

    def iterate(self, parameters: Any) -> Any:
        """Yield every object of a list, page after page. Raises: MethodError."""
        while True:
            page = self.call(parameters)
            yield from page.items
            if page.next_cursor is None:
                return
            parameters = msgspec.structs.replace(parameters, cursor=page.next_cursor)


def _default_transport() -> Transport:
    from tasklab.adapter.transport.httpx2 import Httpx2Transport  # noqa: PLC0415 - the heaviest import there is

    return Httpx2Transport()
