"""Words on platforms that keep them in a form of their own: one at most, or with single spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

if TYPE_CHECKING:
    from collections.abc import Sequence


def decode_one_word(native: str | None) -> list[str]:
    """Return the value as a list; empty text and null as the empty one."""
    return [native] if native else []


def encode_one_word(words: Sequence[str], field: str) -> str:
    """Return the only value, or empty text.

    Raises: UnsupportedFieldError for more than one.
    """
    if len(words) > 1:
        raise cannot_carry(field, f"has {len(words)} values: this platform keeps one")
    return words[0] if words else ""


def decode_simplified(native: str) -> str:
    """Return the text as it is."""
    return native


def encode_simplified(text: str) -> str:
    """Return the text with one space for each run of white space, and none at its ends."""
    return " ".join(text.split())


def normalise_simplified(text: str) -> str:
    """Return what comes back of a text."""
    return encode_simplified(text)


CODECS = (
    Codec(
        name="simplified",
        summary="Text on a platform that makes one space of each run of white space.",
        native="str",
        unified="str",
        has_normalisation=True,
        module=__name__,
    ),
    Codec(
        name="one_word",
        summary="A list of at most one, on a platform where empty text stands for none; more is refused.",
        native="str",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
        module=__name__,
    ),
)
