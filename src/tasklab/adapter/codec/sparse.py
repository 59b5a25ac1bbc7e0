"""Places in an order that leaves gaps, so that something new fits between without renumbering the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec

if TYPE_CHECKING:
    from collections.abc import Sequence


def encode_after_last(parts: Sequence[Any]) -> float:
    """Return a place after the last of some objects: one gap more than the largest place there is.

    Shape: `[objects, member, value, member with the place, gap]`; of the objects those count that have the value in
    the member. One without a place counts as if it were at nought.
    """
    objects, member, value, place, gap = parts
    places = [each.get(place) or 0 for each in objects or () if each.get(member) == value]
    return float(max(places, default=0) + gap)


CODECS = (
    Codec(
        name="after_last",
        summary="Of `[objects, member, value, member of the place, gap]`: the place after the last that has the value.",
        native="float",
        unified="Any",
        imports=(("typing", "Any"),),
        direction="write",
        module=__name__,
    ),
)
