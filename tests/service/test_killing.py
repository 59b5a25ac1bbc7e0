"""Three API processes and two workers on PostgreSQL, killed at any point, again and again; and their database too.

What must hold in the end: a write with a key was made once at most, and if anybody was told so; every change is one
event, numbered without a gap; every event reached the webhook.
"""

from __future__ import annotations

import http.server
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager

import msgspec
import pytest
from tests.service.postgres import cluster, find_binaries

from tasklab.service.identity import SCOPES
from tasklab.service.secret import new_secret_key
from tasklab.service.store.account import add_account, add_key
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import wall_clock
from tasklab.twin.fault import Fault
from tasklab.twin.server import serve_in_thread

pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(find_binaries() is None, reason="needs PostgreSQL: apt-get install postgresql"),
]
KILLS = int(os.environ.get("TASKLAB_KILLS", "12"))
DATABASE_KILLS = 3
CALL_S = 4
"""Makes leases short: a claim is believed for 6 s, a delivery for 2 s."""
PATIENCE_S = 120


class Receiver(http.server.ThreadingHTTPServer):
    """Takes events; every fifth one it refuses at first."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.refused = Counter(), set()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        number = msgspec.json.decode(body)["id"]
        if int(number) % 5 == 0 and number not in self.server.refused:
            self.server.refused.add(number)
            self.send_error(500)
            return
        self.server.taken[number] += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Fleet:
    """The processes; whoever is killed is replaced."""

    def __init__(self, environment):
        self._environment = environment
        self.apis, self.workers = [], []
        for _ in range(3):
            self.apis.append(self.start_api())
        for _ in range(2):
            self.workers.append(self.start("work"))

    def start(self, *words):
        command = [sys.executable, "-m", "tasklab.cli", *words]
        return subprocess.Popen(command, env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def start_api(self):
        process = self.start("serve", "--port", "0", "--quiet")
        address = process.stdout.readline().decode().split()[-1]
        return process, address

    def kill_one(self, chance):
        index = chance.randrange(5)
        if index < 3:
            process, _ = self.apis[index]
            end(process, signal.SIGKILL)
            self.apis[index] = self.start_api()
        else:
            end(self.workers[index - 3], signal.SIGKILL)
            self.workers[index - 3] = self.start("work")

    def stop(self):
        for process in [*(each for each, _ in self.apis), *self.workers]:
            end(process, signal.SIGKILL)


def end(process, number):
    process.send_signal(number)
    process.wait()
    process.stdout.close()


def ask(address, key, verb, path, body=None, headers=None):
    request = urllib.request.Request(
        address + path,
        method=verb,
        data=None if body is None else msgspec.json.encode(body),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", **(headers or {})},
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, msgspec.json.decode(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, msgspec.json.decode(error.read())
    except OSError:
        return None, None  # the process was killed


def write_until(stop, fleet, key, path, name, told):
    """Make tasks, each with a key of its own, repeated until the outcome is told, whatever happens to the processes."""
    chance, number = random.Random(name), 0
    while not stop.wait(0.05):
        number += 1
        title = f"{name}-{number}"
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            _, address = chance.choice(fleet.apis)
            status, said = ask(address, key, "POST", path, {"title": title}, {"Idempotency-Key": title})
            if status == 201:
                told[title] = said["id"]
                break
            if status == 409 and "outcome is unknown" in said["detail"]:
                told[title] = None
                break
            assert status in {None, 409, 429, 503}, said
            time.sleep(0.05)
        else:
            raise AssertionError(f"nobody told what became of {title}")


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


@pytest.fixture
def platform():
    twin = open_twin("roundup", "2.6", clock=wall_clock(), address="http://127.0.0.1")
    with serve_in_thread(twin) as address:
        yield twin, address


@pytest.fixture
def receiver():
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, daemon=True)
    thread.start()
    yield receiver
    receiver.shutdown()
    receiver.server_close()
    thread.join()


def test_killing_processes_duplicates_nothing_and_loses_nothing(platform, receiver, tmp_path):
    with cluster() as server, opened(server, tmp_path) as (fleet, key):
        told = live(fleet, key, platform, receiver, fleet.kill_one, KILLS)
        judge(fleet, key, platform[0], receiver, told)


def test_killing_the_database_duplicates_nothing_and_loses_nothing(platform, receiver, tmp_path):
    with cluster() as server, opened(server, tmp_path) as (fleet, key):

        def kill(chance):
            server.kill()
            time.sleep(chance.uniform(0, 2))
            server.start(tries=20)
            time.sleep(2)

        told = live(fleet, key, platform, receiver, kill, DATABASE_KILLS)
        judge(fleet, key, platform[0], receiver, told)
        ended = [each.poll() for each in (*(process for process, _ in fleet.apis), *fleet.workers)]
        assert ended == [None] * len(ended), "a process did not outlast its database"


@contextmanager
def opened(server, folder):
    """Start processes on a database, and give them with a key of an account."""
    database = Database(server.url)
    migrate(database)
    account = database.do(add_account, "a", "test")
    key = database.do(add_key, account.id, "k", SCOPES, "test")[1].text
    database.close()
    environment = os.environ | {
        "TASKLAB_DATABASE_URL": server.url,
        "TASKLAB_SECRET_KEYS": new_secret_key("k1"),
        "TASKLAB_ALLOW_NETWORKS": "127.0.0.0/8",
        "TASKLAB_CALL_S": str(CALL_S),
        "TASKLAB_REQUESTS_PER_S": "100000",
        "TASKLAB_DATA": str(folder),
    }
    fleet = Fleet(environment)
    try:
        yield fleet, key
    finally:
        fleet.stop()


def live(fleet, key, platform, receiver, disturb, times):
    """Connect, watch, write and disturb; return what writers were told."""
    twin, site = platform
    # Slow enough that a kill meets writes on their way.
    twin.misbehave(Fault(kind="slow", verb="POST", delay_s=0.2))
    _, address = fleet.apis[0]
    given = {"site": site, "username": "alice", "password": "wonderland"}
    _, made = ask(address, key, "POST", "/v1/connections", {"platform": "roundup", "parameters": given})
    path = f"/v1/connections/{made['id']}"
    hook = f"http://127.0.0.1:{receiver.server_address[1]}/"
    assert ask(address, key, "POST", "/v1/webhooks", {"url": hook})[0] == 201
    assert ask(address, key, "PUT", f"{path}/watch", {"every_s": 15})[0] == 200
    wait_until(lambda: ask(address, key, "GET", f"{path}/watch")[1]["is_primed"], "no worker looked")
    told, stop, chance = {}, threading.Event(), random.Random(1)
    failures = []

    def run(name):
        try:
            write_until(stop, fleet, key, f"{path}/tasks", name, told)
        except AssertionError as error:
            failures.append(error)

    writers = [threading.Thread(target=run, args=(f"w{number}",)) for number in range(4)]
    for each in writers:
        each.start()
    for _ in range(times):
        time.sleep(chance.uniform(0.2, 1.2))
        disturb(chance)
    stop.set()
    for each in writers:
        each.join()
    assert failures == []
    return told


def judge(fleet, key, twin, receiver, told):
    _, address = fleet.apis[0]
    titles = Counter(row["title"] for row in twin.site.rows["issue"].values())
    assert max(titles.values()) == 1, "a write was made twice"
    assert {title for title, number in told.items() if number} <= set(titles), "a write that was told is not there"
    assert len(told) > 20

    def events():
        found, cursor = [], "0"
        while True:
            page = ask(address, key, "GET", f"/v1/events?limit=200&cursor={cursor}")[1]
            found += page["items"]
            cursor = page["next_cursor"]
            if not page["has_more"]:
                return found

    wait_until(lambda: len(events()) >= len(titles), "an event is missing")
    found = events()
    created = Counter(each["object_id"] for each in found if each["type"] == "created")
    assert [each["id"] for each in found] == [str(number) for number in range(1, len(found) + 1)]
    assert created == Counter(twin.site.rows["issue"].keys()), "each change is one event"
    wait_until(lambda: set(receiver.taken) >= {each["id"] for each in found}, "an event was not delivered")
    print(f"{len(told)} writes, {list(told.values()).count(None)} of them unknown, {len(found)} events, "
          f"{sum(receiver.taken.values())} deliveries")  # fmt: skip
