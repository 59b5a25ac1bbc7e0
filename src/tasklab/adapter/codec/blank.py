"""Text on platforms that do not tell empty text from none, and names of plain letters."""

from __future__ import annotations

import re

from tasklab.adapter.codec.line import decode_line, encode_line
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.adapter.codec.text import decode_line_feeds

_WORD = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9._-]+\Z", re.ASCII)


def decode_line_feeds_null(native: str | None) -> str | None:
    """Return the text with plain line feeds; None for empty text."""
    return decode_line_feeds(native or "") or None


def encode_line_feeds_null(text: str) -> str:
    """Return the text with plain line feeds."""
    return decode_line_feeds(text)


def normalise_line_feeds_null(text: str | None) -> str | None:
    """Every line end comes back as a line feed, and empty text as null."""
    return decode_line_feeds_null(text)


def decode_line_null(native: str | None) -> str | None:
    """Return the text; None where there is no word in it."""
    return decode_line(native or "") or None


def encode_line_null(text: str, field: str) -> str:
    """Return the text as the platform will keep it.

    Raises: UnsupportedFieldError for text with a tab or a line break in it.
    """
    return encode_line(text, field)


def normalise_line_null(text: str | None) -> str | None:
    """White space at both ends is lost, and blank text comes back as null."""
    return decode_line_null(text)


def decode_word(native: str) -> str:
    """Return the name as it is."""
    return native


def encode_word(name: str, field: str) -> str:
    """Return the name as it is.

    Raises: UnsupportedFieldError for a name with other characters, which the platform would replace.
    """
    if not _WORD.match(name):
        raise cannot_carry(field, "may have letters from a to z, digits, `.`, `-` and `_` here, and nothing else")
    return name


CODECS = (
    Codec(
        module=__name__,
        name="line_feeds_null",
        summary="Text as `line_feeds` has it, on a platform that does not tell empty text from none: both are null.",
        native="str",
        unified="str | None",
        reads_null=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="line_null",
        summary="Text as `line` has it, on a platform that does not tell blank text from none: both are null.",
        native="str",
        unified="str | None",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="word",
        summary="A name of letters from a to z, digits, `.`, `-` and `_`; others are refused.",
        native="str",
        unified="str",
        can_refuse=True,
    ),
)
