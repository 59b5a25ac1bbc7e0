"""Properties on servers whose library for iCalendar undoes escapes twice: text that this would change is refused.

Source: icalendar up to 5.0, `Contentline.parts` and `unescape_char`: https://github.com/collective/icalendar/issues/321
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.codec.ical import (
    decode_ical_categories,
    decode_ical_text,
    encode_ical_categories,
    encode_ical_text,
    normalise_ical_categories,
    normalise_ical_text,
)
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.adapter.content_line import Property

_FIRST = (("\\,", "%2C"), ("\\:", "%3A"), ("\\;", "%3B"), ("\\\\", "%5C"))
_SECOND = (("%2C", ","), ("%3A", ":"), ("%3B", ";"), ("%5C", "\\"))
_THIRD = (("\\N", "\\n"), ("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\"))
_WRITTEN = (("\\N", "\n"),)
_CHANGED = "has a backslash or a code such as %2C where the server reads something else of it"


def _kept(value: str) -> str:
    """Return the text that such a server makes of a value, and gives back."""
    for old, new in _FIRST + _SECOND + _THIRD + _WRITTEN:
        value = value.replace(old, new)
    return value


def decode_ical_plain_text(native: Property) -> str:
    """Return the text."""
    return decode_ical_text(native)


def encode_ical_plain_text(text: str, field: str) -> Property:
    """Return the property.

    Raises: UnsupportedFieldError for a control character, and for what the server would change.
    """
    line = encode_ical_text(text, field)
    if _kept(line.value) != normalise_ical_text(text):
        raise cannot_carry(field, _CHANGED)
    return line


def normalise_ical_plain_text(text: str) -> str:
    """Every line break comes back as a line feed."""
    return normalise_ical_text(text)


def decode_ical_plain_categories(native: Sequence[Property]) -> list[str]:
    """Return the words, each once."""
    return decode_ical_categories(native)


def encode_ical_plain_categories(texts: Sequence[str], field: str) -> list[Property]:
    """Return the words in one property.

    Raises: UnsupportedFieldError for a word with a comma, and for what the server would change otherwise.
    """
    lines = encode_ical_categories(texts, field)
    words = normalise_ical_categories(texts)
    if [word for line in lines for word in _kept(line.value).split(",")] != words:
        raise cannot_carry(field, f"has a word with a comma, or {_CHANGED}")
    return lines


def normalise_ical_plain_categories(texts: Sequence[str]) -> list[str]:
    """Each comes back once, with line feeds for line breaks."""
    return normalise_ical_categories(texts)


_PROPERTY = (("tasklab.adapter.content_line", "Property"),)

CODECS = (
    Codec(
        module=__name__,
        name="ical_plain_text",
        summary="A text property on a server that undoes escapes twice; what that would change is refused.",
        native="Property",
        unified="str",
        imports=_PROPERTY,
        can_refuse=True,
        has_normalisation=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="ical_plain_categories",
        summary="All CATEGORIES as a list of words without commas, on a server that undoes escapes twice.",
        native="list[Property]",
        unified="list[str]",
        imports=_PROPERTY,
        can_refuse=True,
        has_normalisation=True,
        is_hook=True,
    ),
)
