"""Events: found by comparing what is with what was, numbered without a gap, kept in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from tasklab.service.identity import new_id
from tasklab.service.store.database import now_us
from tasklab.service.store.table import account, delivery, event, snapshot, watch, webhook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from tasklab.service.store.watch import WatchRow

Hashes = dict[str, str]
"""A short hash of the value of each field, by the field's name."""
_GONE = "deleted"
_SECOND_US = 1_000_000


class LostLeaseError(Exception):
    """Another process has taken over in the meantime: nothing is written."""


class EventRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it is kept."""

    account_id: str
    number: int
    connection_id: str
    platform: str
    version: str
    type: str
    object: str
    object_id: str
    source: str
    at: int
    changed_fields: str
    """As JSON."""


class _Found(msgspec.Struct):
    """An event before it has a number."""

    type: str
    object_id: str
    changed: list[str]


class EventWriter:
    """Takes in what a walk of one connection finds. Each step is one transaction under the walk's lease.

    Done twice, a step finds no difference the second time; done by a process that has lost its lease, it does nothing.
    """

    def __init__(self, row: WatchRow, platform: str, version: str, lease_s: float) -> None:
        self._row, self._platform, self._version = row, platform, version
        self.told: frozenset[tuple[str, str]] = frozenset()
        """Objects, by kind and id, that the platform itself told of: their events are native."""
        self._lease_us = int(lease_s * _SECOND_US)

    def apply_page(self, db: Connection, name: str, seen: Mapping[str, Hashes]) -> int:
        """Take in one page of objects: remember what they are like, and make events of what differs.

        Returns how many events were made; none while the first walk only learns what there is. Raises: LostLeaseError.
        """
        self._require_lease(db)
        row = self._row
        before = _snapshots(db, row.connection_id, name, list(seen))
        found: list[_Found] = []
        for object_id, hashes in seen.items():
            old = before.get(object_id)
            if old is None:
                found.append(_Found("created", object_id, []))
            elif (changed := _changed(old, hashes)) and row.version == self._version:
                found.append(_Found("updated", object_id, changed))
        _keep_snapshots(db, row, name, seen, before)
        return self._append(db, name, found) if row.is_primed else 0

    def apply_deletes(self, db: Connection, name: str, gone: Sequence[str]) -> int:
        """Forget objects that are surely gone, and make an event of each. Raises: LostLeaseError."""
        self._require_lease(db)
        mine = (snapshot.c.connection_id == self._row.connection_id) & (snapshot.c.object == name)
        forget = sa.delete(snapshot).where(mine, snapshot.c.object_id.in_(gone)).returning(snapshot.c.object_id)
        forgotten = set(db.execute(forget).scalars())
        return self._append(db, name, [_Found(_GONE, each, []) for each in gone if each in forgotten])

    def _require_lease(self, db: Connection) -> None:
        """Hold the watch's row until the transaction ends: writers of one connection come one after the other."""
        row = self._row
        mine = (watch.c.connection_id == row.connection_id) & (watch.c.owner == row.owner) & (watch.c.walk == row.walk)
        if not db.execute(sa.update(watch).where(mine).values(lease_until=now_us() + self._lease_us)).rowcount:
            raise LostLeaseError(row.connection_id)

    def _append(self, db: Connection, name: str, found: Sequence[_Found]) -> int:
        if not found:
            return 0
        row = self._row
        mine = account.c.id == row.account_id
        taken = sa.update(account).where(mine).values(last_event=account.c.last_event + len(found))
        last = db.execute(taken.returning(account.c.last_event)).scalar_one()
        at, first = now_us(), last - len(found) + 1
        rows = [
            {
                "account_id": row.account_id,
                "number": first + index,
                "connection_id": row.connection_id,
                "platform": self._platform,
                "version": self._version,
                "type": each.type,
                "object": name,
                "object_id": each.object_id,
                "source": "native" if (name, each.object_id) in self.told else "polled",
                "at": at,
                "changed_fields": msgspec.json.encode(each.changed).decode(),
            }
            for index, each in enumerate(found)
        ]
        db.execute(sa.insert(event), rows)
        _add_deliveries(db, row, [first + index for index in range(len(found))], at)
        return len(found)


def list_unseen(db: Connection, row: WatchRow, name: str, limit: int) -> Sequence[str]:
    """Return the ids of objects that a whole walk did not see."""
    mine = (snapshot.c.connection_id == row.connection_id) & (snapshot.c.object == name)
    query = sa.select(snapshot.c.object_id).where(mine, snapshot.c.seen < row.walk).limit(limit)
    return list(db.execute(query).scalars())


def list_events(
    db: Connection, account_id: str, after: int, limit: int, connection_id: str | None = None
) -> Sequence[EventRow]:
    """Return an account's events behind a number, in their order."""
    query = sa.select(event).where(event.c.account_id == account_id, event.c.number > after)
    if connection_id is not None:
        query = query.where(event.c.connection_id == connection_id)
    rows = db.execute(query.order_by(event.c.number).limit(limit)).mappings()
    return [EventRow(**row) for row in rows]


def find_event(db: Connection, account_id: str, number: int) -> EventRow | None:
    """Find one event of an account."""
    row = db.execute(sa.select(event).where(event.c.account_id == account_id, event.c.number == number)).mappings()
    found = row.first()
    return None if found is None else EventRow(**found)


def drop_old_events(db: Connection, before: int, limit: int = 5000) -> int:
    """Remove events from before a moment; returns how many."""
    old = sa.select(event.c.account_id, event.c.number).where(event.c.at < before).limit(limit).subquery()
    key = sa.tuple_(event.c.account_id, event.c.number)
    return db.execute(sa.delete(event).where(key.in_(sa.select(old.c.account_id, old.c.number)))).rowcount


def _snapshots(db: Connection, connection_id: str, name: str, ids: list[str]) -> dict[str, Hashes]:
    mine = (snapshot.c.connection_id == connection_id) & (snapshot.c.object == name)
    query = sa.select(snapshot.c.object_id, snapshot.c.hashes).where(mine, snapshot.c.object_id.in_(ids))
    return {row.object_id: msgspec.json.decode(row.hashes, type=Hashes) for row in db.execute(query)}


def _changed(old: Hashes, new: Hashes) -> list[str]:
    return sorted(field for field in {*old, *new} if old.get(field) != new.get(field))


def _keep_snapshots(
    db: Connection, row: WatchRow, name: str, seen: Mapping[str, Hashes], before: Mapping[str, Hashes]
) -> None:
    fresh = [
        {
            "connection_id": row.connection_id,
            "object": name,
            "object_id": object_id,
            "hashes": msgspec.json.encode(hashes).decode(),
            "seen": row.walk,
        }
        for object_id, hashes in seen.items()
    ]
    inserted = [each for each in fresh if each["object_id"] not in before]
    if inserted:
        db.execute(sa.insert(snapshot), inserted)
    known = [
        {"of": row.connection_id, "kind": name, "which": each["object_id"], "now": each["hashes"], "walk": row.walk}
        for each in fresh
        if each["object_id"] in before
    ]
    if known:
        same = (
            (snapshot.c.connection_id == sa.bindparam("of"))
            & (snapshot.c.object == sa.bindparam("kind"))
            & (snapshot.c.object_id == sa.bindparam("which"))
        )
        change = sa.update(snapshot).where(same).values(hashes=sa.bindparam("now"), seen=sa.bindparam("walk"))
        db.execute(change, known)


def _add_deliveries(db: Connection, row: WatchRow, numbers: Sequence[int], at: int) -> None:
    of_it = webhook.c.connection_id.is_(None) | (webhook.c.connection_id == row.connection_id)
    hooks = db.execute(sa.select(webhook.c.id).where(webhook.c.account_id == row.account_id, of_it)).scalars().all()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id("dlv"),
            "account_id": row.account_id,
            "webhook_id": hook,
            "event_number": number,
            "state": "pending",
            "attempts": 0,
            "due_at": at,
            "lease_until": 0,
        }
        for hook in hooks
        for number in numbers
    ]
    if rows:
        db.execute(sa.insert(delivery), rows)
