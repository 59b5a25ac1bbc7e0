"""The dates of the description that the twin knows; the API calls itself 1 on all of them."""

from __future__ import annotations

VERSIONS = ("2025-06-26", "2026-01-30")
"""Oldest first."""
WITH_CARD_ROLES = 1
"""Since this rank cards have a role, and a board's labels are no longer renamed through the board."""


def rank_of(version: str) -> int:
    """Return where a version stands in their order. Raises: ValueError for one that is not known."""
    return VERSIONS.index(version)
