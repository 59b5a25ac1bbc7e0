"""The days of the vendor's description that the twin knows, and what changed between them.

Source: the discovery document of Tasks v1, revisions 20240519 and 20261101.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSIONS = ("2024-05-19", "2026-11-01")


@dataclass(frozen=True)
class Traits:
    """What a version can, and how many lists it gives at once."""

    has_assigned: bool
    """Whether tasks tell where they were assigned, `showAssigned` asks for them, and `move` can leave a list."""
    lists_default: int
    lists_max: int


_TRAITS = {
    "2024-05-19": Traits(has_assigned=False, lists_default=20, lists_max=100),
    "2026-11-01": Traits(has_assigned=True, lists_default=1000, lists_max=1000),
}


def traits_of(version: str) -> Traits:
    """Return what a version can."""
    return _TRAITS[version]
