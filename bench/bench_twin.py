"""What a twin costs: its start, a hundred thousand tasks in it, and one call, each against what could do the same."""

from __future__ import annotations

import base64
import json
import platform
import sqlite3
import sys
from typing import TYPE_CHECKING

from bench.figure import Figure, cpu_of_command, paired_ratio
from tasklab.adapter.message import Request
from tasklab.twin.catalogue import open_twin

if TYPE_CHECKING:
    from tasklab.twin.twin import Twin

TASKS = 100_000
CALLS = 2_000
STARTING = "from tasklab.twin.catalogue import open_twin; open_twin('kanboard')"
PAYLOAD = b'{"jsonrpc": "2.0", "method": "getTask", "id": 1, "params": [500]}'


def measure() -> list[Figure]:
    """Compare a twin of Kanboard with a bare interpreter, with SQLite, and with the reading and writing of its JSON."""
    python = f"CPython {platform.python_version()}"
    bare = cpu_of_command([sys.executable, "-c", "pass"])
    start = cpu_of_command([sys.executable, "-c", STARTING])
    twin = open_twin("kanboard")
    twin.seed(1000)
    request = Request(verb="POST", path="/jsonrpc.php", headers=(_credentials(),), body=PAYLOAD)
    answer = twin.handle(request).body
    row = json.loads(answer)["result"]
    return [
        Figure("a twin of kanboard from nothing", start / bare, 16.0, f"python -c pass, {python}"),
        Figure(
            f"{TASKS:,} tasks in a new twin",
            paired_ratio(lambda: open_twin("kanboard").seed(TASKS), lambda: _fill_sqlite(row), pairs=5),
            1.0,
            f"as many rows into a table in memory with one index, SQLite {sqlite3.sqlite_version}",
        ),
        Figure(
            "one call of a twin with its answer",
            paired_ratio(lambda: _call(twin, request), lambda: _write_json(answer)),
            4.0,
            f"json.loads of the request, json.dumps of the answer, {python}",
        ),
    ]


def _credentials() -> tuple[str, str]:
    return ("authorization", "Basic " + base64.b64encode(b"admin:admin").decode())


def _fill_sqlite(row: dict[str, object]) -> None:
    columns = [name for name in row if name not in {"id", "url", "color"}]
    values = [row[name] for name in columns]
    with sqlite3.connect(":memory:") as database:
        database.execute(f"CREATE TABLE tasks (id INTEGER PRIMARY KEY, {', '.join(columns)})")
        database.execute("CREATE INDEX by_project ON tasks (project_id, column_id, swimlane_id, is_active)")
        marks = ", ".join("?" * len(columns))
        database.executemany(
            f"INSERT INTO tasks ({', '.join(columns)}) VALUES ({marks})", (values for _ in range(TASKS))
        )
    database.close()


def _call(twin: Twin, request: Request) -> None:
    for _ in range(CALLS):
        twin.handle(request)


def _write_json(answer: bytes) -> None:
    value = json.loads(answer)
    for _ in range(CALLS):
        json.loads(PAYLOAD)
        json.dumps(value).encode()
