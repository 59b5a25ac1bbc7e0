"""Addresses that platforms send messages to, and what messages were about until it was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from tasklab.service.hook import Hint
from tasklab.service.store.audit import append_audit
from tasklab.service.store.database import insert_into, now_us
from tasklab.service.store.table import account, arrival, hook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


class HookRow(msgspec.Struct, frozen=True, kw_only=True):
    """One address as it is kept."""

    id: str
    account_id: str
    connection_id: str
    secret: bytes | None
    """Encrypted; None until the platform's first message brings it."""
    created_at: int


def put_hook(db: Connection, row: HookRow, actor: str) -> HookRow:
    """Keep a connection's address; one that is there already gets the new secret. Returns what is kept."""
    insert = insert_into(db, hook).values(**msgspec.structs.asdict(row))
    fresh = {"secret": row.secret, "created_at": row.created_at}
    kept = insert.on_conflict_do_update(index_elements=["connection_id"], set_=fresh).returning(*hook.c)
    append_audit(db, row.account_id, actor, "hook.put", row.connection_id)
    return HookRow(**db.execute(kept).mappings().one())


def find_hook(db: Connection, account_id: str, connection_id: str) -> HookRow | None:
    """Find the address of an account's connection."""
    query = sa.select(hook).where(hook.c.account_id == account_id, hook.c.connection_id == connection_id)
    row = db.execute(query).mappings().first()
    return None if row is None else HookRow(**row)


def find_hook_by_id(db: Connection, hook_id: str) -> HookRow | None:
    """Find an address by what stands in it; none of an account that is disabled."""
    query = sa.select(hook).join(account).where(hook.c.id == hook_id, account.c.disabled_at.is_(None))
    row = db.execute(query).mappings().first()
    return None if row is None else HookRow(**row)


def set_first_secret(db: Connection, hook_id: str, secret: bytes) -> bool:
    """Keep the secret that a first message brings; False where there is one already."""
    mine = (hook.c.id == hook_id) & hook.c.secret.is_(None)
    return bool(db.execute(sa.update(hook).where(mine).values(secret=secret)).rowcount)


def delete_hook(db: Connection, account_id: str, connection_id: str, actor: str) -> bool:
    """Take an address away; False where there is none."""
    mine = (hook.c.account_id == account_id) & (hook.c.connection_id == connection_id)
    if not db.execute(sa.delete(hook).where(mine)).rowcount:
        return False
    append_audit(db, account_id, actor, "hook.delete", connection_id)
    return True


def add_arrivals(db: Connection, connection_id: str, delivery: bytes, hints: Sequence[Hint]) -> int:
    """Keep what a message is about; returns how many things, none for a message that came before."""
    if not hints:
        return 0
    rows = [
        {
            "connection_id": connection_id,
            "delivery": delivery,
            "number": number,
            "object": hint.object,
            "object_id": hint.object_id,
            "is_gone": hint.is_gone,
            "is_done": False,
            "at": now_us(),
        }
        for number, hint in enumerate(hints)
    ]
    insert = insert_into(db, arrival).values(rows).on_conflict_do_nothing()
    return len(db.execute(insert.returning(arrival.c.number)).all())


def take_arrivals(db: Connection, connection_id: str) -> frozenset[Hint]:
    """Return what is to be looked at, and nobody looked at yet."""
    mine = (arrival.c.connection_id == connection_id) & arrival.c.is_done.is_(False)
    query = sa.select(arrival.c.object, arrival.c.object_id, arrival.c.is_gone).where(mine)
    return frozenset(Hint(*row) for row in db.execute(query))


def settle_arrivals(db: Connection, connection_id: str, before: int) -> None:
    """Note that what came before a moment was looked at. It is kept for a while: a message may come again."""
    mine = (arrival.c.connection_id == connection_id) & (arrival.c.at < before)
    db.execute(sa.update(arrival).where(mine).values(is_done=True))


def drop_old_arrivals(db: Connection, before: int) -> None:
    """Forget messages from before a moment."""
    db.execute(sa.delete(arrival).where(arrival.c.at < before))
