"""The order of things in a container: ranks with room between them, so that a page token outlives its object."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = 1 << 20


class Order:
    """Gids in an order that is chosen, each with a rank."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, str]] = []
        self._ranks: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[str]:
        return (gid for _, gid in self._entries)

    def __contains__(self, gid: str) -> bool:
        return gid in self._ranks

    def rank(self, gid: str) -> int:
        """Return the rank of a member."""
        return self._ranks[gid]

    def walk(self, after: int | None = None) -> Iterator[tuple[int, str]]:
        """Yield ranks and gids behind a rank, whether or not it still belongs to a member."""
        start = 0 if after is None else bisect_right(self._entries, after, key=lambda entry: entry[0])
        for at in range(start, len(self._entries)):
            yield self._entries[at]

    def insert(self, gid: str, *, before: str | None = None, after: str | None = None, is_first: bool = False) -> None:
        """Put a gid before or after another, at the beginning, or else at the end; one that is there is moved."""
        self.remove(gid)
        if before is not None:
            at = self._place(before)
        elif after is not None:
            at = self._place(after) + 1
        else:
            at = 0 if is_first else len(self._entries)
        rank = self._rank_at(at)
        self._entries.insert(at, (rank, gid))
        self._ranks[gid] = rank

    def remove(self, gid: str) -> None:
        """Take a gid out; one that is not there is passed over."""
        if gid in self._ranks:
            del self._entries[self._place(gid)]
            del self._ranks[gid]

    def _place(self, gid: str) -> int:
        return bisect_left(self._entries, self._ranks[gid], key=lambda entry: entry[0])

    def _rank_at(self, at: int) -> int:
        if not self._entries:
            return 0
        if at == len(self._entries):
            return self._entries[-1][0] + _GAP
        if at == 0:
            return self._entries[0][0] - _GAP
        low, high = self._entries[at - 1][0], self._entries[at][0]
        if high - low < 2:  # noqa: PLR2004 - neighbours: no whole number is between them
            self._spread()
            low, high = self._entries[at - 1][0], self._entries[at][0]
        return (low + high) // 2

    def _spread(self) -> None:
        self._entries = [(at * _GAP, gid) for at, (_, gid) in enumerate(self._entries)]
        self._ranks = {gid: rank for rank, gid in self._entries}
