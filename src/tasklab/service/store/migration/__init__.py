"""Brings a database to the tables of this release, step by step, and never back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tasklab.service.store.database import Database

_LOCK = 7_461_736
"""Name of the lock that processes which start at the same time take turns by."""


class OldDatabaseError(Exception):
    """The database has other tables than this release needs."""


def migrate(database: Database) -> None:
    """Bring a database up to date; processes that do so at the same time take turns."""
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        command.upgrade(_config(connection), "head")
        if not database.is_sqlite:
            _add_engine(connection)


def _add_engine(connection: Connection) -> None:
    """Make the tables of the job engine, which only PostgreSQL has."""
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - of the extra `postgresql`

    if not inspect(connection).has_table("procrastinate_jobs"):
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def require_current(database: Database) -> None:
    """Refuse a database that is behind, or ahead. Raises: OldDatabaseError."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    with database.engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != head:
        raise OldDatabaseError(
            f"the database is at revision {found}, this release needs {head}: run `tasklab admin migrate`"
        )


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
