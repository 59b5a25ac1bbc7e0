"""Custom fields of Trac's tickets: attributes among the platform's own, all of them text but moments.

Source: https://trac.edgewall.org/wiki/TracTicketsCustomFields (types and options), https://trac-hacks.org/wiki/XmlRpcPlugin
(`ticket.getTicketFields`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, wrong_value
from tasklab.adapter.codec.xml_rpc import decode_xml_rpc_instant, encode_xml_rpc_instant
from tasklab.unified.enumeration import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tasklab.unified.objects import Field

_FIELD = "custom_fields"
_CHECKED = {"1": True, "0": False}


def decode_trac_fields(native: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Return the values of the custom fields by their id: empty text is none, a box is ticked or not."""
    custom = {name: field.type for name, field in fields.items() if field.is_custom}
    return {name: _read(value, custom[name]) for name, value in native.items() if name in custom}


def _read(value: Any, kind: FieldType) -> Any:
    if value in ("", None):
        return None
    match kind:
        case FieldType.BOOLEAN:
            return _CHECKED.get(value, value)
        case FieldType.DATETIME:
            return rfc_3339(decode_xml_rpc_instant(value))
    return value


def encode_trac_fields_sent(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a draft with its custom fields among the others, each in the form of its type.

    Shape: `[draft, fields]`; the draft has the values by field id under `custom_fields`, and `fields` are what
    `ticket.getTicketFields` answers. The platform looks at none of them: a choice that it does not offer is kept.

    Raises: ValidationError for a field that the site has not, and a value that its type has not; UnsupportedFieldError
    for a value that has no text.
    """
    draft, fields = parts
    known = {field["name"]: field for field in fields if field.get("custom")}
    sent = {name: value for name, value in draft.items() if name != _FIELD}
    for name, value in draft.get(_FIELD, {}).items():
        if name not in known:
            raise wrong_value(_FIELD, name, "ids of custom fields that the site has (field.list)")
        sent[name] = "" if value in ("", None) else _sent(value, known[name])
    return sent


def _sent(value: Any, field: Mapping[str, Any]) -> str | dt.datetime:
    match field["type"], value:
        case "checkbox", bool():
            return "1" if value else "0"
        case "checkbox", _:
            raise wrong_value(_FIELD, value, "true or false")
        case "select" | "radio", _ if value not in field.get("options", ()):
            raise wrong_value(_FIELD, value, "one of the options of the field (field.list)")
        case "time", _:
            return _moment(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise cannot_carry(_FIELD, f"has {value!r}: this platform keeps text, numbers, yes or no, and moments")
    return str(value)


def _moment(value: Any) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise wrong_value(_FIELD, value, "a moment such as 2027-01-31T09:00:00Z") from error
    return encode_xml_rpc_instant(moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment)


CODECS = (
    Codec(
        module=__name__,
        name="trac_fields",
        summary="Custom fields among all attributes of a ticket, as values by field id.",
        native="dict[str, Any]",
        unified="dict[str, Any]",
        imports=(("typing", "Any"),),
        takes_lookup=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="trac_fields_sent",
        summary="`[draft, fields]`: the draft of a ticket with each custom field as its type wants.",
        native="dict[str, Any]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    ),
)
