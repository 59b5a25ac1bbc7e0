"""Places in an order."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

_LARGEST = 2**31 - 1


def decode_whole_position(native: int) -> int:
    """Return it as it is."""
    return native


def encode_whole_position(position: float | str, field: str) -> int:
    """Return the number.

    Raises: UnsupportedFieldError for text, for a fraction and for a number of more than 32 bits.
    """
    if not isinstance(position, int) or abs(position) > _LARGEST:
        raise cannot_carry(field, f"is {position!r}: this platform counts places in whole numbers up to {_LARGEST}")
    return position


CODECS = (
    Codec(
        module=__name__,
        name="whole_position",
        summary="A place in an order as a whole number; fractions and text are refused.",
        native="int",
        unified="int",
        can_refuse=True,
    ),
)
