"""The versions of the twin: days of Asana's published description. The API itself has always said 1.0."""

from __future__ import annotations

VERSIONS = ("2024-12-30", "2026-06-11")
NEWER = 1
"""The rank of 2026-06-11: what came with it says `since=NEWER`."""


def rank_of(version: str) -> int:
    """Return where a version stands among those known."""
    return VERSIONS.index(version)
