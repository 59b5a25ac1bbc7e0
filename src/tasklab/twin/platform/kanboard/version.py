"""The versions of the API that the twin knows, and which of them has a thing."""

from __future__ import annotations

VERSIONS = ("1.2.10", "1.2.20", "1.2.30", "1.2.40", "1.2.53")
"""Oldest first; between two of them the signatures of procedures differ."""


def rank_of(version: str) -> int:
    """Return where a version stands in their order. Raises: ValueError for one that is not known."""
    return VERSIONS.index(version)
