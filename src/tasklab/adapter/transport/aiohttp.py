"""The fast transport, on aiohttp (extra `fast`)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

import aiohttp
from yarl import URL

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError, WireRequest, fold_headers

if TYPE_CHECKING:
    from types import TracebackType

_BUFFER = 256 * 1024
"""How much of an answer may wait to be read. With aiohttp's 64 KiB a page of tasks would stop and start the socket."""
_NOTHING_SENT = (aiohttp.ClientConnectorError, aiohttp.InvalidURL, aiohttp.ConnectionTimeoutError)


class AiohttpTransport:
    """Sends requests over pooled connections, on the running event loop. Made inside a running loop."""

    def __init__(self, *, proxy: str | None = None, connector: aiohttp.BaseConnector | None = None) -> None:
        """Send over a connector of one's own, where connections are bounded or guarded; it is closed in the end."""
        self._proxy = proxy
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            read_bufsize=_BUFFER,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    async def send(self, request: WireRequest) -> Response:
        """Return the answer. Raises: TransportError."""
        try:
            async with asyncio.timeout(request.timeout_s):
                return await self._exchange(request)
        except aiohttp.ClientError as error:
            words = f": {error}" if str(error) else ""
            raise TransportError(
                f"{type(error).__name__}{words}", may_have_arrived=not isinstance(error, _NOTHING_SENT)
            ) from error
        except TimeoutError as error:
            raise TransportError(f"no whole answer within {request.timeout_s:g} s", may_have_arrived=True) from error

    async def _exchange(self, request: WireRequest) -> Response:
        async with self._session.request(
            request.verb,
            URL(request.url, encoded=True),
            headers=request.headers,
            data=request.body,
            allow_redirects=False,
            proxy=self._proxy,
        ) as answer:
            body = await _read(answer.content, request.max_body_bytes)
            return Response(status=answer.status, headers=fold_headers(list(answer.headers.items())), body=body)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


async def _read(content: aiohttp.StreamReader, at_most: int) -> bytes:
    """Return a whole body: what has arrived is taken as it is, and put together once. Raises: BodyTooLargeError."""
    parts: list[bytes] = []
    size = 0
    while part := await content.readany():
        size += len(part)
        if size > at_most:
            raise BodyTooLargeError(at_most)
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
