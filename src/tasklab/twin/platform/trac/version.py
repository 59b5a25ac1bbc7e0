"""The versions of Trac that the twin knows, each with the plug-in that loads there, and in what they differ.

Source: the sources of Trac 1.0.20, 1.2.6 and 1.4.4, of the plug-in 1.1.9 (up to Trac 1.2) and of its trunk 1.2.0
(from Trac 1.4 on), and what servers of these releases answered (2026-11-27).
"""

from __future__ import annotations

from dataclasses import dataclass

VERSIONS = ("1.0", "1.2", "1.4")
"""Oldest first."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a version does, where versions differ."""

    has_typed_times: bool
    """Custom fields of the type `time` hold times: 1.2 and later."""
    has_loose_types: bool
    """A content type needs only to begin with a protocol's, and none at all counts as HTML: before 1.4."""
    has_whole_moments: bool
    """Times in JSON are told to the microsecond, and read in every form of RFC 3339: 1.4."""
    is_owner_free: bool
    """An owner of `< default >` is kept, and the component's is set by actions alone: 1.2 and later."""
    has_markup: bool
    """Hints of actions hold HTML: 1.2 and later."""
    has_rules: bool
    """Rules word refusals with the field's name in bold, taken names are told, and authors have rights: 1.4."""
    api: tuple[int, int, int]
    """The plug-in's version."""


_TRAITS = {
    "1.0": Traits(
        has_typed_times=False,
        has_loose_types=True,
        has_whole_moments=False,
        is_owner_free=False,
        has_markup=False,
        has_rules=False,
        api=(1, 1, 9),
    ),
    "1.2": Traits(
        has_typed_times=True,
        has_loose_types=True,
        has_whole_moments=False,
        is_owner_free=True,
        has_markup=True,
        has_rules=False,
        api=(1, 1, 9),
    ),
    "1.4": Traits(
        has_typed_times=True,
        has_loose_types=False,
        has_whole_moments=True,
        is_owner_free=True,
        has_markup=True,
        has_rules=True,
        api=(1, 2, 0),
    ),
}


def traits_of(version: str) -> Traits:
    """Return what a version does. Raises: KeyError for one that is not known."""
    return _TRAITS[version]
