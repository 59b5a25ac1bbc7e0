"""The versions of the API that the twin knows; between 1.x and 2.x lies a break."""

from __future__ import annotations

VERSIONS = ("1.26", "2.0", "2.1")
"""Oldest first."""
RELEASES = {"1.26": "1.26.3", "2.0": "2.0.3", "2.1": "2.1.1"}
"""The release that stands for a version: what `GET /api/bootstrap` names."""
FIRST, SECOND = 1, 2
"""The generations: what 1.x and what 2.x serves."""


def generation_of(version: str) -> int:
    """Return the generation that a version belongs to."""
    return FIRST if version.startswith("1.") else SECOND


def rank_of(version: str) -> int:
    """Return where a version stands in their order. Raises: ValueError for one that is not known."""
    return VERSIONS.index(version)
