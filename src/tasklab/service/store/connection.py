"""Connections of accounts. Their parameters come and go encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from tasklab.service.error import MissingError
from tasklab.service.store.audit import append_audit
from tasklab.service.store.checkup import begin_checkups
from tasklab.service.store.database import now_us
from tasklab.service.store.revision import advance_revision
from tasklab.service.store.table import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


class ConnectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One connection as it is kept."""

    id: str
    account_id: str
    name: str
    platform: str
    version: str
    is_sandbox: bool
    parameters: bytes
    """Encrypted."""
    stamp: int
    """Grows with each change."""
    created_at: int
    updated_at: int


def add_connection(db: Connection, row: ConnectionRow, actor: str) -> None:
    """Keep a new connection."""
    db.execute(sa.insert(connection).values(**msgspec.structs.asdict(row)))
    if not row.is_sandbox:
        begin_checkups(db, row.account_id, row.id)
    append_audit(db, row.account_id, actor, "connection.create", row.id)
    advance_revision(db)


def find_connection(db: Connection, account_id: str, connection_id: str) -> ConnectionRow | None:
    """Find an account's connection; None where the account has no such one, whoever else has."""
    query = sa.select(connection).where(connection.c.account_id == account_id, connection.c.id == connection_id)
    row = db.execute(query).mappings().first()
    return None if row is None else ConnectionRow(**row)


def list_connections(db: Connection, account_id: str, after: str, limit: int) -> Sequence[ConnectionRow]:
    """Return an account's connections behind an id, in the order of their ids."""
    query = (
        sa.select(connection)
        .where(connection.c.account_id == account_id, connection.c.id > after)
        .order_by(connection.c.id)
        .limit(limit)
    )
    return [ConnectionRow(**row) for row in db.execute(query).mappings()]


def update_connection(
    db: Connection, row: ConnectionRow, actor: str, action: str, **changes: str | bytes
) -> ConnectionRow:
    """Change a connection that is still as it was read. Raises: MissingError when it changed meanwhile or is gone."""
    values = {**changes, "stamp": row.stamp + 1, "updated_at": now_us()}
    same = (connection.c.account_id == row.account_id) & (connection.c.id == row.id) & (connection.c.stamp == row.stamp)
    if not db.execute(sa.update(connection).where(same).values(**values)).rowcount:
        raise MissingError("the connection was changed or deleted meanwhile: read it again")
    append_audit(db, row.account_id, actor, action, row.id)
    advance_revision(db)
    return msgspec.structs.replace(row, **values)


def delete_connection(db: Connection, account_id: str, connection_id: str, actor: str) -> None:
    """Delete a connection and what is kept for it. Raises: MissingError."""
    mine = (connection.c.account_id == account_id) & (connection.c.id == connection_id)
    if not db.execute(sa.delete(connection).where(mine)).rowcount:
        raise MissingError(f"the account has no connection {connection_id}")
    append_audit(db, account_id, actor, "connection.delete", connection_id)
    advance_revision(db)
