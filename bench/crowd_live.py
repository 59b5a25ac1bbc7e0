"""Many clients at a time: `python -m bench.crowd_live 10000`.

Each client keeps its connection and asks now and then. Exit code 1 when one of them is refused or answered wrong, or a
request takes more than two seconds.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

TURNS = 3
SLOWEST_S = 2.0
_AT_A_TIME = 200
_SPARE_FILES = 200


class Crowd:
    """Clients that keep their connections."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._request = f"GET /v1/connections HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode(
            "ascii"
        )
        self._clients: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(_AT_A_TIME)

    async def connect(self, count: int) -> None:
        async def one() -> None:
            async with self._room:
                self._clients.append(await asyncio.open_connection("127.0.0.1", self._port))
                await self._ask(*self._clients[-1])

        await asyncio.gather(*(one() for _ in range(count)))

    async def ask(self) -> list[float]:
        """Have each client ask once; return how long each waited, those in front of it included in no count."""

        async def one(client: Any) -> float:
            async with self._room:
                began_s = time.perf_counter()
                await self._ask(*client)
                return time.perf_counter() - began_s

        return sorted(await asyncio.gather(*(one(client) for client in self._clients)))

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(head.decode("latin-1"))
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))


async def run(port: int, key: str, process: subprocess.Popen[str], count: int) -> bool:
    crowd = Crowd(port, key)
    before = memory_mib(process)
    began_s = time.perf_counter()
    await crowd.connect(count)
    print(f"{count} clients connected and answered in {time.perf_counter() - began_s:.1f} s")
    is_good = True
    for _ in range(TURNS):
        waits = await crowd.ask()
        middle, late, last = (1000 * waits[index] for index in (count // 2, count * 99 // 100, -1))
        print(f"each asked once, {_AT_A_TIME} at a time: p50 {middle:.0f} ms, p99 {late:.0f} ms, longest {last:.0f} ms")
        is_good &= waits[-1] < SLOWEST_S
    grown = memory_mib(process) - before
    print(f"memory {before:.0f} MiB and {grown:.0f} more: {grown * 1024 / count:.1f} KiB for each client")
    return is_good


def memory_mib(process: subprocess.Popen[str]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main(count: int) -> int:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < count + _SPARE_FILES:
        raise SystemExit(f"{count} clients need {count + _SPARE_FILES} open files, and {most} are allowed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with TemporaryDirectory() as folder:
        environment = os.environ | {"TASKLAB_DATA": folder, "TASKLAB_REQUESTS_PER_S": "1000000"}
        command = [sys.executable, "-m", "tasklab.cli", "serve", "--port", "0", "--quiet"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                port = int(process.stdout.readline().split()[-1].rpartition(":")[2])
                process.stdout.readline()
                key = process.stdout.readline().strip()
                return int(not uvloop.run(run(port, key, process, count)))
            finally:
                process.kill()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
