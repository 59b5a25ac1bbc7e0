"""Text, lists of text, and yes or no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_value

if TYPE_CHECKING:
    from collections.abc import Sequence

_SLUG = re.compile(r"(?!\d+\Z)[a-z0-9_-]+\Z", re.ASCII)
_NOT_IN_FILE_NAMES = re.compile(r"""[?%*:|"'<>\n\r]+""")


def decode_text(native: str) -> str:
    """Return the text as it is."""
    return native


def encode_text(text: str) -> str:
    """Return the text as it is."""
    return text


def decode_trimmed(native: str) -> str:
    """Return the text as it is: the platform has trimmed it."""
    return native.strip()


def encode_trimmed(text: str) -> str:
    """Return the text as the platform will keep it."""
    return text.strip()


def normalise_trimmed(text: str) -> str:
    """White space at both ends is lost."""
    return text.strip()


def decode_line_feeds(native: str) -> str:
    """Return the text with plain line feeds."""
    return native.replace("\r\n", "\n").replace("\r", "\n")


def encode_line_feeds(text: str) -> str:
    """Return the text with plain line feeds; the platform makes its own line ends of them."""
    return decode_line_feeds(text)


def normalise_line_feeds(text: str) -> str:
    """Every line end comes back as a line feed."""
    return decode_line_feeds(text)


def decode_file_name(native: str) -> str:
    """Return the name as it is."""
    return native


def encode_file_name(name: str, field: str) -> str:
    """Return the name as the platform will keep it: without folders, `_` for each run of what no file name may have.

    Raises: ValidationError for a name of folders alone.
    """
    last = re.split(r"[/\\]", name)[-1]
    if not last:
        raise wrong_value(field, name, "the name of a file")
    return _NOT_IN_FILE_NAMES.sub("_", last)


def normalise_file_name(name: str) -> str:
    """Folders are lost, and characters that no file name may have."""
    return encode_file_name(name, "name")


def decode_slug(native: str) -> str:
    """Return the name as it is."""
    return native


def encode_slug(name: str, field: str) -> str:
    """Return the name.

    Raises: ValidationError for one with anything else than small letters, digits, `-` and `_`, or with digits alone.
    """
    if not _SLUG.match(name):
        raise wrong_value(field, name, "small letters, digits, `-` and `_`, and not digits alone")
    return name


def decode_blank_null(native: str | None) -> str | None:
    """Return None for empty text."""
    return native or None


def encode_blank_null(text: str) -> str:
    """Return the text as it is."""
    return text


def normalise_blank_null(text: str | None) -> str | None:
    """Empty text comes back as null."""
    return text or None


def decode_capitals(native: str | None) -> str | None:
    """Return None for empty text."""
    return native or None


def encode_capitals(text: str, field: str) -> str:
    """Return the text in capitals.

    Raises: ValidationError for what is more than letters of English and digits.
    """
    if not (text.isascii() and text.isalnum()):
        raise wrong_value(field, text, "letters of English and digits alone")
    return text.upper()


def normalise_capitals(text: str) -> str:
    """Small letters come back as capitals."""
    return text.upper()


def decode_text_list(native: list[str] | None) -> list[str]:
    """Return the list; null is the empty one."""
    return [] if native is None else native


def encode_text_list(texts: Sequence[str]) -> list[str]:
    """Return the list."""
    return list(texts)


def decode_one_text(native: str | None) -> list[str]:
    """Return a list of one; null is the empty one."""
    return [] if native is None else [native]


def encode_one_text(texts: Sequence[str], field: str) -> str | None:
    """Return the only entry, or None.

    Raises: UnsupportedFieldError for more than one.
    """
    if len(texts) > 1:
        raise cannot_carry(field, f"has {len(texts)} entries: this platform keeps at most one")
    return texts[0] if texts else None


def decode_comma_list(native: str | None) -> list[str]:
    """Return the entries, trimmed."""
    return [] if native is None else [entry for part in native.split(",") if (entry := part.strip())]


def encode_comma_list(texts: Sequence[str], field: str) -> str:
    """Return the entries in one text.

    Raises: UnsupportedFieldError for an entry that is blank or has a comma in it.
    """
    for text in texts:
        if "," in text or not text.strip():
            raise cannot_carry(field, f"has the entry {text!r}: this platform separates entries by commas")
    return ", ".join(text.strip() for text in texts)


def normalise_comma_list(texts: Sequence[str]) -> list[str]:
    """White space at both ends of an entry is lost."""
    return [text.strip() for text in texts]


def decode_semicolon_list(native: str | None) -> list[str]:
    """Return the entries, trimmed."""
    return [] if native is None else [entry for part in native.split(";") if (entry := part.strip())]


def encode_semicolon_list(texts: Sequence[str], field: str) -> str:
    """Return the entries in one text.

    Raises: UnsupportedFieldError for an entry that is blank or has a semicolon or a comma in it.
    """
    for text in texts:
        if ";" in text or "," in text or not text.strip():
            raise cannot_carry(
                field, f"has the entry {text!r}: this platform separates entries by semicolons and commas"
            )
    return "; ".join(text.strip() for text in texts)


def normalise_semicolon_list(texts: Sequence[str]) -> list[str]:
    """White space at both ends of an entry is lost."""
    return [text.strip() for text in texts]


def decode_boolean(native: bool) -> bool:
    """Return it as it is."""
    return native


def encode_boolean(claim: bool) -> bool:
    """Return it as it is."""
    return claim


def decode_inverted(native: bool) -> bool:
    """Return the opposite."""
    return not native


def encode_inverted(claim: bool) -> bool:
    """Return the opposite."""
    return not claim


def decode_zero_one(native: int) -> bool:
    """Return whether it is 1.

    Raises: PlatformError for another number.
    """
    if native not in (0, 1):
        raise unreadable(native, "0 or 1")
    return native == 1


def encode_zero_one(claim: bool) -> int:
    """Return 1 or 0."""
    return int(claim)


def decode_flag(native: bool | int) -> bool:
    """Return whether it is true or 1.

    Raises: PlatformError for another number.
    """
    return decode_zero_one(native)


def encode_flag(claim: bool) -> bool:
    """Return it as it is."""
    return claim


def decode_true_false(native: str) -> bool:
    """Return whether it is the word `true`, in any case.

    Raises: PlatformError for another word.
    """
    word = native.lower()
    if word not in ("true", "false"):
        raise unreadable(native, "`true` or `false`")
    return word == "true"


def encode_true_false(claim: bool) -> str:
    """Return the word."""
    return "true" if claim else "false"


CODECS = (
    Codec(module=__name__, name="text", summary="Text as it is.", native="str", unified="str", is_identity=True),
    Codec(
        module=__name__,
        name="trimmed",
        summary="Text on a platform that cuts white space off both ends.",
        native="str",
        unified="str",
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="line_feeds",
        summary="Text on a platform with line ends of its own: they are read as line feeds.",
        native="str",
        unified="str",
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="file_name",
        summary="The name of a file, on a platform that cuts folders off and replaces special characters.",
        native="str",
        unified="str",
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="slug",
        summary="A name for addresses: of small letters, digits, `-` and `_`, and not of digits alone.",
        native="str",
        unified="str",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="blank_null",
        summary="Text on a platform that does not tell empty text from none: both are null.",
        native="str",
        unified="str | None",
        reads_null=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="capitals",
        summary="A short name of letters and digits, which the platform keeps in capitals; empty text is none.",
        native="str",
        unified="str | None",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="text_list",
        summary="A list of text; null is the empty list.",
        native="list[str]",
        unified="list[str]",
        reads_null=True,
    ),
    Codec(
        module=__name__,
        name="one_text",
        summary="A list of at most one, on a platform that has a single value or null; more is refused.",
        native="str",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
        written="str | None",
    ),
    Codec(
        module=__name__,
        name="comma_list",
        summary="A list in one text, separated by commas; an entry with a comma in it is refused.",
        native="str",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="semicolon_list",
        summary="A list in one text, separated by semicolons; an entry with a semicolon or a comma in it is refused.",
        native="str",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="boolean",
        summary="True or false as it is.",
        native="bool",
        unified="bool",
        is_identity=True,
    ),
    Codec(
        module=__name__, name="inverted", summary="The opposite: active is not archived.", native="bool", unified="bool"
    ),
    Codec(module=__name__, name="zero_one", summary="True or false as 1 or 0.", native="int", unified="bool"),
    Codec(
        module=__name__,
        name="flag",
        summary="True or false, read also as 1 or 0, which some databases keep for it.",
        native="bool | int",
        written="bool",
        unified="bool",
    ),
    Codec(
        module=__name__,
        name="true_false",
        summary="True or false as the words `true` and `false`.",
        native="str",
        unified="bool",
    ),
)
