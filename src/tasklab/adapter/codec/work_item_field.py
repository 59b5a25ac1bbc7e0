"""Custom fields of work items of Azure DevOps: members among the platform's own, in the form of each field's type.

Two namespaces of fields are the platform's, all others are customers'; people and picklists are told beside the type of
the value. Sources: https://learn.microsoft.com/previous-versions/ms194997(v=vs.80) (namespaces),
https://learn.microsoft.com/rest/api/azure/devops/wit/fields/list,
https://learn.microsoft.com/rest/api/azure/devops/processes/lists/get
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import given_moment, rfc_3339
from tasklab.adapter.codec.html import decode_html, encode_html
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, wrong_value
from tasklab.unified.enumeration import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasklab.unified.objects import Field

_FIELD = "custom_fields"
_PLATFORM = ("System.", "Microsoft.")
_USAGE = "workItem"
_TYPES = {
    "string": FieldType.TEXT,
    "plainText": FieldType.TEXT,
    "guid": FieldType.TEXT,
    "treePath": FieldType.TEXT,
    "html": FieldType.RICH_TEXT,
    "integer": FieldType.INTEGER,
    "double": FieldType.NUMBER,
    "boolean": FieldType.BOOLEAN,
    "dateTime": FieldType.DATETIME,
    "identity": FieldType.USER,
    "picklistString": FieldType.SELECT,
    "picklistInteger": FieldType.SELECT,
    "picklistDouble": FieldType.SELECT,
}


def decode_own_fields(native: list[Any]) -> list[Any]:
    """Return the fields that customers added: not those of the platform, of links, and of boards alone.

    What is no field stays: decoding says what is wrong with it.
    """
    return [field for field in native if not isinstance(field, dict) or _is_own(field)]


def _is_own(field: Mapping[str, Any]) -> bool:
    name, usage = field.get("referenceName"), field.get("usage", _USAGE)
    is_other = isinstance(usage, str) and usage != _USAGE
    return not is_other and not (isinstance(name, str) and name.startswith(_PLATFORM))


def decode_work_item_field_type(native: dict[str, Any]) -> FieldType:
    """Return what a field takes. Shape: `{type, isIdentity, isPicklist}`.

    People are texts, and choices texts or numbers; types of their own are for making fields.
    """
    if native.get("isIdentity"):
        return FieldType.USER
    if native.get("isPicklist"):
        return FieldType.SELECT
    return _TYPES.get(str(native.get("type")), FieldType.UNKNOWN)


def decode_work_item_fields(native: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the values of the custom fields by their id, without those that have none.

    A person is the name to sign in with, a choice the id of the option, long text CommonMark.
    """
    custom = {name: field for name, field in fields.items() if field.is_custom}
    return {
        name: _read(value, custom[name]) for name, value in native.items() if name in custom and value not in (None, "")
    }


def _read(value: Any, field: Field) -> Any:
    match field.type, value:
        case FieldType.USER, {"uniqueName": name}:
            return name
        case FieldType.RICH_TEXT, str():
            return decode_html(value)
        case FieldType.SELECT, int() | float():
            return next((option.id for option in field.options or () if _number(option.id) == value), str(value))
    return value


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def encode_work_item_fields_sent(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with its custom fields among the others, each in the form of its type; null where it is emptied.

    Shape: `[draft, fields]`; the draft has the values by field id under `custom_fields`, and `fields` are what the
    platform lists.

    Raises: ValidationError for a field that is not the organisation's, and a value that its type has not;
    UnsupportedFieldError for a list or a mapping, which no field keeps.
    """
    draft, fields = parts
    if _FIELD not in draft:
        return dict(draft)
    known = {field["referenceName"]: field for field in fields if _is_own(field)}
    sent = dict(draft.get("fields", {}))
    for name, value in draft[_FIELD].items():
        if name not in known:
            raise wrong_value(_FIELD, name, "ids of custom fields that the organisation has (field.list)")
        sent[name] = None if value in (None, "") else _sent(value, known[name])
    return {name: value for name, value in draft.items() if name != _FIELD} | {"fields": sent}


def _sent(value: Any, field: Mapping[str, Any]) -> Any:
    if not isinstance(value, str | int | float):
        raise cannot_carry(_FIELD, f"has {value!r}: this platform keeps one text, number, moment, yes or no, or person")
    match field["type"], value:
        case "dateTime", _:
            return rfc_3339(given_moment(value, _FIELD))
        case "html", str():
            return encode_html(value)
        case "boolean", _ if not isinstance(value, bool):
            raise wrong_value(_FIELD, value, "true or false")
        case "integer" | "double", str() if field.get("isPicklist"):
            return _option(value)
    return value


def _option(value: str) -> float:
    number = _number(value)
    if number is None:
        raise wrong_value(_FIELD, value, "one of the options of the field (field.list)")
    return int(number) if number.is_integer() else number


def _codec(name: str, summary: str, native: str, unified: str, *imports: tuple[str, str], **more: Any) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified=unified,
        imports=(("typing", "Any"), *imports),
        is_hook=True,
        **more,
    )


CODECS = (
    _codec(
        "own_fields",
        "Fields of work items that customers added, without those of the platform, of links and of boards.",
        "list[Any]",
        "list[Any]",
        direction="read",
    ),
    _codec(
        "work_item_field_type",
        "What a field of work items takes, of its `type`, `isIdentity` and `isPicklist`.",
        "dict[str, Any]",
        "FieldType",
        ("tasklab.unified.enumeration", "FieldType"),
        direction="read",
    ),
    _codec(
        "work_item_fields",
        "Custom fields among all fields of a work item, as values by field id.",
        "dict[str, Any]",
        "dict[str, Any]",
        direction="read",
        takes_lookup=True,
    ),
    _codec(
        "work_item_fields_sent",
        "`[draft, fields]`: the draft of a work item with each custom field as its type wants.",
        "dict[str, Any]",
        "Sequence[Any]",
        ("collections.abc", "Sequence"),
        direction="write",
    ),
)
