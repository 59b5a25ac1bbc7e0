"""Whether the feed of events and finding a connection grow slower with what is stored: a million, ten thousand."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bench.figure import Figure
from tasklab.service.store.account import add_account
from tasklab.service.store.connection import ConnectionRow, add_connection, find_connection, list_connections
from tasklab.service.store.database import Database
from tasklab.service.store.event import list_events
from tasklab.service.store.migration import migrate
from tasklab.service.store.table import connection, event

if TYPE_CHECKING:
    from collections.abc import Callable

FEW, MANY = 1_000, 1_000_000
CONNECTIONS_FEW, CONNECTIONS_MANY = 10, 10_000
PAIRS = 301
_BATCH = 20_000


def measure() -> list[Figure]:
    """Ask two databases the same in turn, one with little in it, one with much."""
    with TemporaryDirectory() as name:
        small = _filled(Path(name) / "small.db", FEW, CONNECTIONS_FEW)
        large = _filled(Path(name) / "large.db", MANY, CONNECTIONS_MANY)
        figures = [
            Figure(f"a page of the feed's end, {MANY:,} events", _ratio(small, large, _feed), 1.5, f"{FEW:,} events"),
            Figure(f"the same of one connection, {MANY:,} events", _ratio(small, large, _own), 1.5, f"{FEW:,} events"),
            Figure(f"a connection found, of {CONNECTIONS_MANY:,}", _ratio(small, large, _find), 1.5, "of 10"),
            Figure(f"a page of connections, of {CONNECTIONS_MANY:,}", _ratio(small, large, _list), 1.5, "of 10"),
        ]
        for database, _, _ in (small, large):
            database.close()
    return figures


Filled = tuple[Database, str, int]


def _filled(path: Path, events: int, connections: int) -> Filled:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    account_id = database.do(add_account, "bench", "bench").id
    row = ConnectionRow(
        id=_name(0), account_id=account_id, name="c", platform="roundup", version="2.6", is_sandbox=False,
        parameters=b"x" * 300, stamp=1, created_at=0, updated_at=0,
    )  # fmt: skip
    database.do(add_connection, row, "bench")
    common = {"account_id": account_id, "name": "c", "platform": "roundup", "version": "2.6", "is_sandbox": False,
              "parameters": b"x" * 300, "stamp": 1, "created_at": 0, "updated_at": 0}  # fmt: skip
    rows: list[dict[str, Any]] = [{"id": _name(number), **common} for number in range(1, connections)]
    database.do(lambda db: db.execute(sa.insert(connection), rows))
    for start in range(1, events + 1, _BATCH):
        numbers = range(start, min(start + _BATCH, events + 1))
        page = [
            {"account_id": account_id, "number": number, "connection_id": _name(number % 10), "platform": "roundup",
             "version": "2.6", "type": "updated", "object": "task", "object_id": str(number), "source": "polled",
             "at": number, "changed_fields": '["title"]'}
            for number in numbers
        ]  # fmt: skip
        database.do(lambda db, page=page: db.execute(sa.insert(event), page))
    return database, account_id, events


def _name(number: int) -> str:
    return f"con_{number:016}"


def _feed(filled: Filled) -> object:
    database, account_id, events = filled
    return database.do(list_events, account_id, events - 100, 101)


def _own(filled: Filled) -> object:
    database, account_id, events = filled
    return database.do(list_events, account_id, events - 500, 40, _name(3))


def _find(filled: Filled) -> object:
    database, account_id, _ = filled
    return database.do(find_connection, account_id, _name(5))


def _list(filled: Filled) -> object:
    database, account_id, _ = filled
    return database.do(list_connections, account_id, "", 10)


def _ratio(small: Filled, large: Filled, ask: Callable[[Filled], object]) -> float:
    """Return the median of the ratios of time, taken pair by pair."""
    ratios = []
    for _ in range(PAIRS):
        start = time.perf_counter()
        ask(small)
        middle = time.perf_counter()
        ask(large)
        ratios.append((time.perf_counter() - middle) / (middle - start))
    return statistics.median(ratios)
