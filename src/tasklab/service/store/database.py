"""The database: SQLite or PostgreSQL by URL, asked in threads so that the event loop never waits for it."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tasklab.service.error import BusyError

if TYPE_CHECKING:
    from collections.abc import Callable

LOG = logging.getLogger("tasklab.service")
T = TypeVar("T")
_THREADS = 8


class Database:
    """Runs pieces of work, each in one transaction."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(_with_driver(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_size": _THREADS, "pool_pre_ping": True}
        # Parameters of statements hold customers' data: they are in no error and no log.
        self.engine = sa.create_engine(self.url, hide_parameters=True, **options)
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_immediate)
        # One writer at a time is all SQLite has: a second thread would only wait in its lock.
        self._threads = ThreadPoolExecutor(1 if self.is_sqlite else _THREADS, thread_name_prefix="database")

    def do(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run `work(connection, *arguments)` in the calling thread; all of it is done, or nothing."""
        with self.engine.begin() as connection:
            return work(connection, *arguments)

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run `work(connection, *arguments)` in a thread; all of it is done, or nothing.

        A caller that is cancelled does not stop work that has begun.

        Raises: BusyError when the database does not answer.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self.do, work, *arguments)
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError) as error:
            LOG.warning("the database does not answer: %s", type(error.__cause__ or error).__name__)
            raise BusyError("the service's database does not answer") from error

    def close(self) -> None:
        """Wait for what runs, and close the connections."""
        self._threads.shutdown()
        self.engine.dispose()


def insert_into(db: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that may say what to do about a row that is there already."""
    return sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)


def now_us() -> int:
    """Return the moment as whole microseconds since 1970."""
    return time.time_ns() // 1000


def _with_driver(url: str) -> str:
    for name in ("postgresql://", "postgres://"):
        if url.startswith(name):
            return "postgresql+psycopg://" + url.removeprefix(name)
    return url


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's `begin` event begins transactions
    for setting in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 10000"):
        connection.execute(f"PRAGMA {setting}")


def _begin_immediate(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later would fail instead of waiting for the other writer.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
