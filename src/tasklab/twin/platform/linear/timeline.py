"""Rows in the order of a moment, so that a page of the newest need not look at all."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Entry: TypeAlias = "tuple[str, int, str]"
"""The moment, what tells rows of one moment apart, and the id."""


class Timeline:
    """Ids by moment."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def add(self, moment: str, seq: int, id_: str) -> None:
        """Enter a row."""
        entry = (moment, seq, id_)
        if not self._entries or self._entries[-1] < entry:
            self._entries.append(entry)
        else:
            insort(self._entries, entry)

    def remove(self, moment: str, seq: int, id_: str) -> None:
        """Take a row out."""
        del self._entries[bisect_left(self._entries, (moment, seq, id_))]

    def move(self, before: str, after: str, seq: int, id_: str) -> None:
        """Let a row stand at another moment."""
        if before != after:
            self.remove(before, seq, id_)
            self.add(after, seq, id_)

    def walk(self, after: tuple[str, int] | None) -> Iterator[str]:
        """Yield ids, the newest first; only those older than a border where one is given."""
        end = len(self._entries) if after is None else bisect_left(self._entries, (*after, ""))
        for at in range(end - 1, -1, -1):
            yield self._entries[at][2]
