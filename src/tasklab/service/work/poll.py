"""Looks at a connection for changes: walks its lists, and makes events of what differs from the last time."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.service.error import ServiceError
from tasklab.service.store import event as events
from tasklab.service.store.database import now_us
from tasklab.service.store.hook import settle_arrivals, take_arrivals
from tasklab.service.store.watch import WatchRow, claim_watch, settle_watch
from tasklab.unified.catalogue import METHODS
from tasklab.unified.enumeration import FilterPlace
from tasklab.unified.error import MethodError, NotFoundError, UnsupportedFieldError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tasklab.service.hook import Hint
    from tasklab.service.live import Live, LiveConnections
    from tasklab.service.store.database import Database

OBJECTS = ("task", "project", "label", "user")
"""What can be watched: lists that need no other object."""
_PAGE = 100
_WHOLE_EVERY = 10
"""Of so many walks one is whole, where the others ask only for what changed: only a whole one finds what is gone."""
_OVERLAP = dt.timedelta(seconds=2)
_CONFIRMED = 200
"""Objects missing from a walk that are asked for each time, before they count as deleted."""
_LONGEST_WAIT_S = 3600.0
_HASH_BYTES = 6
_NOT_COMPARED = frozenset({"id", "connection_id", "platform", "platform_version", "raw", "unsupported"})


class Poller:
    """Walks connections for one process."""

    def __init__(self, database: Database, connections: LiveConnections, owner: str, lease_s: float) -> None:
        """Hold a connection for `lease_s`, counted anew with each page: longer than a page may take."""
        self._database, self._connections, self._owner, self._lease_s = database, connections, owner, lease_s

    async def poll(self, connection_id: str) -> int:
        """Look at a connection that is due; returns how many events that made. Nothing where somebody else looks."""
        row = await self._database.run(claim_watch, connection_id, self._owner, self._lease_s)
        if row is None:
            return 0
        try:
            live = await self._connections.find(row.account_id, connection_id)
            walk = _Walk(self._database, self._connections, live, row, self._lease_s)
            begun_at = now_us()
            hints = await self._database.run(take_arrivals, connection_id)
            made = await walk.run(hints)
        except events.LostLeaseError:
            return 0
        except (MethodError, ServiceError) as error:
            await self._database.run(settle_watch, _failed(row, error), _wait_s(row))
            return 0
        if hints:
            await self._database.run(settle_arrivals, connection_id, begun_at)
        await self._database.run(settle_watch, walk.settled(), float(row.every_s))
        return made


def _failed(row: WatchRow, error: MethodError | ServiceError) -> WatchRow:
    return msgspec.structs.replace(row, failures=row.failures + 1, problem=error.detail[:1000])


def _wait_s(row: WatchRow) -> float:
    """Return how long to wait after a failure: twice as long after each, an hour at most."""
    return float(min(row.every_s * 2 ** min(row.failures + 1, 12), max(_LONGEST_WAIT_S, row.every_s)))


class _Walk:
    """One look at one connection."""

    def __init__(
        self, database: Database, connections: LiveConnections, live: Live, row: WatchRow, lease_s: float
    ) -> None:
        self._database, self._connections, self._live, self._row = database, connections, live, row
        self._writer = events.EventWriter(row, live.adapter.platform, live.adapter.version, lease_s)
        self._latest: dt.datetime | None = None
        self._is_whole = True
        self._made = 0

    async def run(self, hints: frozenset[Hint]) -> int:
        """Look at everything that is watched; what the platform told of is native when it is found."""
        self._writer.told = frozenset((hint.object, hint.object_id) for hint in hints)
        for name in self._row.objects.split():
            if f"{name}.list" in self._live.adapter.unavailable:
                continue
            if not await self._changes_only(name):
                await self._whole(name)
            await self._told_gone(name, [hint.object_id for hint in hints if hint.object == name and hint.is_gone])
        return self._made

    async def _told_gone(self, name: str, ids: list[str]) -> None:
        """Ask for what the platform says is gone, where it can be asked for by its id."""
        if f"{name}.get" not in METHODS or f"{name}.get" in self._live.adapter.unavailable:
            return
        gone = [object_id for object_id in sorted(ids) if await self._is_gone(name, object_id)]
        if gone and self._row.is_primed:
            self._made += await self._database.run(self._writer.apply_deletes, name, gone)

    def settled(self) -> WatchRow:
        """Return the watch as it stands after the walk."""
        watermark = self._row.watermark
        if self._latest is not None:
            watermark = max(watermark or 0, int(self._latest.timestamp() * 1_000_000))
        version = self._live.adapter.version
        return msgspec.structs.replace(
            self._row, is_primed=True, watermark=watermark, version=version, failures=0, problem=None
        )

    async def _changes_only(self, name: str) -> bool:
        """Ask only for what changed since the last walk, where that finds everything but deletions."""
        row = self._row
        if not row.is_primed or row.watermark is None or row.walk % _WHOLE_EVERY == 0:
            return False
        since = dt.datetime.fromtimestamp(row.watermark / 1_000_000, dt.UTC) - _OVERLAP
        try:
            async for page in self._pages(name, {"modified_after": since}):
                if page.items and page.filtered is not FilterPlace.NATIVE:
                    return False
                await self._apply(name, page.items)
        except UnsupportedFieldError:
            return False
        return True

    async def _whole(self, name: str) -> None:
        async for page in self._pages(name, {}):
            await self._apply(name, page.items)
        missing = await self._database.run(events.list_unseen, self._row, name, _CONFIRMED)
        gone = [object_id for object_id in missing if await self._is_gone(name, object_id)]
        if gone:
            self._made += await self._database.run(self._writer.apply_deletes, name, gone)

    async def _is_gone(self, name: str, object_id: str) -> bool:
        """Ask for an object that a walk did not meet: it may have moved from page to page under the walk."""
        method = METHODS.get(f"{name}.get")
        if method is None or method.name in self._live.adapter.unavailable:
            return True
        try:
            await self._call(method.name, {"id": object_id})
        except NotFoundError:
            return True
        return False

    async def _pages(self, name: str, parameters: dict[str, Any]) -> AsyncIterator[Any]:
        given = {"limit": _PAGE, **parameters}
        while True:
            page = await self._call(f"{name}.list", given)
            yield page
            if page.next_cursor is None:
                return
            given["cursor"] = page.next_cursor

    async def _call(self, name: str, given: dict[str, Any]) -> Any:
        method = METHODS[name]
        return await self._connections.call(self._live, method, msgspec.convert(given, method.parameters))

    async def _apply(self, name: str, items: list[Any]) -> None:
        seen = {item.id: hashes_of(item) for item in items}
        for item in items:
            if item.updated_at is not None and (self._latest is None or item.updated_at > self._latest):
                self._latest = item.updated_at
        if seen:
            self._made += await self._database.run(self._writer.apply_page, name, seen)


def hashes_of(item: msgspec.Struct) -> dict[str, str]:
    """Return a short hash of each field that is compared."""
    document = msgspec.to_builtins(item)
    return {name: _hash(value) for name, value in document.items() if name not in _NOT_COMPARED}


def _hash(value: Any) -> str:
    data = msgspec.json.encode(value, order="sorted")
    return hashlib.blake2b(data, digest_size=_HASH_BYTES).hexdigest()
