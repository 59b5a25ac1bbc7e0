"""An event as it goes over the wire: the unified object."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from tasklab.unified.enumeration import EventSource, EventType, ObjectName
from tasklab.unified.objects import Event

if TYPE_CHECKING:
    from tasklab.service.store.event import EventRow


def event_of(row: EventRow) -> Event:
    """Return the unified object of a row."""
    return Event(
        id=str(row.number),
        connection_id=row.connection_id,
        platform=row.platform,
        platform_version=row.version,
        type=EventType(row.type),
        object=ObjectName(row.object),
        object_id=row.object_id,
        source=EventSource(row.source),
        at=dt.datetime.fromtimestamp(row.at / 1_000_000, dt.UTC),
        changed_fields=msgspec.json.decode(row.changed_fields, type=list[str]),
    )
