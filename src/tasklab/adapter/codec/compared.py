"""Values that depend on others: what one list has and another has not, and what is sent only where something else is.

Platforms that add to a list and take from it one by one want the difference; others want a member left out that says
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Entry = TypeVar("Entry")


def encode_within(lists: Sequence[Sequence[Entry] | None]) -> list[Entry]:
    """Return the entries of the first of two lists that the second has, too; null is an empty list."""
    first, second = lists
    return [entry for entry in first or () if entry in (second or ())]


def encode_unless_given(parts: Sequence[Any]) -> Any:
    """Return the first of `[value, others]` where none of the others is anything but null; null where one is."""
    value, others = parts
    return None if any(other is not None for other in others) else value


def encode_with_present(mappings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the first of two mappings with those members of the second that are not null."""
    first, second = mappings
    return {**first, **{name: value for name, value in second.items() if value is not None}}


def encode_members(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping as it is."""
    return dict(mapping)


def encode_keys(mapping: Mapping[str, Any] | None) -> list[str]:
    """Return the names of the members of a mapping; null has none."""
    return list(mapping or ())


def _codec(name: str, native: str, summary: str) -> Codec:
    return Codec(
        name=name,
        summary=summary,
        native=native,
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        module=__name__,
    )


CODECS = (
    _codec("within", "list[Any]", "Of `[list, other]`: the entries of the first that the other has, too. Writes only."),
    Codec(
        name="members",
        summary="A mapping as it is. Writes only.",
        native="dict[str, Any]",
        unified="Mapping[str, Any]",
        imports=(("collections.abc", "Mapping"), ("typing", "Any")),
        direction="write",
        module=__name__,
    ),
    Codec(
        name="keys",
        summary="The names of the members of a mapping. Writes only.",
        native="list[str]",
        unified="Mapping[str, Any]",
        imports=(("collections.abc", "Mapping"), ("typing", "Any")),
        direction="write",
        module=__name__,
    ),
    _codec("unless_given", "Any", "Of `[value, others]`: the value where all others are null; null else. Writes only."),
    _codec(
        "with_present", "dict[str, Any]", "Of two mappings: the first with what is not null in the other. Writes only."
    ),
)
