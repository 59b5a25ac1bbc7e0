"""What an organisation's mailboxes keep of To Do, and what its directory knows."""

from __future__ import annotations

import base64
import itertools
import random
import uuid
from typing import TYPE_CHECKING, Any

from tasklab.twin.identity import opaque_text
from tasklab.twin.store import Row, Table, by

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tasklab.twin.identity import Id, MakeId

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_ID_LENGTH = 22
_GUID = uuid.UUID(int=0x293C8FC700BD88058253A57DE530A5F0).bytes
ID_LENGTHS = range(40, 400)
"""How long an id may be to be read as one at all."""


class Database:
    """Tables of lists, tasks and what hangs on them. Rows hold instants as Unix seconds, zoned ones as datetimes.

    Lists and tasks have a `change`, a number that goes up with each change anywhere: entity tags and delta queries
    are made of it.
    """

    def __init__(self) -> None:
        self._chance = random.Random(11)  # noqa: S311 - repeatable on purpose; it guards nothing
        self._changes = itertools.count(1)
        self.last_change = 0
        self.users = Table(self.make_uuid, {"name": lambda row: row["name"].lower()})
        self.lists = Table(_item_ids(1, "AuAAAAAADpOw3fY7kTEJmNqLzQ5ksgAQ"), {"owner_id": by("owner_id")})
        self.tasks = Table(_item_ids(2, "BGAAAAAADpOw3fY7kTEJmNqLzQ5ksgBwAu"), {"list_id": by("list_id")})
        self.steps = Table(self.make_uuid, {"task_id": by("task_id")})
        self.links = Table(self.make_uuid, {"task_id": by("task_id")})
        self.files = Table(_item_ids(3, "BGAAAAAADpOw3fY7kTEJmNqLzQ5ksgBwAuABEgAQ"), {"task_id": by("task_id")})
        self.uploads = Table(_item_ids(4, "BGAAAAAADpOw3fY7kTEJmNqLzQ5ksgBwAuAS"), {"task_id": by("task_id")})
        self.extensions = Table(indexes={"holder_id": by("holder_id"), "name": by("holder_id", "name")})
        self.categories = Table(self.make_uuid, {"owner_id": by("owner_id")})
        self.tombstones = Table(indexes={"holder_id": by("holder_id")})

    def make_uuid(self) -> Id:
        """Return a new UUID."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def next_change(self) -> int:
        """Return the number of a new change."""
        self.last_change = next(self._changes)
        return self.last_change

    def lists_of(self, user_id: Hashable) -> list[Row]:
        """Return the lists of a mailbox: its own, and those that others share with it."""
        return [row for row in self.lists if row["owner_id"] == user_id or user_id in row["shared_with"]]

    def touch(self, task: Row, at_s: float, changes: dict[str, Any] | None = None) -> None:
        """Change a task, and count that."""
        self.tasks.update(task["id"], {**(changes or {}), "modified_at": at_s, "change": self.next_change()})

    def remove_task(self, task: Row) -> None:
        """Forget a task with all that hangs on it, and remember that it was there."""
        for table in (self.steps, self.links, self.files, self.uploads):
            table.remove_where("task_id", task["id"])
        self.extensions.remove_where("holder_id", task["id"])
        self.tasks.remove(task["id"])
        self._bury(task["list_id"], task)

    def remove_list(self, row: Row) -> None:
        """Forget a list with its tasks, and remember that it was there."""
        for task in self.tasks.where("list_id", row["id"]):
            self.remove_task(task)
        self.extensions.remove_where("holder_id", row["id"])
        self.lists.remove(row["id"])
        for user_id in (row["owner_id"], *row["shared_with"]):
            self._bury(user_id, row)

    def _bury(self, holder_id: str, row: Row) -> None:
        self.tombstones.insert({"holder_id": holder_id, "gone": row["id"], "change": self.next_change()})


ETAG_LENGTH = 34
"""Of an entity tag with its quotes: 22 bytes in base64."""


def render_etag(change: int) -> str:
    """Return the entity tag of a change, weak as Graph's are."""
    return f'W/"{base64.b64encode(_GUID + change.to_bytes(6, "big")).decode()}"'


def _item_ids(seed: int, kind: str) -> MakeId:
    make = opaque_text(seed, _ID_LENGTH, _ALPHABET, prefix=f"AAMkADI5MzhhMmQ0LTE3YjEtNDQ2{kind}")
    return lambda: f"{make()}="
