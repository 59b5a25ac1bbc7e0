"""The live API under faults for a while: `python -m bench.soak_live MINUTES`.

Exit code 1 when memory grew by more than 5 % after the first fifth, a write was lost or made twice, or a 500 was
answered.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from tasklab.twin import platform as platforms
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import wall_clock
from tasklab.twin.fault import Fault
from tasklab.twin.server import serve_in_thread

PLATFORM = Path(__file__).parents[1] / "tests" / "service" / "platform"
FAULTS = ("rate_limited", "error", "unavailable", "request_lost", "answer_lost", "truncated", "garbage", "not_sent")
SHARE = 0.01
WRITERS = 4
GROWTH = 1.05
_TASKS = 500
"""Tasks that are kept on the platform: older ones are deleted, so that pages stay as long as they are."""


class Soak:
    """Writers and readers, and what they were told."""

    def __init__(self, address: str, key: str, path: str) -> None:
        self.address, self.key, self.path = address, key, path
        self.statuses: Counter[int | None] = Counter()
        self.told: dict[str, str | None] = {}
        self.stop = threading.Event()

    def ask(self, verb: str, path: str, body: Any = None, key: str = "") -> tuple[int | None, Any]:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else msgspec.json.encode(body)
        request = urllib.request.Request(self.address + path, method=verb, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        self.statuses[status] += 1
        return status, msgspec.json.decode(text or b"null")

    def write(self, name: str) -> None:
        number = 0
        while not self.stop.wait(0.02):
            number += 1
            title = f"{name}-{number}"
            for _ in range(20):
                status, said = self.ask("POST", f"{self.path}/tasks", {"title": title}, title)
                if status == 201 or (status == 409 and "unknown" in said["detail"]):
                    self.told[title] = said["id"] if status == 201 else None
                    break
            self.ask("GET", f"{self.path}/tasks?limit=50")
            if number % 3 == 0 and self.told.get(title):
                self.ask("PATCH", f"{self.path}/tasks/{self.told[title]}", {"assignee_ids": ["1"]})


def main(minutes: float) -> int:
    platforms.__path__.append(str(PLATFORM))
    twin = open_twin("roundup", "2.6", clock=wall_clock(), address="http://127.0.0.1")
    with serve_in_thread(twin) as site, TemporaryDirectory() as folder:
        environment = os.environ | {"TASKLAB_DATA": folder, "TASKLAB_ALLOW_NETWORKS": "127.0.0.0/8",
                                    "TASKLAB_REQUESTS_PER_S": "100000", "TASKLAB_CALL_S": "10"}  # fmt: skip
        command = [sys.executable, "-m", "tasklab.cli", "serve", "--port", "0", "--quiet"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                return run(process, twin, site, minutes)
            finally:
                process.kill()


def run(process: Any, twin: Any, site: str, minutes: float) -> int:
    address = process.stdout.readline().split()[-1]
    process.stdout.readline()
    soak = Soak(address, process.stdout.readline().strip(), "")
    given = {"site": site, "username": "alice", "password": "wonderland"}
    soak.path = (
        f"/v1/connections/{soak.ask('POST', '/v1/connections', {'platform': 'roundup', 'parameters': given})[1]['id']}"
    )
    soak.ask("PUT", f"{soak.path}/watch", {"every_s": 15})
    for kind in FAULTS:
        twin.misbehave(Fault(kind=kind, probability=SHARE, retry_after_s=1))
    threads = [threading.Thread(target=soak.write, args=(f"w{number}",)) for number in range(WRITERS)]
    for each in threads:
        each.start()
    sizes = watch(process, twin, minutes)
    soak.stop.set()
    for each in threads:
        each.join()
    return judge(soak, twin, sizes)


def watch(process: Any, twin: Any, minutes: float) -> list[int]:
    """Note the memory of the process, and keep the platform from growing."""
    sizes, chance = [], random.Random(1)
    ends_at = time.monotonic() + minutes * 60
    while time.monotonic() < ends_at:
        time.sleep(2 + chance.random())
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
        sizes.append(int(status.partition("VmRSS:")[2].split()[0]))
        for row in list(twin.site.rows["issue"].values())[:-_TASKS]:
            row["retired"] = True
    return sizes


def judge(soak: Soak, twin: Any, sizes: list[int]) -> int:
    early = statistics.median(sizes[len(sizes) // 5 : 2 * len(sizes) // 5])
    late = statistics.median(sizes[-len(sizes) // 5 :])
    titles = Counter(row["title"] for row in twin.site.rows["issue"].values())
    doubled = sum(count > 1 for count in titles.values())
    lost = sum(number is not None and title not in titles for title, number in soak.told.items())
    faults = soak.statuses[500]
    unknown = list(soak.told.values()).count(None)
    print(f"{sum(soak.statuses.values())} requests {dict(soak.statuses)}, {len(soak.told)} writes ({unknown} unknown)")
    print(f"memory {early / 1024:.1f} -> {late / 1024:.1f} MiB; doubled {doubled}, lost {lost}, answered 500: {faults}")
    return int(late > early * GROWTH or doubled > 0 or lost > 0 or faults > 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
