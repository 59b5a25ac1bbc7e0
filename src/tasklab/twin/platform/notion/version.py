"""The versions of the API, as the header `Notion-Version` names them."""

from __future__ import annotations

VERSIONS = ("2022-06-28", "2025-09-03", "2026-03-11")
DATABASES, DATA_SOURCES, IN_TRASH = range(3)
"""Ranks: a database holds its rows; data sources hold them; and `archived` is gone."""


def rank_of(version: str) -> int:
    """Return the place of a version in the order of their release."""
    return VERSIONS.index(version)
