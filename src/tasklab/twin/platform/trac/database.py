"""What an environment keeps: tickets with their changes and files, and what tickets are sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.moment import to_stamp
from tasklab.twin.platform.trac.refusal import BrokenError
from tasklab.twin.store import Row, Table, by

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

COLUMNS = (
    "type", "time", "changetime", "component", "severity", "priority", "owner", "reporter", "cc", "version",
    "milestone", "status", "resolution", "summary", "description", "keywords",
)  # fmt: skip
"""The columns of a ticket but its id. Source: `trac/db_default.py`."""
_ENUMS = {
    "ticket_type": ("defect", "enhancement", "task"),
    "priority": ("blocker", "critical", "major", "minor", "trivial"),
    "severity": (),
    "resolution": ("fixed", "invalid", "wontfix", "duplicate", "worksforme"),
}


class Database:
    """A new environment, as `trac-admin initenv` makes it."""

    def __init__(self, custom: Mapping[str, str]) -> None:
        self.custom = custom
        self.tickets = Table(self._next_ticket, {each: by(each) for each in ("component", "milestone", "version")})
        self.changes = Table(indexes={"ticket": by("ticket")})
        self.attachments = Table(indexes={"ticket": by("ticket"), "name": by("ticket", "filename")})
        self.components: dict[str, Row] = {
            name: {"name": name, "owner": "somebody", "description": None} for name in ("component1", "component2")
        }
        self.milestones: dict[str, Row] = {
            name: {"name": name, "due": 0, "completed": 0, "description": None}
            for name in ("milestone1", "milestone2", "milestone3", "milestone4")
        }
        self.versions: dict[str, Row] = {
            name: {"name": name, "time": 0, "description": None} for name in ("1.0", "2.0")
        }
        self.enums: dict[str, dict[str, str | None]] = {
            kind: {name: str(place) for place, name in enumerate(names, 1)} for kind, names in _ENUMS.items()
        }
        self.is_fresh = False
        """Whether the ticket fields that were told are still so."""
        self._last_ticket = 0
        self._last_stamp = 0

    def tick(self, now: datetime) -> int:
        """Return a stamp that no earlier change has, though the clock may stand still."""
        self._last_stamp = max(to_stamp(now), self._last_stamp + 1)
        return self._last_stamp

    def ticket_changes(self, id_: int | None) -> list[Row]:
        """Return the changes of a ticket in the order in which they were made."""
        return self.changes.where("ticket", id_)

    def record(self, ticket: int, stamp: int, author: str | None, fields: Mapping[str, tuple[Any, Any]]) -> None:
        """Keep the old and new values of fields. Raises: BrokenError where such a change has that stamp already."""
        taken = {row["field"] for row in self.ticket_changes(ticket) if row["time"] == stamp}
        if taken & set(fields):
            columns = ", ".join(f"ticket_change.{each}" for each in ("ticket", "time", "field"))
            raise BrokenError(f"UNIQUE constraint failed: {columns}")
        for field, (old, new) in fields.items():
            row = {"ticket": ticket, "time": stamp, "author": author, "field": field, "old": old, "new": new}
            self.changes.insert(row)

    def remove_ticket(self, id_: int) -> None:
        """Forget a ticket with its changes and files; its number is given again where it was the highest."""
        self.attachments.remove_where("ticket", str(id_))
        self.changes.remove_where("ticket", id_)
        self.tickets.remove(id_)

    def _next_ticket(self) -> int:
        while self._last_ticket and self._last_ticket not in self.tickets:
            self._last_ticket -= 1
        self._last_ticket += 1
        return self._last_ticket
