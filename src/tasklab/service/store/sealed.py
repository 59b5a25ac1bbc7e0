"""What is kept encrypted, and how it is given a new encryption: the same for every table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import sqlalchemy as sa

from tasklab.service.store.connection import ConnectionRow
from tasklab.service.store.hook import HookRow
from tasklab.service.store.table import connection, hook, webhook
from tasklab.service.store.webhook import WebhookRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

R = TypeVar("R", ConnectionRow, HookRow, WebhookRow)


@dataclass(frozen=True)
class Sealed(Generic[R]):
    """A table with an encrypted column."""

    table: sa.Table
    column: str
    row: type[R]


CONNECTIONS = Sealed(connection, "parameters", ConnectionRow)
HOOKS = Sealed(hook, "secret", HookRow)
WEBHOOKS = Sealed(webhook, "secret", WebhookRow)


def encrypt_again(
    db: Connection, sealed: Sealed[R], encrypt: Callable[[R], bytes | None], after: str, limit: int
) -> str:
    """Give some rows of a table a new encryption, those whose id follows `after`.

    A row of which `encrypt` makes None stays as it is.
    Returns the last id, empty when there are no more. Who uses a connection need not notice: its stamp stays.
    """
    table = sealed.table
    query = sa.select(table).where(table.c.id > after).order_by(table.c.id).limit(limit)
    if db.dialect.name != "sqlite":
        query = query.with_for_update()
    last = ""
    for found in db.execute(query).mappings().all():
        row = sealed.row(**found)
        fresh = encrypt(row)
        if fresh is not None:
            db.execute(sa.update(table).where(table.c.id == row.id).values({sealed.column: fresh}))
        last = row.id
    return last
