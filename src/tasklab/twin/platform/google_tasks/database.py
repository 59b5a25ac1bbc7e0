"""What accounts keep of Tasks: lists, and tasks in the order of their siblings."""

from __future__ import annotations

import base64
import itertools
from typing import TYPE_CHECKING, Any

from tasklab.twin.identity import ALPHANUMERIC, opaque_text
from tasklab.twin.platform.google_tasks.siblings import Siblings
from tasklab.twin.store import Row, Table, by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.identity import MakeId

_ID_LENGTH = 16
_FIRST_CHANGE = 748965278
_PAST_LAST = 9_999_999_999_999_999_999


class Database:
    """Rows hold moments as Unix seconds, and a `change` that entity tags are made of.

    A deleted task stays, marked, as clients learn of it so; a deleted list takes its tasks along. A task has a
    `number` that goes up with each arrival in a list, and a place among its siblings unless it is hidden or deleted.
    """

    def __init__(self) -> None:
        self._changes = itertools.count(_FIRST_CHANGE)
        self._numbers = itertools.count(1)
        self._rolls: dict[str, list[Row]] = {}
        self._siblings: dict[tuple[str, str | None], Siblings] = {}
        self._visible: dict[str, int] = {}
        self.lists = Table(_ids(1), {"owner_id": by("owner_id")})
        self.tasks = Table(_ids(2), {"list_id": by("list_id"), "parent": by("parent")})
        self.totals: dict[str, int] = {}
        """How many tasks that are not deleted each account has."""

    def add_list(self, owner_id: str, title: str, at_s: float) -> Row:
        """Keep a new list."""
        row = {"owner_id": owner_id, "title": title, "number": next(self._numbers)}
        row |= {"updated_at": at_s, "change": next(self._changes)}
        self.lists.insert(row)
        return row

    def touch_list(self, row: Row, at_s: float, changes: Mapping[str, Any] | None = None) -> None:
        """Change a list, and count that."""
        self.lists.update(row["id"], {**(changes or {}), "updated_at": at_s, "change": next(self._changes)})

    def remove_list(self, row: Row) -> None:
        """Forget a list with its tasks."""
        for task in self.tasks.where("list_id", row["id"]):
            if not task["deleted"]:
                self.totals[row["owner_id"]] -= 1
            self._siblings.pop((row["id"], task["parent"]), None)
            self.tasks.remove(task["id"])
        self._rolls.pop(row["id"], None)
        self._visible.pop(row["id"], None)
        self.lists.remove(row["id"])

    def count_visible(self, list_id: str) -> int:
        """Return how many tasks of a list are neither hidden nor deleted."""
        return self._visible.get(list_id, 0)

    def siblings(self, list_id: str, parent: str | None) -> Siblings:
        """Return the visible tasks below a task, or at the top level of a list, in their order."""
        return self._siblings.setdefault((list_id, parent), Siblings())

    def roll(self, list_id: str) -> list[Row]:
        """Return all tasks of a list, deleted ones too, by their number."""
        rows = self._rolls.get(list_id)
        if rows is None:
            rows = self._rolls[list_id] = sorted(self.tasks.where("list_id", list_id), key=lambda row: row["number"])
        return rows

    def add_task(self, home: Row, row: Row, at_s: float, previous: str | None = None) -> Row:
        """Keep a new task, after a sibling or first of all."""
        row |= {"list_id": home["id"], "number": next(self._numbers), "updated_at": at_s, "change": next(self._changes)}
        self.tasks.insert(row)
        if home["id"] in self._rolls:
            self._rolls[home["id"]].append(row)
        self._enter(row, previous)
        if not row["deleted"]:
            self._count_total(home["owner_id"], 1)
        self.touch_list(home, at_s)
        return row

    def change_task(self, home: Row, row: Row, changes: Mapping[str, Any], at_s: float) -> None:
        """Change a task, and count that. One that comes back into sight is first among its siblings."""
        was_visible, was_deleted = is_visible(row), row["deleted"]
        after = {**row, **changes}
        if was_visible and not is_visible(after):
            self._leave(row)
        self.tasks.update(row["id"], {**changes, "updated_at": at_s, "change": next(self._changes)})
        if not was_visible and is_visible(row):
            self._enter(row, None)
        self._count_total(home["owner_id"], int(was_deleted) - int(row["deleted"]))
        self.touch_list(home, at_s)

    def move_task(self, row: Row, home: Row, parent: str | None, previous: str | None, at_s: float) -> None:
        """Put a task elsewhere, in another list too; what is below it comes along."""
        came_from = row["list_id"]
        if is_visible(row):
            self._leave(row)
        moved = {"parent": parent, "updated_at": at_s, "change": next(self._changes)}
        if came_from != home["id"]:
            moved |= {"list_id": home["id"], "number": next(self._numbers)}
            self._rolls.pop(came_from, None)
            self._rolls.pop(home["id"], None)
        self.tasks.update(row["id"], moved)
        if is_visible(row):
            self._enter(row, previous)
        if came_from != home["id"]:
            self._bring_children(row, came_from, home, at_s)
        self.touch_list(home, at_s)

    def position(self, row: Row) -> str:
        """Return where a task stands: its place among its siblings, or, of a hidden one, when it was done."""
        if is_visible(row):
            return f"{self.siblings(row['list_id'], row['parent']).place_of(row['id']):020d}"
        return f"{_PAST_LAST - round((row['completed_at'] or row['updated_at']) * 1000):020d}"

    def _bring_children(self, row: Row, came_from: str, home: Row, at_s: float) -> None:
        below = self.tasks.where("parent", row["id"])
        order = {id_: place for place, id_ in enumerate(self.siblings(came_from, row["id"]).ids)}
        previous = None
        for child in sorted(below, key=lambda each: order.get(each["id"], -1)):
            self.move_task(child, home, row["id"], previous, at_s)
            if is_visible(child):
                previous = child["id"]

    def _enter(self, row: Row, previous: str | None) -> None:
        if is_visible(row):
            self.siblings(row["list_id"], row["parent"]).insert(row["id"], previous)
            self._visible[row["list_id"]] = self.count_visible(row["list_id"]) + 1

    def _leave(self, row: Row) -> None:
        self.siblings(row["list_id"], row["parent"]).remove(row["id"])
        self._visible[row["list_id"]] -= 1

    def _count_total(self, owner_id: str, by_: int) -> None:
        self.totals[owner_id] = self.totals.get(owner_id, 0) + by_


def is_visible(row: Mapping[str, Any]) -> bool:
    """Whether a task is neither hidden nor deleted."""
    return not (row["hidden"] or row["deleted"])


def render_etag(*changes: int) -> str:
    """Return the entity tag of one change, or of several together."""
    text = "-".join(map(str, changes))
    return f'"{base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")}"'


def plain_id(id_: str) -> str:
    """Return the text that an id is made of, as links to the product's own pages have it."""
    return base64.urlsafe_b64decode(id_ + "=" * (-len(id_) % 4)).decode()


def _ids(seed: int) -> MakeId:
    make = opaque_text(seed, _ID_LENGTH, f"{ALPHANUMERIC}-_")
    return lambda: base64.urlsafe_b64encode(str(make()).encode()).decode().rstrip("=")
