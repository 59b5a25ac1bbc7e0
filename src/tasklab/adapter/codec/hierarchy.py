"""Levels of a hierarchy of types: what stands below what, where types have a number for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_found_at(parts: Sequence[Any]) -> list[Any]:
    """Return what stands at a path in a mapping, as a list of one; an empty one where nothing does.

    Shape: `[mapping, path]`; a path is member names with dots between.
    """
    found, path = parts
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return [] if found is None else [found]


def encode_level_below(levels: Sequence[int] | None) -> int:
    """Return one less than the level of what is above, or 0 where nothing is."""
    return levels[0] - 1 if levels else 0


CODECS = (
    Codec(
        module=__name__,
        name="found_at",
        summary="Of `[mapping, path]`: what stands there, as a list of one or none. Writes only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
    ),
    Codec(
        module=__name__,
        name="level_below",
        summary="One less than the first of a list of levels, and 0 of an empty one. Writes only.",
        native="int",
        unified="list[int]",
        direction="write",
        is_hook=True,
    ),
)
