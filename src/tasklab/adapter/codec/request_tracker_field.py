"""Custom fields of Request Tracker's tickets: values by field id.

Source: https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.number import encode_integer_text
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class FieldValues(Struct, gc=False):
    """The values of one custom field of a ticket."""

    id: str
    values: list[Any] = []


def decode_field_values(native: Sequence[FieldValues] | None) -> dict[str, Any]:
    """Return the values by field id: none is null, one stands by itself, several are a list.

    The platform gives the fields in an order that changes from one answer to the next; here they are sorted.
    """
    fields = sorted(native or (), key=lambda each: (len(each.id), each.id))
    found = {each.id: [value for value in each.values if value is not None] for each in fields}
    return {name: values if len(values) > 1 else (values[0] if values else None) for name, values in found.items()}


def encode_field_values_sent(values: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Return the values as they are written.

    Raises: ValidationError for a field id that is no number, UnsupportedFieldError for a value that has no text.
    """
    return {str(encode_integer_text(name, field)): _field_value(value, field) for name, value in values.items()}


def normalise_field_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers come back as text, empty text as null, and a list of one as its only value."""
    written = encode_field_values_sent(values, "custom_fields")
    return {
        name: value if not isinstance(value, list) or len(value) > 1 else (value[0] if value else None)
        for name, value in written.items()
    }


def _field_value(value: Any, field: str) -> Any:
    if isinstance(value, list | tuple):
        return [_text(each, field) for each in value]
    return None if value is None or value == "" else _text(value, field)


def _text(value: Any, field: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise cannot_carry(field, f"has {value!r}: this platform keeps text, numbers, and lists of them")
    return str(value)


CODECS = (
    Codec(
        module=__name__,
        name="field_values",
        summary="Custom fields: a list of `{id, values}` as values by field id.",
        native="list[FieldValues]",
        unified="dict[str, Any]",
        imports=((__name__, "FieldValues"), ("typing", "Any")),
        reads_null=True,
        direction="read",
        has_normalisation=True,
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="field_values_sent",
        summary="Custom fields as they are written: values by field id.",
        native="dict[str, Any]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        can_refuse=True,
        direction="write",
        is_hook=True,
    ),
)
