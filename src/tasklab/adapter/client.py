"""Calls unified methods by name: what scripts, the contract and the live API use.

A whole script:

    with Client.connected(adapter) as client:
        task = client.call("task.get", {"id": "1"})
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from tasklab.adapter.driver.session import Session, Settings
from tasklab.unified.catalogue import METHODS, Method
from tasklab.unified.error import UnsupportedMethodError, ValidationError
from tasklab.unified.parameter.common import ListParameters, Parameters
from tasklab.unified.wire import parse_parameters, require_field_names

if TYPE_CHECKING:
    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.driver.effect import AsyncDriver, Driver
    from tasklab.adapter.transport.aiohttp import AiohttpTransport
    from tasklab.adapter.transport.httpx2 import AsyncHttpx2Transport

Given: TypeAlias = Parameters | Mapping[str, Any] | bytes
"""Parameters of a call: their struct, plain values, or JSON."""


def find_method(name: str) -> Method:
    """Return a method of the catalogue.

    Raises: UnsupportedMethodError
    """
    method = METHODS.get(name)
    if method is None:
        raise UnsupportedMethodError(f"there is no unified method {name!r}")
    return method


def read_parameters(method: Method, given: Given) -> Parameters:
    """Return the parameters of a call, checked.

    Raises: ValidationError
    """
    if not isinstance(given, Parameters):
        return parse_parameters(method, given)
    if not isinstance(given, method.parameters):
        raise ValidationError(
            f"{method.name} takes {method.parameters.__name__}, not {type(given).__name__}", method=method.name
        )
    require_field_names(method, given)
    return given


class Client:
    """Calls the methods of one connection in the calling thread."""

    def __init__(self, adapter: Adapter, driver: Driver, settings: Settings | None = None) -> None:
        self.session = Session(adapter, settings)
        self._driver = driver

    @classmethod
    @contextmanager
    def connected(cls, adapter: Adapter, settings: Settings | None = None) -> Iterator[Client]:
        """Make a client over the default transport, and close its connections in the end."""
        # The HTTP client is the heaviest import there is; a direct client needs none.
        from tasklab.adapter.driver.sync import SyncDriver  # noqa: PLC0415
        from tasklab.adapter.transport.httpx2 import Httpx2Transport  # noqa: PLC0415

        transport = Httpx2Transport()
        try:
            yield cls(adapter, SyncDriver(transport), settings)
        finally:
            transport.close()

    def __repr__(self) -> str:
        return f"Client({self.session!r})"

    def call(self, name: str, parameters: Given = b"{}") -> Any:
        """Return what a unified method answers; a `DryRun` where the call asks for one.

        Raises: MethodError
        """
        method = find_method(name)
        return self._driver.run(self.session.call(method, read_parameters(method, parameters)))

    def iterate(self, name: str, parameters: Given = b"{}") -> Iterator[Any]:
        """Yield every object of a list, page after page.

        Raises: MethodError
        """
        method = find_method(name)
        wanted = read_parameters(method, parameters)
        while True:
            page = self._driver.run(self.session.call(method, wanted))
            yield from page.items
            if page.next_cursor is None:
                return
            wanted = _with_cursor(wanted, page.next_cursor)


class AsyncClient:
    """Calls the methods of one connection on the running event loop."""

    def __init__(self, adapter: Adapter, driver: AsyncDriver, settings: Settings | None = None) -> None:
        self.session = Session(adapter, settings)
        self._driver = driver

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, adapter: Adapter, settings: Settings | None = None, *, is_fast: bool = False
    ) -> AsyncIterator[AsyncClient]:
        """Make a client over the default transport, or the fast one, and close its connections in the end."""
        from tasklab.adapter.driver.aio import AioDriver  # noqa: PLC0415

        transport = _fast_transport() if is_fast else _async_transport()
        try:
            yield cls(adapter, AioDriver(transport), settings)
        finally:
            await transport.aclose()

    def __repr__(self) -> str:
        return f"AsyncClient({self.session!r})"

    async def call(self, name: str, parameters: Given = b"{}") -> Any:
        """Return what a unified method answers; a `DryRun` where the call asks for one.

        Raises: MethodError
        """
        method = find_method(name)
        return await self._driver.run(self.session.call(method, read_parameters(method, parameters)))

    async def iterate(self, name: str, parameters: Given = b"{}") -> AsyncIterator[Any]:
        """Yield every object of a list, page after page.

        Raises: MethodError
        """
        method = find_method(name)
        wanted = read_parameters(method, parameters)
        while True:
            page = await self._driver.run(self.session.call(method, wanted))
            for item in page.items:
                yield item
            if page.next_cursor is None:
                return
            wanted = _with_cursor(wanted, page.next_cursor)


def _async_transport() -> AsyncHttpx2Transport:
    from tasklab.adapter.transport.httpx2 import AsyncHttpx2Transport  # noqa: PLC0415

    return AsyncHttpx2Transport()


def _fast_transport() -> AiohttpTransport:
    from tasklab.adapter.transport.aiohttp import AiohttpTransport  # noqa: PLC0415 - an optional extra

    return AiohttpTransport()


def _with_cursor(parameters: Parameters, cursor: str) -> Parameters:
    if not isinstance(parameters, ListParameters):
        raise ValidationError("only lists are walked")
    return msgspec.structs.replace(parameters, cursor=cursor)


def render_result(result: Any, parameters: Parameters) -> bytes:
    """Return an answer as JSON: with `fields`, only those of each object, and its id.

    Shape: a page keeps its own members; `fields` chooses among those of its items.
    """
    wanted = getattr(parameters, "fields", msgspec.UNSET)
    if wanted is msgspec.UNSET:
        return msgspec.json.encode(result)
    kept = {"id", *wanted}
    document = msgspec.to_builtins(result, builtin_types=(msgspec.Raw,))
    if "items" in document and "next_cursor" in document:
        document["items"] = [_only(item, kept) for item in document["items"]]
        return msgspec.json.encode(document)
    return msgspec.json.encode(_only(document, kept))


def _only(document: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name in kept}
