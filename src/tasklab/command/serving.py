"""What `serve` and `admin` share."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.service.config import Config
    from tasklab.service.store.database import Database

_PACKAGES = ("aiohttp", "alembic", "cryptography", "prometheus_client", "sqlalchemy", "uvicorn", "uvloop")


def require_service() -> None:
    """Refuse where the packages of the extra are missing. Raises: click.ClickException."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise click.ClickException(f"{', '.join(missing)} missing: install tasklab[service]")


@contextmanager
def open_database(config: Config) -> Iterator[Database]:
    """Open the database, brought up to date."""
    from tasklab.service.store.database import Database  # noqa: PLC0415 - an optional extra
    from tasklab.service.store.migration import migrate  # noqa: PLC0415

    database = Database(config.database_url)
    try:
        migrate(database)
        yield database
    finally:
        database.close()
