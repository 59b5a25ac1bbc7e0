"""A list of 50 tasks through the live API, side by side with the plain way, a proxy and the floor. Needs wrk."""

from __future__ import annotations

import os
import re
import shutil
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

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 5
SECONDS = 4
CONNECTIONS = 16
OURS = f"/v1/connections/con_0000000000000001{PATH}"
HANGING = f"/v1/connections/con_0000000000000002{PATH}"
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


class Load(NamedTuple):
    """One run of wrk."""

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

    def load(self, path: str = "", connections: int = CONNECTIONS, seconds: int = SECONDS) -> Load:
        """Ask for a while."""
        before_ms = self.cpu_ms()
        said = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency",
             "-H", f"Authorization: Bearer {self.key}", f"http://127.0.0.1:{self.port}{path or self.path}"],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        spent_ms = self.cpu_ms() - before_ms
        if "Non-2xx" in said:
            raise RuntimeError(said)
        requests = int(re.search(r"(\d+) requests in", said)[1])
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
        return Load(spent_ms / requests, float(number) * _UNITS[unit], requests / seconds)

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
    """Run all in turn, several times, and compare what was measured in the same round."""
    if shutil.which("wrk") is None:
        raise SystemExit("bench_live needs wrk")
    with apps("floor", "proxy", "fastapi", "ours") as running:
        for each in running.values():
            each.load(seconds=1)
        rounds = [{name: app.load() for name, app in running.items()} for _ in range(ROUNDS)]
        hanging = [beside_a_hanging_site(running["ours"]) for _ in range(ROUNDS)]
    for name in running:
        cpu, p99 = (statistics.median(getattr(each[name], what) for each in rounds) for what in ("cpu_ms", "p99_ms"))
        rps = statistics.median(each[name].rps for each in rounds)
        print(f"     {name}: {cpu:.2f} ms CPU, p99 {p99:.1f} ms, {rps:.0f} requests/s", file=sys.stderr)

    def ratio(what: str, other: str) -> float:
        return statistics.median(getattr(each["ours"], what) / getattr(each[other], what) for each in rounds)

    page = f"{TASKS} tasks, wrk -c{CONNECTIONS}, uvicorn {version('uvicorn')}"
    client = f"bare ASGI, aiohttp {version('aiohttp')}"
    plain = f"FastAPI {version('fastapi')} with response_model, httpx {version('httpx')}"
    return [
        Figure("CPU of a list through the live API, plain way", ratio("cpu_ms", "fastapi"), 0.17, f"{plain}; {page}"),
        Figure("CPU of a list through the live API, floor", ratio("cpu_ms", "floor"), 2.2, f"by hand; {page}"),
        Figure("p99 of a list, proxy on the same client", ratio("p99_ms", "proxy"), 2.5, client),
        Figure("p99 beside a site that hangs", statistics.median(hanging), 1.3, "the same, alone"),
    ]


def beside_a_hanging_site(app: App) -> float:
    """Compare the p99 while calls to another site wait for an answer that never comes with the p99 alone.

    Alone is before and after, so that a machine that grows slower or faster meanwhile does not decide.
    """
    before = app.load()
    waiting = []
    for _ in range(50):
        connection = socket.create_connection(("127.0.0.1", app.port))
        connection.sendall(
            f"GET {HANGING} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {app.key}\r\n\r\n".encode("ascii")
        )
        waiting.append(connection)
    beside = app.load()
    for connection in waiting:
        connection.close()
    after = app.load()
    return beside.p99_ms / statistics.mean([before.p99_ms, after.p99_ms])


@contextmanager
def apps(*names: str) -> Iterator[dict[str, App]]:
    """Start the platform and the servers, and stop them in the end."""
    port = free_port()
    upstream = subprocess.Popen([sys.executable, "-m", "bench.live_app", "upstream", str(port), "0"])
    running: dict[str, App] = {}
    try:
        wait_for(port)
        for name in names:
            running[name] = App(name, port)
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
