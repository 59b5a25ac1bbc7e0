"""Lists set against lists: what has to be added to one, or taken from it, to make it another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_without(parts: Sequence[Any]) -> list[Any]:
    """Return the entries of the first list that are not in the second, each once; a null list is empty.

    Shape: `[list, list]`.
    """
    wanted, there = parts
    return [each for each in _distinct(wanted) if each not in (there or ())]


def encode_part_of(parts: Sequence[Any], field: str) -> list[Any]:
    """Return the entries of the first list, each once, all of which have to be in the second; a null list is empty.

    Shape: `[list, list]`. Raises: ValidationError that names the first entry that is not.
    """
    wanted, _ = parts
    for each in encode_without(parts):
        raise ValidationError(f"`{field}`: {each!r} cannot be given here", pointer=f"/{field}")
    return _distinct(wanted)


def _distinct(values: Sequence[Any] | None) -> list[Any]:
    """Return each value once; what a platform answers in place of an id may have no hash."""
    found: list[Any] = []
    for value in values or ():
        if value not in found:
            found.append(value)
    return found


def encode_if_given(parts: Sequence[Any]) -> Any:
    """Return the second of three where the first is there, and the third where it is null or absent."""
    value, there, missing = parts
    return missing if value is None else there


def encode_of_pairs(pairs: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Return a mapping of `[[name, value], ...]`, for members whose names are not the spec's to know."""
    return {str(name): value for name, value in pairs}


CODECS = (
    Codec(
        name="of_pairs",
        summary="A mapping of `[[name, value], ...]`, where a customer says what a member is called. Writes only.",
        native="dict[str, Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    ),
    Codec(
        name="without",
        summary="Of `[list, list]`: the entries of the first that are not in the second, each once. Writes only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    ),
    Codec(
        name="part_of",
        summary="Of `[list, list]`: the entries of the first, each once, refused where one is not in the second.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        can_refuse=True,
        module=__name__,
    ),
    Codec(
        name="if_given",
        summary="Of `[value, one, other]`: the one where the value is given, else the other. Writes only.",
        native="Any",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    ),
)
