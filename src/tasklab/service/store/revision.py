"""Tells processes that something they remember has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tasklab.service.store.table import revision

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ROW = 1


def read_revision(db: Connection) -> int:
    """Return the number that grows with every change."""
    number: int = db.execute(sa.select(revision.c.number).where(revision.c.id == _ROW)).scalar_one()
    return number


def advance_revision(db: Connection) -> None:
    """Let the number grow, in the transaction of the change itself."""
    db.execute(sa.update(revision).where(revision.c.id == _ROW).values(number=revision.c.number + 1))
