"""Makes the document outside of a running service: from a service that is opened on an empty database, and closed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tasklab.service.build import Service
from tasklab.service.config import Config
from tasklab.service.openapi.document import make_document
from tasklab.service.secret import new_secret_key
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate
from tasklab.service.web.record import Recorder


def current_document(specs: Path) -> dict[str, Any]:
    """Return the document of this release."""
    with TemporaryDirectory() as name:
        config = Config(
            database_url=f"sqlite:///{Path(name) / 'empty.db'}",
            secret_keys=(new_secret_key("k1"),),
            specs=specs,
            ledger=Path(name),
        )
        database = Database(config.database_url)
        migrate(database)
        database.close()
        return asyncio.run(_describe(Service(config, Recorder(None))))


async def _describe(service: Service) -> dict[str, Any]:
    application = await service.open()
    try:
        return make_document(application.routes)
    finally:
        await service.close()
