"""Writes down who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tasklab.service.store.database import now_us
from tasklab.service.store.table import audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection


def append_audit(db: Connection, account_id: str | None, actor: str, action: str, subject: str) -> None:
    """Add an entry, in the transaction of what it tells of."""
    db.execute(sa.insert(audit).values(account_id=account_id, at=now_us(), actor=actor, action=action, subject=subject))


def read_audit(db: Connection, account_id: str, limit: int = 100) -> Sequence[Mapping[str, Any]]:
    """Return an account's latest entries, the newest first."""
    query = sa.select(audit).where(audit.c.account_id == account_id).order_by(audit.c.id.desc()).limit(limit)
    return [dict(row) for row in db.execute(query).mappings()]
