"""Text that cannot be blank, and text that a platform keeps in a configuration file of Python's `configparser`.

Source: https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
"""

from __future__ import annotations

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, wrong_value

_COMMENT_SIGNS = ("#", ";")


def decode_filled(native: str) -> str:
    """Return the text as it is."""
    return native


def encode_filled(text: str, field: str) -> str:
    """Return the text.

    Raises: ValidationError for blank text, which the platform would take for none.
    """
    if not text.strip():
        raise wrong_value(field, text, "text that is not blank")
    return text


def decode_trimmed_lines(native: str | None) -> str | None:
    """Return the text; blank text is none."""
    return normalise_trimmed_lines(native or "")


def encode_trimmed_lines(text: str | None) -> str:
    """Return the text as the platform will keep it."""
    return normalise_trimmed_lines(text) or ""


def normalise_trimmed_lines(text: str | None) -> str | None:
    """White space at both ends of each line is lost, and blank lines at the end are; blank text is none."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).rstrip("\n") or None


def encode_ini_text(text: str, field: str) -> str:
    """Return the text with each percent sign twice, because one begins a reference in such a file.

    Raises: ValidationError for blank text; UnsupportedFieldError for a line that would be a comment.
    """
    normal = normalise_trimmed_lines(encode_filled(text, field)) or ""
    if any(line.startswith(_COMMENT_SIGNS) for line in normal.split("\n")[1:]):
        raise cannot_carry(field, "has a line that begins with # or ;, which the platform's file takes for a comment")
    return normal.replace("%", "%%")


CODECS = (
    Codec(
        module=__name__,
        name="filled",
        summary="Text that may not be blank, because the platform would put something else in its place.",
        native="str",
        unified="str",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="trimmed_lines",
        summary="Text on a platform that cuts white space off both ends of each line; blank text is null.",
        native="str",
        unified="str | None",
        reads_null=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="ini_text",
        summary="Text in a file of Python's configparser, where percent signs are doubled; blank text is refused.",
        native="str",
        unified="str",
        direction="write",
        can_refuse=True,
        is_hook=True,
    ),
)
