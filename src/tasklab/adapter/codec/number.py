"""Numbers, ids that are numbers, and values by id."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, unreadable, wrong_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ID = re.compile(r"(?:0|-?[1-9][0-9]{0,18})\Z", re.ASCII)
_WHOLE = "whole numbers, such as 12"


class IdValue(Struct, gc=False):
    """The value of one custom field."""

    id: int
    value: Any = None


def decode_integer_text(native: int) -> str:
    """Return the number as text."""
    return str(native)


def encode_integer_text(text: str, field: str) -> int:
    """Return the number, of text that is exactly how it is written: `007` names nothing.

    Raises: NotFoundError or ValidationError for other text.
    """
    if not _ID.match(text):
        raise wrong_id(field, text, _WHOLE)
    return int(text)


def decode_one_integer_text(native: int | None) -> list[str]:
    """Return a list of one; null is the empty one."""
    return [] if native is None else [str(native)]


def encode_one_integer_text(texts: Sequence[str], field: str) -> int | None:
    """Return the only entry, or None.

    Raises: UnsupportedFieldError for more than one, ValidationError for one that is no number.
    """
    if len(texts) > 1:
        raise cannot_carry(field, f"has {len(texts)} entries: this platform keeps at most one")
    return encode_integer_text(texts[0], field) if texts else None


def decode_integer_list(native: list[int] | None) -> list[str]:
    """Return the numbers as text; null is the empty list."""
    return [] if native is None else [str(number) for number in native]


def encode_integer_list(texts: Sequence[str], field: str) -> list[int]:
    """Return the numbers.

    Raises: ValidationError for one that is no number.
    """
    return [encode_integer_text(text, field) for text in texts]


def decode_text_integer(native: str) -> int:
    """Return the number that the text is.

    Raises: PlatformError for other text.
    """
    try:
        return int(native)
    except ValueError as error:
        raise unreadable(native, "a whole number in text") from error


def encode_text_integer(number: int) -> str:
    """Return the number as text."""
    return str(number)


def decode_text_number(native: str) -> float:
    """Return the number that the text is.

    Raises: PlatformError for other text, and for what is no finite number.
    """
    try:
        number = float(native)
    except ValueError as error:
        raise unreadable(native, "a number in text") from error
    if not isfinite(number):
        raise unreadable(native, "a finite number in text")
    return number


def encode_text_number(number: float) -> str:
    """Return the number as the shortest text that reads back as the same."""
    return repr(number)


def decode_percent(native: int) -> int:
    """Return it as it is."""
    return native


def encode_percent(percent: int) -> int:
    """Return it as it is."""
    return percent


def decode_fraction(native: float) -> int:
    """Return the nearest whole percentage."""
    return round(native * 100)


def encode_fraction(percent: int) -> float:
    """Return the fraction from 0 to 1."""
    return percent / 100


def decode_id_value_pairs(native: Sequence[IdValue] | None) -> dict[str, Any]:
    """Return the values by field id; null is no value."""
    return {} if native is None else {str(pair.id): pair.value for pair in native}


def encode_id_value_pairs(values: Mapping[str, Any], field: str) -> list[IdValue]:
    """Return the pairs, in the order they were given.

    Raises: ValidationError for a field id that is no number.
    """
    return [IdValue(encode_integer_text(key, field), value) for key, value in values.items()]


CODECS = (
    Codec(
        module=__name__,
        name="integer_text",
        summary="A whole number as text: ids.",
        native="int",
        unified="str",
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="one_integer_text",
        summary="A list of at most one id, on a platform that has a single whole number or null; more is refused.",
        native="int",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
        written="int | None",
    ),
    Codec(
        module=__name__,
        name="integer_list",
        summary="A list of ids as whole numbers; null is the empty list.",
        native="list[int]",
        unified="list[str]",
        reads_null=True,
        can_refuse=True,
    ),
    Codec(
        module=__name__,
        name="text_integer",
        summary="A whole number that the platform writes as text.",
        native="str",
        unified="int",
    ),
    Codec(
        module=__name__,
        name="text_number",
        summary="A number that the platform writes as text.",
        native="str",
        unified="float",
    ),
    Codec(
        module=__name__,
        name="percent",
        summary="A percentage from 0 to 100 as it is.",
        native="int",
        unified="int",
        is_identity=True,
    ),
    Codec(
        module=__name__,
        name="fraction",
        summary="A percentage that the platform keeps as a fraction from 0 to 1.",
        native="float",
        unified="int",
    ),
    Codec(
        module=__name__,
        name="id_value_pairs",
        summary="Custom fields: a list of `{id, value}` with ids that are whole numbers, as values by field id.",
        native="list[IdValue]",
        unified="dict[str, Any]",
        imports=((__name__, "IdValue"), ("typing", "Any")),
        reads_null=True,
        can_refuse=True,
    ),
)
