"""Idempotency keys that outlast the process."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tasklab.adapter.driver.idempotency import KeyRecord, KeyState
from tasklab.service.store.database import insert_into, now_us
from tasklab.service.store.table import idempotency

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SECOND_US = 1_000_000
_DAY_US = 24 * 3600 * _SECOND_US


def row_key(account_id: str, scoped_key: str) -> bytes:
    """Return the name of a row: keys of different accounts never meet."""
    return hashlib.sha256(f"{account_id}\n{scoped_key}".encode("utf-8", "surrogatepass")).digest()


def claim_key(
    db: Connection, key: bytes, fingerprint: str, owner: str, lease_s: float, *, is_repeatable: bool
) -> KeyRecord | None:
    """Claim a key in one step: None when it was free, else what is known of it.

    A row whose process did not come back within its lease has an unknown outcome; `is_repeatable` says whether doing
    the write again would then do harm.
    """
    now = now_us()
    db.execute(sa.delete(idempotency).where(idempotency.c.key == key, idempotency.c.expires_at <= now))
    values = {
        "key": key,
        "fingerprint": fingerprint,
        "state": KeyState.RUNNING.value,
        "result": b"",
        "is_repeatable": is_repeatable,
        "owner": owner,
        "lease_until": now + int(lease_s * _SECOND_US),
        "expires_at": now + _DAY_US,
    }
    insert = insert_into(db, idempotency).values(**values).on_conflict_do_nothing(index_elements=["key"])
    # Not by the count of rows, which psycopg does not tell of an INSERT.
    if db.execute(insert.returning(idempotency.c.key)).first() is not None:
        return None
    query = sa.select(idempotency).where(idempotency.c.key == key)
    if db.dialect.name != "sqlite":
        query = query.with_for_update()
    row = db.execute(query).one()
    state = KeyState(row.state)
    if state is KeyState.RUNNING and row.lease_until < now:
        state = KeyState.UNKNOWN
    record = KeyRecord(row.fingerprint, state, row.result, is_repeatable=row.is_repeatable)
    if state is KeyState.UNKNOWN and row.is_repeatable and row.fingerprint == fingerprint:
        # Whoever repeats holds the claim from now on, so that two that repeat at a time do not both write.
        held = {"state": KeyState.RUNNING.value, "owner": owner, "lease_until": values["lease_until"]}
        db.execute(sa.update(idempotency).where(idempotency.c.key == key).values(**held))
    return record


def keep_key(db: Connection, key: bytes, owner: str, record: KeyRecord) -> None:
    """Write down what became of a key that the owner claimed."""
    values = {
        "state": record.state.value,
        "result": record.result,
        "is_repeatable": record.is_repeatable,
        "expires_at": now_us() + _DAY_US,
    }
    mine = (idempotency.c.key == key) & (idempotency.c.owner == owner)
    db.execute(sa.update(idempotency).where(mine).values(**values))


def release_key(db: Connection, key: bytes, owner: str) -> None:
    """Free a key whose call changed nothing."""
    db.execute(sa.delete(idempotency).where(idempotency.c.key == key, idempotency.c.owner == owner))


def drop_old_keys(db: Connection, limit: int = 1000) -> int:
    """Remove keys that are older than a day; returns how many."""
    old = sa.select(idempotency.c.key).where(idempotency.c.expires_at <= now_us()).limit(limit)
    return db.execute(sa.delete(idempotency).where(idempotency.c.key.in_(old))).rowcount
