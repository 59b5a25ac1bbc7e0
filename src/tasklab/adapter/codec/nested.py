"""Lists made of trees and of other lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def encode_all_below(parts: Sequence[Any]) -> list[str]:
    """Return one member, as text, of an object and of all that are below it, from the top down.

    Shape: `[object, name of the list of children, name of the member]`.
    Raises: PlatformError for something else than an object with the member.
    """
    top, children, member = parts
    return list(_walk(top, children, member))


def _walk(node: Mapping[str, Any], children: str, member: str) -> Iterator[str]:
    if not isinstance(node, dict) or member not in node:
        raise unreadable(node, f"an object with `{member}`")
    yield str(node[member])
    for child in node.get(children) or ():
        yield from _walk(child, children, member)


def encode_joined(lists: Sequence[Sequence[Any] | None]) -> list[Any]:
    """Return the entries of several lists in one; null has none."""
    return [entry for each in lists for entry in each or ()]


def _codec(name: str, native: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
    )


CODECS = (
    _codec(
        "all_below", "list[str]", "Of `[object, children, member]`: the member of it and of all below it. Writes only."
    ),
    _codec("joined", "list[Any]", "Of lists: one list of all their entries; null has none. Writes only."),
)
