"""Background work inside of the one process of the embedded default: what is due is done, so many at a time."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from tasklab.service.store.checkup import list_due_checkups
from tasklab.service.store.watch import list_due_watches
from tasklab.service.store.webhook import list_due_deliveries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sqlalchemy import Connection

    from tasklab.service.store.database import Database
    from tasklab.service.work.checkup import Checker
    from tasklab.service.work.deliver import Deliverer
    from tasklab.service.work.poll import Poller

LOG = logging.getLogger("tasklab.service")
_AT_A_TIME = 16


def _list_due(db: Connection, room: int) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """Ask for all in one go: each hand-over to a thread may hold up the requests of others."""
    return list_due_deliveries(db, room), list_due_watches(db, room), list_due_checkups(db, room)


class WorkHere:
    """Starts what is due; what runs already is left to run."""

    def __init__(self, database: Database, poller: Poller, deliverer: Deliverer, checker: Checker) -> None:
        self._database, self._poller, self._deliverer, self._checker = database, poller, deliverer, checker
        self._running: dict[str, asyncio.Task[None]] = {}

    async def tick(self) -> None:
        """Start what is due now, as far as there is room."""
        room = _AT_A_TIME - len(self._running)
        if room <= 0:
            return
        deliveries, watches, checkups = await self._database.run(_list_due, room)
        for delivery_id in deliveries:
            self._start(delivery_id, self._deliverer.deliver)
        for connection_id in watches:
            self._start(connection_id, self._poller.poll)
        for connection_id in checkups:
            self._start(f"check {connection_id}", partial(self._check, connection_id))

    async def _check(self, connection_id: str, _name: str) -> None:
        await self._checker.check(connection_id)

    def _start(self, name: str, work: Callable[[str], Awaitable[object]]) -> None:
        if name in self._running or len(self._running) >= _AT_A_TIME:
            return
        task = asyncio.create_task(self._do(name, work))
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name, None))

    @staticmethod
    async def _do(name: str, work: Callable[[str], Awaitable[object]]) -> None:
        try:
            await work(name)
        except Exception:
            # Its lease runs out, and it is due again.
            LOG.exception("background work on %s failed", name)

    async def finish(self) -> None:
        """Wait for what runs."""
        await asyncio.gather(*self._running.values())
