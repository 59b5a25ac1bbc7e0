"""Lists of single words: labels that are nothing but what they say, and have no spaces in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

if TYPE_CHECKING:
    from collections.abc import Sequence


def decode_words(native: Sequence[str] | None) -> list[str]:
    """Return the list; null is the empty one."""
    return list(native or ())


def encode_words(words: Sequence[str], field: str) -> list[str]:
    """Return the list.

    Raises: UnsupportedFieldError for an entry that is not one word.
    """
    for word in words:
        if word.split() != [word]:
            raise cannot_carry(field, f"has {word!r}: this platform keeps single words, without spaces")
    return list(words)


CODECS = (
    Codec(
        module=__name__,
        name="words",
        summary="A list of single words, without spaces in them; null is the empty list.",
        native="list[str]",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
    ),
)
