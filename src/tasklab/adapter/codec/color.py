"""Colours."""

from __future__ import annotations

import re

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_value

_DIGITS = re.compile(r"[0-9A-Fa-f]{6}\Z", re.ASCII)


def decode_hex_digits(native: str) -> str:
    """Return a colour as `#rrggbb`, in small letters.

    Raises: PlatformError for text that is no colour.
    """
    if not _DIGITS.match(native):
        raise unreadable(native, "six hexadecimal digits")
    return f"#{native.lower()}"


def encode_hex_digits(color: str, field: str) -> str:
    """Return the six digits.

    Raises: ValidationError for text that is not `#rrggbb`.
    """
    if not color.startswith("#") or not _DIGITS.match(color[1:]):
        raise wrong_value(field, color, "a colour such as #d73a4a")
    return color[1:].lower()


def normalise_hex_digits(color: str) -> str:
    """Letters come back as small ones."""
    return color.lower()


CODECS = (
    Codec(
        module=__name__,
        name="hex_digits",
        summary="A colour, `#d73a4a`, as six hexadecimal digits.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
)
