"""Rows that have positions among their siblings, and what a new position does to the others.

Source: the product's function `insert-to-positionables`: neighbours keep 0.125 apart; where a place is too narrow, the
rows after it move on by 16384, or to the middle of the next gap.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from typing import TYPE_CHECKING, Any

from tasklab.twin.store import Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from tasklab.twin.identity import Id, MakeId
    from tasklab.twin.store import Key, Row

GAP = 65536
"""What the product's own client leaves between neighbours."""
_STEP = 2**14
_NEAREST = 0.125
_FARTHEST = 2**50


class PositionedTable(Table):
    """A table whose rows have a parent and a `position`; a row without one (null) stands in no order."""

    def __init__(self, make_id: MakeId, parent: Key, indexes: Mapping[str, Key]) -> None:
        super().__init__(make_id, indexes)
        self._parent = parent
        self._orders: dict[Hashable, list[tuple[float, int]]] = {}

    def insert(self, row: Row) -> Id:
        """Keep a row under a new id, and return that."""
        id_ = super().insert(row)
        self._enter_order(row)
        return id_

    def update(self, id_: Id, changes: Mapping[str, Any]) -> bool:
        """Change fields of a row; False where there is no such row."""
        row = self.get(id_)
        if row is None:
            return False
        self._leave_order(row)
        done = super().update(id_, changes)
        self._enter_order(row)
        return done

    def remove(self, id_: Id) -> bool:
        """Forget a row; False where there is no such row."""
        row = self.get(id_)
        if row is not None:
            self._leave_order(row)
        return super().remove(id_)

    def in_order(self, parent: Hashable) -> list[Row]:
        """Return the rows of a parent by position, then id; those without a position are left out."""
        rows = (self.get(str(id_)) for _, id_ in self._orders.get(parent, ()))
        return [row for row in rows if row is not None]

    def make_place(self, parent: Hashable, position: float | None, except_id: Id | None = None) -> float:
        """Return where a row comes to stand that asks for a position; move others where it is too narrow.

        Null counts as 0, as in the product.
        """
        wanted = position or 0
        order = self._orders.get(parent, [])
        at = bisect_right(order, (wanted, 2**63))
        if _is_free(order, at, wanted, except_id):
            return wanted
        rows = [row for row in self.in_order(parent) if row["id"] != except_id]
        place, moves = insert_among([row["position"] for row in rows], wanted)
        for row, moved in zip(rows, moves, strict=True):
            if moved != row["position"]:
                self.update(row["id"], {"position": moved})
        return place

    def _enter_order(self, row: Row) -> None:
        if row["position"] is not None:
            insort(self._orders.setdefault(self._parent(row), []), (row["position"], int(row["id"])))

    def _leave_order(self, row: Row) -> None:
        if row["position"] is not None:
            order = self._orders[self._parent(row)]
            del order[bisect_right(order, (row["position"], int(row["id"]))) - 1]


def _is_free(order: list[tuple[float, int]], at: int, wanted: float, except_id: Id | None) -> bool:
    """Whether the neighbours of a place are far enough; the row that moves is nobody's neighbour."""
    before = [each for each in order[max(at - 2, 0) : at] if str(each[1]) != except_id]
    after = [each for each in order[at : at + 2] if str(each[1]) != except_id]
    below = before[-1][0] if before else 0.0
    return below + _NEAREST <= wanted <= _FARTHEST and (not after or wanted + _NEAREST <= after[0][0])


def insert_among(positions: list[float], wanted: float) -> tuple[float, list[float]]:
    """Return where a new row comes to stand, and where those that are there (in order) stand then.

    The new one comes after those with the same position.
    """
    at = bisect_right(positions, wanted)
    everyone = [*positions[:at], wanted, *positions[at:]]
    moved = _push_on(everyone, _find_crowd(everyone, at))
    if moved is None:
        moved = [float(_STEP * number) for number in range(1, len(everyone) + 1)]
    tidy = [int(each) if float(each).is_integer() else each for each in moved]
    return tidy[at], [*tidy[:at], *tidy[at + 1 :]]


def _find_crowd(everyone: list[float], at: int) -> int:
    """Return the first of those before `at` that stand shoulder to shoulder with it; 0 itself stands before all."""
    first = at
    while first > 0 and everyone[first] - _NEAREST < everyone[first - 1]:
        first -= 1
    return first - 1 if first == 0 and everyone[0] < _NEAREST else first


def _push_on(everyone: list[float], first: int) -> list[float] | None:
    """Move those after the first of a crowd until they are apart; None where they would get too far."""
    moved = list(everyone)
    last = 0.0 if first < 0 else everyone[first]
    if last > _FARTHEST:
        return None
    for number in range(first + 1, len(everyone)):
        if last + _NEAREST <= everyone[number]:
            break
        following = everyone[number + 1] if number + 1 < len(everyone) else None
        if following is not None and last + 2 * _NEAREST <= following:
            moved[number] = last + (following - last) / 2
            break
        last += _STEP
        if last > _FARTHEST:
            return None
        moved[number] = last
    return moved
