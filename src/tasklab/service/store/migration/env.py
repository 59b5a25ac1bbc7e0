"""Run by Alembic: takes the connection it is given, and decides nothing."""

from __future__ import annotations

from alembic import context

from tasklab.service.store.table import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
