"""Checkups: what was found when connections were last tried, and when they are tried next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from tasklab.service.store.database import now_us
from tasklab.service.store.table import checkup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

_SECOND_US = 1_000_000
GOOD_EVERY_S = 3600
"""How often a connection that works is tried."""
BAD_EVERY_S = 600
"""How often one is tried that does not."""


class CheckupRow(msgspec.Struct, frozen=True, kw_only=True):
    """One connection's checkups as they are kept."""

    connection_id: str
    account_id: str
    due_at: int
    owner: str | None = None
    lease_until: int = 0
    checked_at: int | None = None
    is_good: bool | None = None
    site_version: str | None = None
    problem: str | None = None
    """As JSON: what was wrong."""


def begin_checkups(db: Connection, account_id: str, connection_id: str) -> None:
    """Have a connection tried from time to time: it was tried just now."""
    row = CheckupRow(connection_id=connection_id, account_id=account_id, due_at=now_us() + GOOD_EVERY_S * _SECOND_US)
    db.execute(sa.insert(checkup).values(**msgspec.structs.asdict(row)))


def find_checkups(db: Connection, account_id: str, ids: Sequence[str]) -> Mapping[str, CheckupRow]:
    """Return the checkups of some of an account's connections, by the connection's id."""
    query = sa.select(checkup).where(checkup.c.account_id == account_id, checkup.c.connection_id.in_(ids))
    return {row["connection_id"]: CheckupRow(**row) for row in db.execute(query).mappings()}


def list_due_checkups(db: Connection, limit: int) -> Sequence[str]:
    """Return the ids of connections that are to be tried, and that nobody tries now."""
    now = now_us()
    query = sa.select(checkup.c.connection_id).where(checkup.c.due_at <= now, checkup.c.lease_until < now)
    return list(db.execute(query.order_by(checkup.c.due_at).limit(limit)).scalars())


def claim_checkup(db: Connection, connection_id: str, owner: str, lease_s: float) -> CheckupRow | None:
    """Begin to try a connection; None where it is not due, or somebody else tries it."""
    now = now_us()
    free = (checkup.c.connection_id == connection_id) & (checkup.c.due_at <= now) & (checkup.c.lease_until < now)
    values = {"owner": owner, "lease_until": now + int(lease_s * _SECOND_US)}
    row = db.execute(sa.update(checkup).where(free).values(**values).returning(*checkup.c)).mappings().first()
    return None if row is None else CheckupRow(**row)


def keep_checkup(
    db: Connection, connection_id: str, *, is_good: bool, site_version: str | None, problem: str | None
) -> None:
    """Write down what was found, and when the connection is tried next. Done twice, the later one counts."""
    now = now_us()
    every_s = GOOD_EVERY_S if is_good else BAD_EVERY_S
    values = {
        "owner": None,
        "lease_until": 0,
        "checked_at": now,
        "is_good": is_good,
        "site_version": site_version,
        "problem": problem,
        "due_at": now + every_s * _SECOND_US,
    }
    db.execute(sa.update(checkup).where(checkup.c.connection_id == connection_id).values(**values))
