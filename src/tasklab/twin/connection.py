"""HTTP/1.1 on one connection, by h11: keep-alive, chunked requests, HEAD, 100-continue, bounds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import h11

from tasklab.adapter.message import Request
from tasklab.adapter.transport.protocol import TransportError
from tasklab.twin.answer import text_answer
from tasklab.twin.body import MAX_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.message import Response
    from tasklab.twin.twin import Exchange

_READ_BYTES = 64 * 1024
_WITHOUT_BODY = frozenset({204, 304})
_HOP_BY_HOP = frozenset({"content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True)
class Bounds:
    """What a client may ask of a connection."""

    idle_s: float = 75.0
    """How long it may say nothing."""
    max_body_bytes: int = MAX_BODY_BYTES


class _TooLargeError(Exception):
    """A body is larger than its bound."""


class Connection:
    """Reads requests, lets them be answered one after the other, and ends when either side wants to."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        answer: Callable[[Request], Exchange],
        bounds: Bounds,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._bounds = bounds
        self._h11 = h11.Connection(h11.SERVER)
        self._is_stopping = False
        self._is_head = False
        self.is_busy = False
        """Whether a request is under way."""

    async def run(self) -> None:
        """Serve until the connection ends."""
        try:
            while await self._serve_one():
                self._h11.start_next_cycle()
        except (ConnectionError, TimeoutError):
            return  # the other side is gone, or said nothing for long: both are how a connection ends
        finally:
            self._writer.close()

    def stop(self) -> None:
        """End it: at once where nothing is under way, else after the answer."""
        self._is_stopping = True
        if not self.is_busy:
            self._writer.close()

    async def _serve_one(self) -> bool:
        try:
            request = await self._read_request()
        except _TooLargeError:
            await self._send(text_answer("the body is too large\n", 413), is_last=True)
            return False
        except h11.RemoteProtocolError as error:
            await self._refuse(error)
            return False
        if request is None:
            return False
        try:
            exchange = self._answer(request)
        except TransportError:
            return False  # played: the client is left without an answer
        if exchange.delay_s:
            await asyncio.sleep(exchange.delay_s)
        await self._send(exchange.response, is_last=self._is_stopping)
        self.is_busy = False
        return self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE and not self._is_stopping

    async def _refuse(self, error: h11.RemoteProtocolError) -> None:
        if self._h11.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            await self._send(text_answer(f"{error}\n", error.error_status_hint), is_last=True)

    async def _read_request(self) -> Request | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = self._h11.next_event()
            match event:
                case h11.NEED_DATA:
                    await self._receive()
                case h11.Request():
                    head, self.is_busy, self._is_head = event, True, event.method == b"HEAD"
                case h11.Data():
                    body += event.data
                    if len(body) > self._bounds.max_body_bytes:
                        raise _TooLargeError
                case h11.EndOfMessage():
                    return None if head is None else _as_request(head, bytes(body))
                case _:
                    return None

    async def _receive(self) -> None:
        if self._h11.they_are_waiting_for_100_continue:
            await self._write(self._h11.send(h11.InformationalResponse(status_code=100, headers=[])))
        self._h11.receive_data(await asyncio.wait_for(self._reader.read(_READ_BYTES), self._bounds.idle_s))

    async def _send(self, response: Response, *, is_last: bool) -> None:
        headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _HOP_BY_HOP]
        if response.status not in _WITHOUT_BODY:
            headers.append(("content-length", str(len(response.body))))
        if is_last:
            headers.append(("connection", "close"))
        reason = HTTPStatus(response.status).phrase
        data = self._h11.send(h11.Response(status_code=response.status, headers=headers, reason=reason)) or b""
        if response.body and not self._is_head and response.status not in _WITHOUT_BODY:
            data += self._h11.send(h11.Data(data=response.body)) or b""
        data += self._h11.send(h11.EndOfMessage()) or b""
        await self._write(data)

    async def _write(self, data: bytes | None) -> None:
        self._writer.write(data or b"")
        await self._writer.drain()


def _as_request(head: h11.Request, body: bytes) -> Request:
    path, _, query = head.target.decode("ascii").partition("?")
    return Request(
        verb=head.method.decode("ascii"),
        path=path,
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers),
        body=body or None,
    )
