"""Estimates that are read as any number and written as a whole one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.duration import decode_estimate_points, encode_estimate_points
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

if TYPE_CHECKING:
    from tasklab.unified.objects import Estimate

_LARGEST = 2**31 - 1


def decode_estimate_whole_points(native: float) -> Estimate:
    """Return the estimate in points."""
    return decode_estimate_points(native)


def encode_estimate_whole_points(estimate: Estimate, field: str) -> int:
    """Return points.

    Raises: UnsupportedFieldError for units of time, and for what is not a whole number of at most 31 bits.
    """
    points = float(encode_estimate_points(estimate, field))
    if not points.is_integer() or abs(points) > _LARGEST:
        raise cannot_carry(field, f"is {points}: this platform keeps whole points")
    return int(points)


CODECS = (
    Codec(
        name="estimate_whole_points",
        summary="An estimate kept in whole points; fractions and units of time are refused.",
        native="float",
        written="int",
        unified="Estimate",
        imports=(("tasklab.unified.objects", "Estimate"),),
        can_refuse=True,
        module=__name__,
    ),
)
