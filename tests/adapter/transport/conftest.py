"""A real server on a loopback socket that plays what it is told, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

Play = Callable[[socket.socket, bytes], None]


class LoopbackServer:
    """Answers each request on a connection with the next of its plays; a play may hang up."""

    def __init__(self, plays: list[bytes | Play]) -> None:
        self._plays = plays
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.connections = 0
        self.released = threading.Event()
        """Set when the test is over: what hangs on purpose hangs no longer."""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self.released.set()
        with contextlib.suppress(OSError):
            # A listener that is shut down wakes `accept`.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with peer, contextlib.suppress(OSError):
                self._talk(peer)

    def _talk(self, peer: socket.socket) -> None:
        while self._plays:
            request = _read_request(peer)
            if not request:
                return
            self.requests.append(request)
            play = self._plays.pop(0)
            if callable(play):
                play(peer, request)
                return
            peer.sendall(play)


def _read_request(peer: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = peer.recv(65536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += peer.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def serve() -> Iterator[Callable[..., LoopbackServer]]:
    servers: list[LoopbackServer] = []

    def start(*plays: bytes | Play) -> LoopbackServer:
        servers.append(LoopbackServer(list(plays)))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
