"""Custom fields on platforms that keep every value of them as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.number import IdValue, encode_integer_text
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.unified.objects import FieldOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ValueLabel(Struct, gc=False):
    """One value that a custom field can take."""

    value: str
    label: str | None = None


def decode_id_text_pairs(native: Sequence[IdValue] | None) -> dict[str, Any]:
    """Return the values by field id; empty text is no value."""
    values: dict[str, Any] = {}
    if native is not None:
        # Every task of a page has such pairs, few of them: a comprehension takes twice as long to begin.
        for pair in native:
            values[str(pair.id)] = None if pair.value == "" else pair.value
    return values


def encode_id_text_pairs(values: Mapping[str, Any], field: str) -> list[IdValue]:
    """Return the pairs, in the order they were given; empty text takes a value away.

    Raises: ValidationError for a field id that is no number, UnsupportedFieldError for a value that has no text.
    """
    return [IdValue(encode_integer_text(key, field), _written(value, field)) for key, value in values.items()]


def normalise_id_text_pairs(values: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers, yes and no come back as text, and empty text as null."""
    return decode_id_text_pairs(encode_id_text_pairs(values, "custom_fields"))


def _written(value: object, field: str) -> str | list[str]:
    return [_text(each, field) for each in value] if isinstance(value, list | tuple) else _text(value, field)


def _text(value: object, field: str) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "1" if value else "0"
        case int() | float():
            return str(value)
    raise cannot_carry(field, f"has {value!r}: this platform keeps text, numbers, yes or no, and lists of them")


def decode_value_labels(native: Sequence[ValueLabel] | None) -> list[FieldOption] | None:
    """Return the options of a field; null where it takes any value."""
    if native is None:
        return None
    return [FieldOption(id=each.value, name=each.value if each.label is None else each.label) for each in native]


def decode_word_options(native: Sequence[str] | None) -> list[FieldOption] | None:
    """Return the options of a field; null where it takes any value."""
    return [FieldOption(id=word, name=word) for word in native] if native else None


CODECS = (
    Codec(
        module=__name__,
        name="word_options",
        summary="What a field can take: a list of words.",
        native="list[str]",
        unified="list[FieldOption] | None",
        imports=(("tasklab.unified.objects", "FieldOption"),),
        reads_null=True,
        direction="read",
    ),
    Codec(
        module=__name__,
        name="id_text_pairs",
        summary="Custom fields: a list of `{id, value}` where every value is text, as values by field id.",
        native="list[IdValue]",
        unified="dict[str, Any]",
        imports=(("tasklab.adapter.codec.number", "IdValue"), ("typing", "Any")),
        reads_null=True,
        can_refuse=True,
        has_normalisation=True,
    ),
    Codec(
        module=__name__,
        name="value_labels",
        summary="What a field can take: a list of `{value, label}`.",
        native="list[ValueLabel]",
        unified="list[FieldOption] | None",
        imports=((__name__, "ValueLabel"), ("tasklab.unified.objects", "FieldOption")),
        reads_null=True,
        direction="read",
    ),
)
