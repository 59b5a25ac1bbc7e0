"""The words and marks that every report uses for verdicts, levels and standings."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.ledger.fact import Level
    from tasklab.report.part import Cell, Verdict, VersionPart

LEVEL_WORDS: Mapping[Level, str] = MappingProxyType(
    {
        "twin": "an imitation, written from the vendor's documents",
        "recorded": "recorded exchanges with the real product",
        "server": "the real product, run by us",
        "live": "the vendor's own cloud",
    }
)
"""Weakest first."""
SHORT_LEVELS: Mapping[Level, str] = MappingProxyType(
    {"twin": "an imitation", "recorded": "a recording", "server": "the real product", "live": "the vendor's cloud"}
)
LEVEL_MARKS: Mapping[Level, str] = MappingProxyType({"twin": "T", "recorded": "R", "server": "S", "live": "L"})
VERDICT_MARKS: Mapping[Verdict, str] = MappingProxyType(
    {"verified": "✓", "unavailable": "\N{EN DASH}", "failing": "✗", "unverified": "?", "waived": "w"}
)


def find_code(cell: Cell) -> str:
    """Return one letter for a cell: t, r, s, l for verified at that level, or its verdict's first letter."""
    if cell.verdict == "verified":
        return (cell.level or "twin")[0]
    return {"unavailable": "u", "failing": "f", "unverified": "n", "waived": "w"}[cell.verdict]


def find_mark(cell: Cell) -> str:
    """Return what stands in a cell of the picture: the level of what is verified, or the mark of its verdict."""
    mark = LEVEL_MARKS[cell.level or "twin"] if cell.verdict == "verified" else VERDICT_MARKS[cell.verdict]
    return f"{mark}*" if cell.is_stale and cell.verdict != "unverified" else mark


def word_validated(validated: bool | None) -> str:
    """Word whether a run was held against the vendor's description."""
    return {True: "held against it", False: "not held against it", None: "not said"}[validated]


def word_window(version: VersionPart) -> str:
    """Word how a window stands: met, missed, or the days that are left."""
    window = version.window
    if window is None:
        return "no release yet"
    if window.days_left is None:
        return window.result
    return (
        f"{window.result}, {window.days_left} days left" if window.days_left >= 0 else f"{-window.days_left} days late"
    )


def find_standing(version: VersionPart) -> tuple[str, str]:
    """Find the tone and the words of a version's standing, as a product manager asks: may it be used, is it late."""
    window = version.window
    if version.status == "broken":
        return "bad", "broken"
    if version.is_late and window is not None and window.days_left is not None:
        return "bad", f"late {-window.days_left} d"
    if version.status in {"supported", "deprecated"}:
        if version.freshness == "stale":
            return "wait", "stale"
        return ("good" if version.status == "supported" else "wait"), version.status
    if window is not None and window.days_left is not None:
        return "wait", f"due in {window.days_left} d"
    return "none", version.status
