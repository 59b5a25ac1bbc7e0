"""Has several processes keep limits together: each tells the others what it spent, and takes theirs from its own.

A process decides alone, so that a read asks no database, and learns a quarter of a second later what the others let
through. What was too much by then is paid back before anything more is let through: on average an account gets what it
may, however many processes there are.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tasklab.service.error import BusyError
from tasklab.service.store.database import now_us
from tasklab.service.store.spending import add_spending, note_process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from tasklab.service.store.database import Database

EVERY_S = 0.25
_ALIVE_S = 1.0
_FOLLOWED_S = 5.0
"""How long after its last use here a thing is still followed."""


class Spender(Protocol):
    """Something that is spent here, and elsewhere too."""

    def take_spent(self) -> Mapping[str, int]:
        """Return how much was spent of each thing since the last time."""
        ...

    def note_others(self, name: str, count: int) -> None:
        """Take what others spent from what is left here; nothing for a thing that is not this one's."""
        ...


class _Seen(NamedTuple):
    total: int
    used_at_s: float
    is_known: bool


class Sharing:
    """Exchanges what was spent, for one process."""

    def __init__(
        self,
        database: Database,
        owner: str,
        spenders: tuple[Spender, ...],
        note_processes: Callable[[int], None] | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Tell `note_processes` how many processes take requests, this one among them; None for one that takes none."""
        self._database, self._owner, self._spenders = database, owner, spenders
        self._note_processes, self._monotonic = note_processes, monotonic
        self._seen: dict[str, _Seen] = {}
        self._pending: dict[str, int] = {}
        self._told_at_s = -_ALIVE_S

    async def exchange(self) -> None:
        """Tell and learn. While the database does not answer, each process goes by what it knows."""
        now_s = self._monotonic()
        self._collect(now_s)
        is_due = self._note_processes is not None and now_s - self._told_at_s >= _ALIVE_S
        if not is_due and not self._seen:
            return
        # Taken out before it is told: what is on its way is not told a second time.
        spent = {name: self._pending.pop(name, 0) for name in self._seen}
        try:
            processes, totals = await self._database.run(_exchange, self._owner if is_due else None, spent)
        except BusyError:
            for name, count in spent.items():
                self._pending[name] = self._pending.get(name, 0) + count
            return
        if is_due and self._note_processes is not None:
            self._told_at_s = now_s
            self._note_processes(processes)
        for name, total in totals.items():
            seen = self._seen[name]
            others = total - seen.total - spent[name]
            if seen.is_known and others > 0:
                for spender in self._spenders:
                    spender.note_others(name, others)
            self._seen[name] = seen._replace(total=total, is_known=True)

    def _collect(self, now_s: float) -> None:
        """Gather what was spent, and follow no longer what is not used."""
        for spender in self._spenders:
            for name, count in spender.take_spent().items():
                self._pending[name] = self._pending.get(name, 0) + count
                seen = self._seen.get(name, _Seen(0, now_s, is_known=False))
                self._seen[name] = seen._replace(used_at_s=now_s)
        for name in [name for name, seen in self._seen.items() if now_s - seen.used_at_s > _FOLLOWED_S]:
            del self._seen[name]
            self._pending.pop(name, None)


def _exchange(db: Connection, process_id: str | None, spent: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    at = now_us()
    processes = 1 if process_id is None else note_process(db, process_id, at)
    return processes, add_spending(db, spent, at)
