"""What goes with the content of a file that is put where the platform said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_byte_count(content: bytes) -> int:
    """Return how many bytes there are."""
    return len(content)


def encode_header_pairs(given: Sequence[Any] | None) -> list[tuple[str, str]]:
    """Return headers of a list of `{key, value}` as pairs; null is none of them.

    Raises: PlatformError for an entry of another shape.
    """
    pairs: list[tuple[str, str]] = []
    for entry in given or ():
        match entry:
            case {"key": str(name), "value": str(value)}:
                pairs.append((name, value))
            case _:
                raise unreadable(entry, "a header as `{key, value}`")
    return pairs


CODECS = (
    Codec(
        name="byte_count",
        summary="How many bytes a content has.",
        native="int",
        unified="bytes",
        direction="write",
        module=__name__,
    ),
    Codec(
        name="header_pairs",
        summary="Headers that the platform gave as a list of `{key, value}`, as pairs.",
        native="list[tuple[str, str]]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    ),
)
