"""Outgoing webhooks, and their deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from tasklab.service.error import MissingError
from tasklab.service.store.audit import append_audit
from tasklab.service.store.database import now_us
from tasklab.service.store.table import delivery, webhook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_SECOND_US = 1_000_000


class WebhookRow(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook as it is kept."""

    id: str
    account_id: str
    connection_id: str | None
    """None for all connections of the account."""
    url: str
    secret: bytes
    """Encrypted."""
    created_at: int


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one webhook."""

    id: str
    account_id: str
    webhook_id: str
    event_number: int
    state: str
    """`pending`, `delivered`, or `dead` after the last attempt."""
    attempts: int
    due_at: int
    owner: str | None
    lease_until: int
    status: int | None
    problem: str | None
    delivered_at: int | None


def add_webhook(db: Connection, row: WebhookRow, actor: str) -> None:
    """Keep a new webhook."""
    db.execute(sa.insert(webhook).values(**msgspec.structs.asdict(row)))
    append_audit(db, row.account_id, actor, "webhook.create", row.id)


def list_webhooks(db: Connection, account_id: str, after: str, limit: int) -> Sequence[WebhookRow]:
    """Return an account's webhooks behind an id, in the order of their ids."""
    query = sa.select(webhook).where(webhook.c.account_id == account_id, webhook.c.id > after)
    return [WebhookRow(**row) for row in db.execute(query.order_by(webhook.c.id).limit(limit)).mappings()]


def find_webhook(db: Connection, account_id: str, webhook_id: str) -> WebhookRow:
    """Return an account's webhook. Raises: MissingError."""
    query = sa.select(webhook).where(webhook.c.account_id == account_id, webhook.c.id == webhook_id)
    row = db.execute(query).mappings().first()
    if row is None:
        raise MissingError("the account has no such webhook")
    return WebhookRow(**row)


def delete_webhook(db: Connection, account_id: str, webhook_id: str, actor: str) -> None:
    """Delete a webhook and its deliveries. Raises: MissingError."""
    find_webhook(db, account_id, webhook_id)
    db.execute(sa.delete(webhook).where(webhook.c.account_id == account_id, webhook.c.id == webhook_id))
    append_audit(db, account_id, actor, "webhook.delete", webhook_id)


def list_deliveries(
    db: Connection, account_id: str, webhook_id: str, after: str, limit: int, state: str | None
) -> Sequence[DeliveryRow]:
    """Return deliveries of a webhook behind an id, in the order of their ids. Raises: MissingError."""
    find_webhook(db, account_id, webhook_id)
    query = sa.select(delivery).where(
        delivery.c.account_id == account_id, delivery.c.webhook_id == webhook_id, delivery.c.id > after
    )
    if state is not None:
        query = query.where(delivery.c.state == state)
    return [DeliveryRow(**row) for row in db.execute(query.order_by(delivery.c.id).limit(limit)).mappings()]


def replay_deliveries(db: Connection, account_id: str, webhook_id: str, state: str) -> int:
    """Send deliveries that are in a state once more; returns how many. Raises: MissingError."""
    find_webhook(db, account_id, webhook_id)
    mine = (delivery.c.account_id == account_id) & (delivery.c.webhook_id == webhook_id) & (delivery.c.state == state)
    values = {"state": "pending", "attempts": 0, "due_at": now_us(), "lease_until": 0}
    return db.execute(sa.update(delivery).where(mine).values(**values)).rowcount


def list_due_deliveries(db: Connection, limit: int) -> Sequence[str]:
    """Return the ids of deliveries that are due, and that nobody sends now."""
    now = now_us()
    due = (delivery.c.state == "pending") & (delivery.c.due_at <= now) & (delivery.c.lease_until < now)
    return list(db.execute(sa.select(delivery.c.id).where(due).order_by(delivery.c.due_at).limit(limit)).scalars())


def claim_delivery(db: Connection, delivery_id: str, owner: str, lease_s: float) -> DeliveryRow | None:
    """Begin an attempt; None where the delivery is not due, or somebody else makes one."""
    now = now_us()
    free = (
        (delivery.c.id == delivery_id)
        & (delivery.c.state == "pending")
        & (delivery.c.due_at <= now)
        & (delivery.c.lease_until < now)
    )
    values = {
        "owner": owner,
        "attempts": delivery.c.attempts + 1,
        "lease_until": now + int(lease_s * _SECOND_US),
    }
    row = db.execute(sa.update(delivery).where(free).values(**values).returning(*delivery.c)).mappings().first()
    return None if row is None else DeliveryRow(**row)


def settle_delivery(db: Connection, row: DeliveryRow) -> None:
    """Write down what became of an attempt; nothing where somebody else has taken over."""
    mine = (delivery.c.id == row.id) & (delivery.c.owner == row.owner) & (delivery.c.attempts == row.attempts)
    values = {
        "state": row.state,
        "due_at": row.due_at,
        "owner": None,
        "lease_until": 0,
        "status": row.status,
        "problem": row.problem,
        "delivered_at": row.delivered_at,
    }
    db.execute(sa.update(delivery).where(mine).values(**values))


def drop_old_deliveries(db: Connection, before: int, limit: int = 5000) -> int:
    """Remove deliveries that ended before a moment; returns how many."""
    ended = (delivery.c.state == "delivered") & (delivery.c.delivered_at < before)
    old = sa.select(delivery.c.id).where(ended).limit(limit)
    return db.execute(sa.delete(delivery).where(delivery.c.id.in_(old))).rowcount
