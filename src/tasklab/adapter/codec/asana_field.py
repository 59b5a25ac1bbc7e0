"""The values of Asana's custom fields, each under a name of its type.

Source: https://developers.asana.com/docs/custom-fields-guide
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import FieldOption

if TYPE_CHECKING:
    from collections.abc import Sequence


class Reference(Struct, gc=False):
    """An option, or a person."""

    gid: str
    name: str | None = None
    enabled: bool | None = None


class DateValue(Struct, gc=False):
    """A day, and the moment where there is one."""

    date: str | None = None
    date_time: str | None = None


class FieldValue(Struct, gc=False):
    """One custom field of a task, with its value."""

    gid: str
    resource_subtype: str | None = None
    type: str | None = None
    """The older name of the same, where a compact field has that alone."""
    text_value: str | None = None
    number_value: float | None = None
    enum_value: Reference | None = None
    multi_enum_values: list[Reference] | None = None
    people_value: list[Reference] | None = None
    date_value: DateValue | None = None
    display_value: str | None = None


def decode_asana_fields(native: Sequence[FieldValue] | None) -> dict[str, Any]:
    """Return the values by field id; of a type that is not known, the text that people see."""
    return {field.gid: read_value(field) for field in native or ()}


def read_value(field: FieldValue) -> Any:
    """Return the value of a field: options and people by their id, a date as text."""
    match field.resource_subtype or field.type:
        case "text":
            return field.text_value
        case "number":
            return field.number_value
        case "enum":
            return None if field.enum_value is None else field.enum_value.gid
        case "multi_enum":
            return [option.gid for option in field.multi_enum_values or ()] or None
        case "people":
            return [person.gid for person in field.people_value or ()] or None
        case "date":
            return read_date(field.date_value)
    return field.display_value


def read_date(date: DateValue | None) -> str | None:
    """Return the moment, or the day."""
    return None if date is None else date.date_time or date.date


def decode_enabled_options(native: Sequence[Reference] | None) -> list[FieldOption] | None:
    """Return the options that can be chosen; null where a field takes any value."""
    if not native:
        return None
    return [FieldOption(id=each.gid, name=each.name or "") for each in native if each.enabled is not False]


CODECS = (
    Codec(
        module=__name__,
        name="asana_fields",
        summary="Custom fields: a list with the value of each under a name of its type, as values by field id.",
        native="list[FieldValue]",
        unified="dict[str, Any]",
        imports=((__name__, "FieldValue"), ("typing", "Any")),
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="enabled_options",
        summary="What a field can take: a list of `{gid, name, enabled}`, without those that are not enabled.",
        native="list[Reference]",
        unified="list[FieldOption] | None",
        imports=((__name__, "Reference"), ("tasklab.unified.objects", "FieldOption")),
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
)
