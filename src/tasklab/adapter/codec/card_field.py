"""Custom fields of Trello's cards: a list of values, each under a name of its type, all of them text.

Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/getting-started-with-custom-fields/
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from tasklab.adapter.codec.date import given_moment, rfc_3339
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable, wrong_value
from tasklab.unified.objects import FieldOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FIELD = "custom_fields"
_WORDS = {"true": True, "false": False}


class CardValue(Struct, gc=False):
    """A value under the name of its type; a list has none, but the id of its option."""

    text: str | None = None
    number: str | None = None
    date: str | None = None
    checked: str | None = None


class CardField(Struct, gc=False):
    """The value of one custom field of a card."""

    id_custom_field: str = field(name="idCustomField")
    id_value: str | None = field(default=None, name="idValue")
    value: CardValue | None = None


class OptionText(Struct, gc=False):
    """What an option is called."""

    text: str = ""


class CardOption(Struct, gc=False):
    """One option of a list."""

    id: str
    value: OptionText


def decode_card_fields(native: Sequence[CardField] | None) -> dict[str, Any]:
    """Return the values by field id.

    Raises: PlatformError for a number or a moment that is none.
    """
    return {each.id_custom_field: _read(each) for each in native or ()}


def _read(item: CardField) -> Any:
    value = item.value
    if value is None:
        return item.id_value or None
    if value.checked is not None:
        return _WORDS.get(value.checked, value.checked)
    try:
        if value.number is not None:
            return float(value.number)
        return value.text if value.date is None else rfc_3339(dt.datetime.fromisoformat(value.date))
    except ValueError as error:
        raise unreadable(value, "a number, or a moment") from error


def decode_card_options(native: Sequence[CardOption] | None) -> list[FieldOption] | None:
    """Return the options of a field; null where it takes any value."""
    return [FieldOption(id=each.id, name=each.value.text) for each in native] if native else None


def encode_card_fields_sent(parts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return values as a card takes them. Shape: `[values by field id, the fields of its board]`.

    Raises: ValidationError for a field that is none of its board's, and a value that its type has not.
    """
    values, fields = parts
    known = {each["id"]: each for each in fields or ()}
    return [_sent(name, value, known) for name, value in (values or {}).items()]


def _sent(name: str, value: Any, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    if name not in known:
        raise wrong_value(_FIELD, name, "ids of custom fields of its board (field.list)")
    kind = known[name]["type"]
    if value in (None, ""):
        return {"idCustomField": name, "value": "", **({"idValue": ""} if kind == "list" else {})}
    if kind == "list":
        return {"idCustomField": name, "idValue": _option(value, known[name])}
    return {"idCustomField": name, "value": _value(value, kind)}


def _option(value: Any, known: Mapping[str, Any]) -> str:
    options = [str(each["id"]) for each in known.get("options") or ()]
    if value not in options:
        raise wrong_value(_FIELD, value, f"one of {', '.join(options)} (field.list)")
    return str(value)


def _value(value: Any, kind: str) -> dict[str, str]:
    match kind, value:
        case "checkbox", bool():
            return {"checked": "true" if value else "false"}
        case "number", int() | float() if not isinstance(value, bool):
            return {"number": str(value)}
        case "text", str():
            return {"text": value}
        case "date", str():
            return {"date": rfc_3339(given_moment(value, _FIELD))}
    raise wrong_value(_FIELD, value, f"a value of the type {kind}")


CODECS = (
    Codec(
        module=__name__,
        name="card_fields",
        summary="Custom fields: a list of `{idCustomField, value, idValue}` as values by field id.",
        native="list[CardField]",
        unified="dict[str, Any]",
        imports=((__name__, "CardField"), ("typing", "Any")),
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="card_options",
        summary="What a field can take: a list of `{id, value: {text}}`.",
        native="list[CardOption]",
        unified="list[FieldOption] | None",
        imports=((__name__, "CardOption"), ("tasklab.unified.objects", "FieldOption")),
        reads_null=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="card_fields_sent",
        summary="`[values by field id, fields]`: the values as a card takes them.",
        native="list[dict[str, Any]]",
        unified="Sequence[Any]",
        imports=(("collections.abc", "Sequence"), ("typing", "Any")),
        direction="write",
        is_hook=True,
    ),
)
