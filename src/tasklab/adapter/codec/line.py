"""Text of one line: names and short notes."""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

_BREAKS = frozenset("\t\n\r\x0b\x0c")


def decode_line(native: str) -> str:
    """Return the text as it is: the platform has trimmed it."""
    return native.strip()


def encode_line(text: str, field: str) -> str:
    """Return the text as the platform will keep it.

    Raises: UnsupportedFieldError for text with a tab or a line break in it.
    """
    line = text.strip()
    if not _BREAKS.isdisjoint(line):
        raise cannot_carry(field, "has a tab or a line break: this platform keeps one line")
    return line


def normalise_line(text: str) -> str:
    """White space at both ends is lost."""
    return text.strip()


def decode_tree_name(native: str) -> str:
    """Return the text as it is: the platform has trimmed it."""
    return native.strip()


def encode_tree_name(text: str, field: str) -> str:
    r"""Return the text as the platform will keep it.

    Raises: UnsupportedFieldError for text with a tab, a line break or a `\` in it.
    """
    if "\\" in text:
        raise cannot_carry(field, "has a backslash: this platform separates the names of a tree by it")
    return encode_line(text, field)


def normalise_tree_name(text: str) -> str:
    """White space at both ends is lost."""
    return text.strip()


def decode_no_comma(native: str) -> str:
    """Return the text as it is."""
    return native


def encode_no_comma(text: str, field: str) -> str:
    """Return the text as it is.

    Raises: UnsupportedFieldError for text with a comma in it.
    """
    if "," in text:
        raise cannot_carry(field, "has a comma: this platform separates names by it")
    return text


CODECS = (
    Codec(
        module=__name__,
        name="no_comma",
        summary="Text without a comma; one is refused.",
        native="str",
        unified="str",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="line",
        summary="Text of one line, of which white space is cut off both ends; more lines are refused.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="tree_name",
        summary="Text of one line, where a backslash separates the names of a tree and is refused.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
)
