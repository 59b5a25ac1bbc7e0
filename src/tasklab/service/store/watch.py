"""Watches: which connections are looked at for changes, when next, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from tasklab.service.error import MissingError
from tasklab.service.store.database import now_us
from tasklab.service.store.table import arrival, watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_SECOND_US = 1_000_000
TOLD_GAP_S = 5
"""How long after a look the next is made at the earliest, however much a platform tells."""


class WatchRow(msgspec.Struct, frozen=True, kw_only=True):
    """One watch as it is kept."""

    connection_id: str
    account_id: str
    objects: str
    """Names of the objects that are looked at, separated by spaces."""
    every_s: int
    version: str
    """The version that the last walk was on."""
    walk: int
    """Number of the last walk that was begun."""
    is_primed: bool
    """Whether a whole walk has learnt what there is: changes before that are no events."""
    watermark: int | None
    """When the latest change was made that was seen."""
    failures: int
    """Looks that failed, in a row."""
    problem: str | None
    due_at: int
    owner: str | None
    lease_until: int


def put_watch(db: Connection, row: WatchRow) -> None:
    """Begin to watch a connection, or change how often; what is known stays."""
    mine = watch.c.connection_id == row.connection_id
    values = {"objects": row.objects, "every_s": row.every_s, "due_at": row.due_at}
    if not db.execute(sa.update(watch).where(mine).values(**values)).rowcount:
        db.execute(sa.insert(watch).values(**msgspec.structs.asdict(row)))


def find_watch(db: Connection, account_id: str, connection_id: str) -> WatchRow | None:
    """Find the watch of an account's connection."""
    query = sa.select(watch).where(watch.c.account_id == account_id, watch.c.connection_id == connection_id)
    row = db.execute(query).mappings().first()
    return None if row is None else WatchRow(**row)


def delete_watch(db: Connection, account_id: str, connection_id: str) -> None:
    """End a watch; its events are kept. Raises: MissingError."""
    mine = (watch.c.account_id == account_id) & (watch.c.connection_id == connection_id)
    if not db.execute(sa.delete(watch).where(mine)).rowcount:
        raise MissingError(f"the connection {connection_id} is not watched")


def list_due_watches(db: Connection, limit: int) -> Sequence[str]:
    """Return the ids of connections that are due, and that nobody looks at now."""
    now = now_us()
    query = sa.select(watch.c.connection_id).where(_is_due(now), watch.c.lease_until < now)
    return list(db.execute(query.order_by(watch.c.due_at).limit(limit)).scalars())


def _is_due(now: int) -> sa.ColumnElement[bool]:
    """Whether the time has come, or the platform told of a change and the last look is some seconds ago."""
    told = sa.exists().where(arrival.c.connection_id == watch.c.connection_id, arrival.c.is_done.is_(False))
    looked_at = watch.c.due_at - watch.c.every_s * _SECOND_US
    return (watch.c.due_at <= now) | (told & (looked_at <= now - TOLD_GAP_S * _SECOND_US))


def claim_watch(db: Connection, connection_id: str, owner: str, lease_s: float) -> WatchRow | None:
    """Begin a walk of a connection that is due; None where somebody else did. Each walk has a number of its own."""
    now = now_us()
    free = (watch.c.connection_id == connection_id) & _is_due(now) & (watch.c.lease_until < now)
    values = {"owner": owner, "walk": watch.c.walk + 1, "lease_until": now + int(lease_s * _SECOND_US)}
    row = db.execute(sa.update(watch).where(free).values(**values).returning(*watch.c)).mappings().first()
    return None if row is None else WatchRow(**row)


def settle_watch(db: Connection, row: WatchRow, wait_s: float) -> None:
    """End a walk, and say when the next is due; nothing where somebody else has taken over."""
    mine = (watch.c.connection_id == row.connection_id) & (watch.c.owner == row.owner) & (watch.c.walk == row.walk)
    values = {
        "version": row.version,
        "is_primed": row.is_primed,
        "watermark": row.watermark,
        "failures": row.failures,
        "problem": row.problem,
        "owner": None,
        "lease_until": 0,
        "due_at": now_us() + int(wait_s * _SECOND_US),
    }
    db.execute(sa.update(watch).where(mine).values(**values))
