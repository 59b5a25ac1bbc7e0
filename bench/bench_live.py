"""A list of 50 tasks through the live API, side by side with the plain way, a proxy and the floor.

The machine may stop for some milliseconds at any time, which is all that a p99 of a long run would show. So each server
is asked in turn for short slices, and what counts is the median over slices of the ratio between neighbours.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bench.figure import Figure
from bench.live_app import PATH, TASKS
from bench.load import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

SLICES = 41
SECONDS = 0.35
CONNECTIONS = 16
HANGING_CALLS = 50
OURS = f"/v1/connections/con_0000000000000001{PATH}"
HANGING = f"/v1/connections/con_0000000000000002{PATH}"
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


class Slice(NamedTuple):
    """One server, asked for a short while."""

    cpu_ms: float
    """Of the server, for each request."""
    p99_ms: float
    rps: float


class App:
    """One server under test."""

    def __init__(self, name: str, upstream: int) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "bench.live_app", name, str(self.port), str(upstream)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.key = self.process.stdout.readline().strip() if name == "ours" and self.process.stdout else ""
        self.path = OURS if name == "ours" else PATH
        wait_for(self.port)
        self.load()  # what is made at the first request is not measured

    def load(self) -> Slice:
        """Ask for a while."""
        before_ms = self.cpu_ms()
        load = ask(self.port, self.path, self.key, CONNECTIONS, SECONDS)
        return Slice((self.cpu_ms() - before_ms) / load.answers, load.p99_ms, load.answers / SECONDS)

    def cpu_ms(self) -> float:
        """Return the CPU time, user and system, of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * _TICK_MS

    def stop(self) -> None:
        self.process.kill()  # asked politely it would wait for the calls that hang
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def measure() -> list[Figure]:
    """Run all in turn, many times, and compare what was measured in the same turn."""
    with apps("floor", "fastapi", "proxy", "ours") as running:
        turns = [{name: app.load() for name, app in running.items()} for _ in range(SLICES)]
    with apps("ours", "ours") as running:
        alone, beside = running.values()
        tell("p99 of two processes alike", compare(alone, beside))
        with hanging_calls(beside):
            hanging = compare(alone, beside)
    for name in turns[0]:
        cpu, p99, rps = (statistics.median(getattr(each[name], what) for each in turns) for what in Slice._fields)
        print(f"     {name}: {cpu:.2f} ms CPU, p99 {p99:.1f} ms, {rps:.0f} requests/s", file=sys.stderr)

    def ratios(what: str, other: str) -> list[float]:
        return [getattr(each["ours"], what) / getattr(each[other], what) for each in turns]

    page = f"{TASKS} tasks, {CONNECTIONS} connections, uvicorn {version('uvicorn')}"
    client = f"bare ASGI, aiohttp {version('aiohttp')}; median of {SLICES} slices"
    plain = f"FastAPI {version('fastapi')} with response_model, httpx {version('httpx')}"
    cpu_plain, cpu_floor = ratios("cpu_ms", "fastapi"), ratios("cpu_ms", "floor")
    p99 = ratios("p99_ms", "proxy")
    tell("p99, proxy", p99)
    tell("p99 beside a site that hangs", hanging)
    return [
        Figure("CPU of a list through the live API, plain way", statistics.median(cpu_plain), 0.17, f"{plain}; {page}"),
        Figure("CPU of a list through the live API, floor", statistics.median(cpu_floor), 2.2, f"by hand; {page}"),
        Figure("p99 of a list, proxy on the same client", statistics.median(p99), 2.5, client),
        Figure("p99 beside a site that hangs", statistics.median(hanging), 1.3, "the same, alone"),
    ]


def tell(what: str, ratios: list[float]) -> None:
    """Say how far apart the ratios of a figure lie."""
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"     {what}: quartiles {low:.2f}, {middle:.2f}, {high:.2f}", file=sys.stderr)


def compare(alone: App, beside: App) -> list[float]:
    """Compare the p99 of two servers, slice by slice."""
    return [1 / alone.load().p99_ms * beside.load().p99_ms for _ in range(SLICES)]


@contextmanager
def hanging_calls(app: App) -> Iterator[None]:
    """Let calls to another site wait for an answer that never comes."""
    head = f"GET {HANGING} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {app.key}\r\n\r\n".encode("ascii")
    waiting = [socket.create_connection(("127.0.0.1", app.port)) for _ in range(HANGING_CALLS)]
    for connection in waiting:
        connection.sendall(head)
    yield
    for connection in waiting:
        connection.setblocking(False)
        try:
            answered = connection.recv(1000)
        except BlockingIOError:
            answered = b""
        connection.close()
        if answered:
            raise RuntimeError(f"a call did not hang until the end: {answered!r}")


@contextmanager
def apps(*names: str) -> Iterator[dict[str, App]]:
    """Start the platform and the servers, and stop them in the end."""
    port = free_port()
    upstream = subprocess.Popen([sys.executable, "-m", "bench.live_app", "upstream", str(port), "0"])
    running: dict[str, App] = {}
    try:
        wait_for(port)
        for number, name in enumerate(names):
            running[name if name not in running else f"{name} {number}"] = App(name, port)
        yield running
    finally:
        for each in running.values():
            each.stop()
        upstream.terminate()
        upstream.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing listens on {port}")
