"""Tries connections from time to time: does the credential work, and does the site run the version as before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from tasklab.service.check import check_connection
from tasklab.service.error import ServiceError
from tasklab.service.store.checkup import claim_checkup, keep_checkup
from tasklab.unified.error import MethodError, Problem

if TYPE_CHECKING:
    from tasklab.service.live import LiveConnections
    from tasklab.service.store.database import Database


class Checker:
    """Tries connections for one process."""

    def __init__(self, database: Database, connections: LiveConnections, owner: str, lease_s: float) -> None:
        """Hold a connection for `lease_s`: longer than its calls may take."""
        self._database, self._connections, self._owner, self._lease_s = database, connections, owner, lease_s

    async def check(self, connection_id: str) -> bool | None:
        """Try a connection that is due; returns whether it works, None where somebody else tries it."""
        row = await self._database.run(claim_checkup, connection_id, self._owner, self._lease_s)
        if row is None:
            return None
        site_version: str | None = None
        problem: Problem | None
        try:
            live = await self._connections.find(row.account_id, connection_id)
            view = await check_connection(self._connections, live)
            site_version, problem = view.site_version, view.problem
        except MethodError as error:  # its version is not served
            problem = msgspec.convert(error.to_problem(), Problem)
        except ServiceError as error:
            problem = error.problem()
        told = None if problem is None else msgspec.json.encode(problem).decode()
        keep = partial(keep_checkup, is_good=problem is None, site_version=site_version, problem=told)
        await self._database.run(keep, connection_id)
        return problem is None
