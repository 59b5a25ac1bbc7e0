"""What a twin remembers: tables of rows in the order of their insertion, with lookups by index."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.identity import count_up

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from tasklab.twin.identity import Id, MakeId

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = "Callable[[Mapping[str, Any]], Hashable]"
Groups: TypeAlias = "defaultdict[Hashable, dict[Id, None]]"


class Table:
    """Rows by id. An id is never given twice, not even after its row is gone; a row has it as `id`.

    A row that was read is not to be changed in place: `update` keeps the indexes true. An index is made when it is
    first asked, so a table that is only filled costs what its rows cost.
    """

    def __init__(self, make_id: MakeId | None = None, indexes: Mapping[str, Key] | None = None) -> None:
        self._make_id = make_id or count_up()
        self._rows: dict[Id, Row] = {}
        self._order: dict[Id, int] = {}
        self._next_order = 0
        self._keys: dict[str, Key] = dict(indexes or {})
        self._groups: dict[str, Groups] = {}
        self._unsorted: set[tuple[str, Hashable]] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def __contains__(self, id_: object) -> bool:
        return id_ in self._rows

    def insert(self, row: Row) -> Id:
        """Keep a row under a new id, and return that."""
        id_ = self._make_id()
        row["id"] = id_
        self._rows[id_] = row
        self._order[id_] = self._next_order
        self._next_order += 1
        for name, groups in self._groups.items():
            groups[self._keys[name](row)][id_] = None
        return id_

    def get(self, id_: object) -> Row | None:
        """Return the row with this id, or None."""
        return self._rows.get(id_)  # type: ignore[call-overload, no-any-return]  # a stranger's id may be anything

    def update(self, id_: Id, changes: Mapping[str, Any]) -> bool:
        """Change fields of a row; False where there is no such row."""
        row = self._rows.get(id_)
        if row is None:
            return False
        before = {name: self._keys[name](row) for name in self._groups}
        row.update(changes)
        for name, old in before.items():
            new = self._keys[name](row)
            if new != old:
                self._leave(name, old, id_)
                self._enter(name, new, id_)
        return True

    def remove(self, id_: Id) -> bool:
        """Forget a row; False where there is no such row."""
        row = self._rows.pop(id_, None)
        if row is None:
            return False
        del self._order[id_]
        for name in self._groups:
            self._leave(name, self._keys[name](row), id_)
        return True

    def where(self, index: str, value: Hashable) -> list[Row]:
        """Return the rows that an index has under a value, in the order of their insertion."""
        groups = self._index(index)
        group = groups.get(value)
        if group is None:
            return []
        if (index, value) in self._unsorted:
            group = groups[value] = dict.fromkeys(sorted(group, key=self._order.__getitem__))
            self._unsorted.discard((index, value))
        rows = self._rows
        return [rows[id_] for id_ in group]

    def first(self, index: str, value: Hashable) -> Row | None:
        """Return the oldest row that an index has under a value, or None."""
        rows = self.where(index, value)
        return rows[0] if rows else None

    def count(self, index: str, value: Hashable) -> int:
        """Return how many rows an index has under a value, without reading them."""
        return len(self._index(index).get(value, ()))

    def remove_where(self, index: str, value: Hashable) -> int:
        """Forget the rows that an index has under a value; return how many they were."""
        ids = list(self._index(index).get(value, ()))
        for id_ in ids:
            self.remove(id_)
        return len(ids)

    def _index(self, name: str) -> Groups:
        groups = self._groups.get(name)
        if groups is None:
            groups = self._groups[name] = defaultdict(dict)
            key = self._keys[name]
            for id_, row in self._rows.items():
                groups[key(row)][id_] = None
        return groups

    def _enter(self, name: str, value: Hashable, id_: Id) -> None:
        group = self._groups[name][value]
        if group and self._order[next(reversed(group))] > self._order[id_]:
            self._unsorted.add((name, value))
        group[id_] = None

    def _leave(self, name: str, value: Hashable, id_: Id) -> None:
        group = self._groups[name][value]
        del group[id_]
        if not group:
            del self._groups[name][value]
            self._unsorted.discard((name, value))


def by(*fields: str) -> Key:
    """Return the key of an index over one field (its value) or several (a tuple of them)."""
    if len(fields) == 1:
        field = fields[0]
        return lambda row: row[field]
    return lambda row: tuple([row[field] for field in fields])
