"""The default transports, on httpx2.

They stand on httpx2's own transports and not on its client: that is the cheaper half, and it has no cookie jar in
which one customer's session could be sent with another's request.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import httpx2

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError, WireRequest, fold_headers

if TYPE_CHECKING:
    from collections.abc import Callable

_NOTHING_SENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.LocalProtocolError,
)


class Httpx2Transport:
    """Sends requests over pooled connections, in the calling thread."""

    def __init__(self, *, proxy: str | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pool = httpx2.HTTPTransport(proxy=proxy)
        self._monotonic = monotonic

    def send(self, request: WireRequest) -> Response:
        """Return the answer. Raises: TransportError."""
        ends_at = self._monotonic() + request.timeout_s
        try:
            answer = self._pool.handle_request(_outgoing(request))
            try:
                body = bytearray()
                for chunk in answer.iter_raw():
                    body += chunk
                    _require_size(body, request)
                    if self._monotonic() > ends_at:
                        raise _too_slow(request)
            finally:
                answer.close()
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise _fault(error) from error
        return _incoming(answer, bytes(body))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class AsyncHttpx2Transport:
    """Sends requests over pooled connections, on the running event loop."""

    def __init__(self, *, proxy: str | None = None) -> None:
        self._pool = httpx2.AsyncHTTPTransport(proxy=proxy)

    async def send(self, request: WireRequest) -> Response:
        """Return the answer. Raises: TransportError."""
        try:
            async with asyncio.timeout(request.timeout_s):
                answer = await self._pool.handle_async_request(_outgoing(request))
                try:
                    body = bytearray()
                    async for chunk in answer.aiter_raw():
                        body += chunk
                        _require_size(body, request)
                finally:
                    await answer.aclose()
        except TimeoutError as error:
            raise _too_slow(request) from error
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            raise _fault(error) from error
        return _incoming(answer, bytes(body))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


def _outgoing(request: WireRequest) -> httpx2.Request:
    return httpx2.Request(
        request.verb,
        request.url,
        headers=[(name.encode("ascii"), value.encode()) for name, value in request.headers],
        content=request.body,
        extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), request.timeout_s)},
    )


def _incoming(answer: httpx2.Response, body: bytes) -> Response:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw]
    return Response(status=answer.status_code, headers=fold_headers(headers), body=body)


def _require_size(body: bytearray, request: WireRequest) -> None:
    if len(body) > request.max_body_bytes:
        raise BodyTooLargeError(request.max_body_bytes)


def _too_slow(request: WireRequest) -> TransportError:
    return TransportError(f"no whole answer within {request.timeout_s:g} s", may_have_arrived=True)


def _fault(error: httpx2.TransportError | httpx2.InvalidURL) -> TransportError:
    words = f": {error}" if str(error) else ""
    return TransportError(
        f"{type(error).__name__}{words}",
        may_have_arrived=not isinstance(error, (*_NOTHING_SENT, httpx2.InvalidURL)),
    )
