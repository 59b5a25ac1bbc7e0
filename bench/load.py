"""Asks a server over so many connections at a time, each again once it is answered, and notes how long that took."""

from __future__ import annotations

import asyncio
import gc
import time
from typing import Any, NamedTuple

import uvloop

_SETTLE_S = 0.1
"""At the beginning all connections ask at once; what was asked by then does not count."""


class Load(NamedTuple):
    """What one load found."""

    answers: int
    """All of them, those of the beginning too."""
    latencies: list[float]
    """Seconds that each answer took, in order of size."""

    @property
    def p99_ms(self) -> float:
        """Return what one of a hundred answers took longer than."""
        return self.latencies[len(self.latencies) * 99 // 100] * 1000


class _Asker(asyncio.Protocol):
    """One connection that asks, waits for the whole answer, and asks again until its time is over."""

    def __init__(self, request: bytes, ends_at: float, latencies: list[float]) -> None:
        self._request, self._ends_at, self._latencies = request, ends_at, latencies
        self._counts_from = time.perf_counter() + _SETTLE_S
        self.answers = 0
        self._left = -1
        """Bytes of the answer that are still to come; negative before its head was read."""
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._asked_at = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end or not head.startswith(b"HTTP/1.1 200 "):
                self.done.set_exception(RuntimeError(head.decode("latin-1")))
                self._transport.close()
                return
            lengths = [line[15:] for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"]
            self._left = int(lengths[0])
        self._left -= len(data)
        if self._left == 0:
            self._answered()

    def _answered(self) -> None:
        now = time.perf_counter()
        self.answers += 1
        if self._asked_at >= self._counts_from:
            self._latencies.append(now - self._asked_at)
        self._left = -1
        if now < self._ends_at:
            self._ask()
        else:
            self._transport.close()
            self.done.set_result(None)


def ask(port: int, path: str, key: str, connections: int, seconds: float) -> Load:
    """Ask for a while. Raises: RuntimeError for any answer but 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode("ascii")
    latencies: list[float] = []

    async def run() -> int:
        loop = asyncio.get_running_loop()
        ends_at = time.perf_counter() + seconds
        askers = [
            (await loop.create_connection(lambda: _Asker(request, ends_at, latencies), "127.0.0.1", port))[1]
            for _ in range(connections)
        ]
        await asyncio.gather(*(each.done for each in askers))
        return sum(each.answers for each in askers)

    gc.disable()  # a pause of ours would be taken for one of the server's
    try:
        answers = uvloop.run(run())
    finally:
        gc.enable()
    return Load(answers, sorted(latencies))
