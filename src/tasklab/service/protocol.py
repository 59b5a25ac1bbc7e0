"""HTTP/1.1 as uvicorn speaks it, with two holes closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

HEAD_S = 20.0
"""How long a client may take to send the head of a request, or to begin with its first."""
_END_OF_HEAD = b"\r\n\r\n"
_H2C = re.compile(rb"\r\nUpgrade(?=:[ \t]*h2c)", re.IGNORECASE)
_IGNORED = b"\r\nIgnored"
"""As long as what it stands for."""


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

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
