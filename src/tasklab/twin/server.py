"""A twin over HTTP on loopback."""

from __future__ import annotations

import asyncio
import errno
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tasklab.twin.connection import Bounds, Connection
from tasklab.twin.site import TwinError
from tasklab.twin.twin import Exchange

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from tasklab.adapter.message import Request
    from tasklab.twin.control import Control
    from tasklab.twin.twin import Twin

HOST = "127.0.0.1"
_GRACE_S = 5.0
_BOUNDS = Bounds()


class Server:
    """Serves a twin, and its control endpoint where there is one; not reachable from another machine."""

    def __init__(self, twin: Twin, control: Control | None = None, bounds: Bounds = _BOUNDS) -> None:
        self._bounds = bounds
        self._twin = twin
        self._control = control
        self._connections: dict[Connection, asyncio.Task[None]] = {}

    async def run(self, port: int, stop: asyncio.Event, ready: Callable[[int], object]) -> None:
        """Serve until `stop` is set, then let what is under way end; `ready` hears the port, chosen when 0 is given.

        Raises: TwinError when the port is taken or not ours to take.
        """
        server = await _listen(self._accept, port)
        try:
            ready(server.sockets[0].getsockname()[1])
            await stop.wait()
        finally:
            server.close()
            await self._drain()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer, self._answer, self._bounds)
        task = asyncio.current_task()
        if task is None:
            raise AssertionError("asyncio accepts connections in tasks")
        self._connections[connection] = task
        try:
            await connection.run()
        finally:
            del self._connections[connection]

    def _answer(self, request: Request) -> Exchange:
        if self._control is not None and self._control.owns(request.path):
            return Exchange(self._control.handle(request))
        return self._twin.exchange(request)

    async def _drain(self) -> None:
        tasks = set(self._connections.values())
        for connection in list(self._connections):
            connection.stop()
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=_GRACE_S)
        for task in late:
            task.cancel()


async def _listen(
    accept: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], port: int
) -> asyncio.Server:
    try:
        return await asyncio.start_server(accept, HOST, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise TwinError(f"port {port} is taken; name another, or 0 for any that is free") from error
        raise TwinError(f"port {port} cannot be listened on: {error.strerror}") from error


@contextmanager
def serve_in_thread(twin: Twin, control: Control | None = None, bounds: Bounds = _BOUNDS) -> Iterator[str]:
    """Serve a twin beside the caller on a free port; give its address, no slash at the end."""
    ports: list[int] = []
    is_ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def tell(port: int) -> None:
        ports.append(port)
        is_ready.set()

    def run() -> None:
        try:
            loop.run_until_complete(Server(twin, control, bounds).run(0, stop, tell))
        finally:
            is_ready.set()
            loop.close()

    thread = threading.Thread(target=run, name="twin", daemon=True)
    thread.start()
    is_ready.wait()
    try:
        yield f"http://{HOST}:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
