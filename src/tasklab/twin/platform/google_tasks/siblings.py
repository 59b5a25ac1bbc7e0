"""Tasks below one parent, in their order."""

from __future__ import annotations


class Siblings:
    """Ids in order, kept back to front: a new task is first of all unless it is said where.

    Places are counted anew when one is asked for after a change.
    """

    def __init__(self) -> None:
        self._backwards: list[str] = []
        self._places: dict[str, int] | None = None

    @property
    def ids(self) -> list[str]:
        """The ids, the first one first."""
        return self._backwards[::-1]

    def insert(self, id_: str, previous: str | None) -> None:
        """Put an id after another, or first of all. Raises: ValueError when the other is not there."""
        at = len(self._backwards) if previous is None else self._backwards.index(previous)
        self._backwards.insert(at, id_)
        self._places = None

    def remove(self, id_: str) -> None:
        """Take an id out. Raises: ValueError when it is not there."""
        self._backwards.remove(id_)
        self._places = None

    def place_of(self, id_: str) -> int:
        """Return how many stand before an id. Raises: KeyError when it is not there."""
        if self._backwards[-1:] == [id_]:
            return 0
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self.ids)}
        return self._places[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._backwards

    def __len__(self) -> int:
        return len(self._backwards)
