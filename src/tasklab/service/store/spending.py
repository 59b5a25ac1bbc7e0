"""What all processes together spent of limits that they share, and which processes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tasklab.service.store.database import insert_into
from tasklab.service.store.table import process, spending

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

_ALIVE_US = 5_000_000
"""Processes tell that they live once a second: whoever did not for so long is counted no more."""


def add_spending(db: Connection, spent: Mapping[str, int], at: int) -> dict[str, int]:
    """Add what this process spent of each thing; returns what all processes ever spent of it, this one included."""
    if not spent:
        return {}
    # In one order everywhere: two processes that lock the same rows never wait for each other.
    rows = [{"name": name, "total": count, "at": at} for name, count in sorted(spent.items())]
    insert = insert_into(db, spending).values(rows)
    more = {"total": spending.c.total + insert.excluded.total, "at": insert.excluded.at}
    added = insert.on_conflict_do_update(index_elements=["name"], set_=more)
    return {row.name: row.total for row in db.execute(added.returning(spending.c.name, spending.c.total))}


def note_process(db: Connection, process_id: str, at: int) -> int:
    """Tell that a process takes requests; returns how many do."""
    values: dict[str, Any] = {"id": process_id, "seen_at": at}
    insert = insert_into(db, process).values(**values)
    db.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"seen_at": at}))
    alive = sa.select(sa.func.count()).select_from(process).where(process.c.seen_at > at - _ALIVE_US)
    count: int = db.execute(alive).scalar_one()
    return count


def drop_process(db: Connection, process_id: str) -> None:
    """Forget a process that stops."""
    db.execute(sa.delete(process).where(process.c.id == process_id))


def drop_old_spending(db: Connection, before: int) -> None:
    """Forget what nobody has spent of since a moment, and processes that are long gone."""
    db.execute(sa.delete(spending).where(spending.c.at < before))
    db.execute(sa.delete(process).where(process.c.seen_at < before))
