"""HTTP/1.1 as uvicorn speaks it, with two holes closed, and answers sent whole."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 20.0
"""How long a client may take to send the head of a request, or to begin with its first."""
_FINAL = (b"HTTP/1.1 2", b"HTTP/1.1 3", b"HTTP/1.1 4", b"HTTP/1.1 5")
"""What a head begins with that an answer belongs to. Source: RFC 9110, section 15."""
_END_OF_HEAD = b"\r\n\r\n"
_H2C = re.compile(rb"\r\nUpgrade(?=:[ \t]*h2c)", re.IGNORECASE)
_IGNORED = b"\r\nIgnored"
"""As long as what it stands for."""


class Joined(asyncio.Transport):
    """A transport that sends the head of an answer together with what follows: once over the wire instead of twice."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._head: Any = b""

    def write(self, data: Any) -> None:
        """Send data, or keep it until more comes where it is a head."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.writelines((head, data))
        elif data.startswith(_FINAL) and data.endswith(_END_OF_HEAD):
            self._head = data
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Send a head that nothing follows."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        """Close the connection, once all is sent."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""
        return self._transport.is_closing()


class Protocol(HttpToolsProtocol):
    """One connection of a client.

    - A client that offers HTTP/2 without TLS, as Java's does, is answered in HTTP/1.1, as RFC 9110 section 7.8 allows.
      The parser would stop at the offer, and lose the body.
    - A client that sends the head of a request a letter at a time, or nothing at all, is not waited for.
    """

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self.transport = self._joined = Joined(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what the client sent."""
        if b"h2c" in data:
            head, end, rest = data.partition(_END_OF_HEAD)
            data = _H2C.sub(_IGNORED, head) + end + rest
        super().data_received(data)
        # Most heads came whole, and their requests are under way. There is no cycle before the first request.
        is_idle = getattr(self.cycle, "response_complete", True)
        if self._head_timer is None and is_idle:
            self._wait_for_head()

    def on_headers_complete(self) -> None:
        """Go on to the request."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        self._joined.flush()
        super().on_response_complete()

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
