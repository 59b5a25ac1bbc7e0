"""Projects that cases share: a case that only needs to be somewhere makes none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.verify.contract.place import Place

if TYPE_CHECKING:
    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.target import Client, Target
    from tasklab.verify.contract.vocabulary import Vocabulary

_MOST_PLACES = 20
"""Places in one project: with more of them every list of its tasks takes longer than making another project."""


class Homes:
    """Gives each place a project to be in."""

    def __init__(self, client: Client, capability: Capability, vocabulary: Vocabulary, target: Target) -> None:
        self._parts = (client, capability, vocabulary, target)
        self._homes: list[Place] = []
        self._count = 0

    def give(self) -> str | None:
        """Return a project for one more place; None where the version makes none."""
        if self._count % _MOST_PLACES == 0:
            self._homes.append(Place(*self._parts, "home"))
        self._count += 1
        home = self._homes[-1]
        return home.project_id if home.makes_projects else None

    def close(self) -> None:
        """Remove the projects, as far as the version can."""
        for home in reversed(self._homes):
            home.close()
