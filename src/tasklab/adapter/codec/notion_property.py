"""Properties of Notion's pages: each is an object with its id, its type, and its value under the type's name.

Source: https://developers.notion.com/reference/page-property-values, https://developers.notion.com/reference/property-object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.notion_text import encode_notion_title
from tasklab.adapter.codec.notion_value import Choice, Date, Declared
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry, wrong_value
from tasklab.adapter.codec.shaped import shaped
from tasklab.adapter.loose import named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TYPES = {
    "title": ("title",),
    "description": ("rich_text",),
    "status_id": ("status", "select"),
    "priority_id": ("select",),
    "assignee_ids": ("people",),
    "label_ids": ("multi_select",),
    "estimate": ("number",),
    "parent_id": ("relation",),
    "start": ("date",),
    "due": ("date",),
}
"""Of which types a property may be that carries a unified field."""
_NAMED = frozenset({"status_id", "priority_id"})
"""Fields whose options are known by their names."""


def encode_notion_properties(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the properties to send, of `[draft, names, custom values, place, page, start, due]`.

    The draft has values by unified field, `names` the property of each, the custom values are by id of the property.
    `place` are the properties that all pages here have, by name: they say of which type each is. `page` are those of
    the page that is changed, or null. Start and due are lists of one or none, and share a property, of which what is
    not given stays.

    Raises: UnsupportedFieldError, ValidationError for a field whose property is not there, or is of another type, and
    for an option that is not there: the platform would make some.
    """
    draft, names, custom, place, page, start, due = parts
    declared = shaped(place, dict[str, Declared])
    sent = {}
    for field, value in draft.items():
        name, kind = _find(field, names, declared)
        is_named = field in _NAMED
        sent[name] = {kind: _option(field, value, declared[name]) if is_named else _WRITERS[kind](value, field)}
    if start or due:
        name, _ = _find("due" if due else "start", names, declared)
        present = named(page, name, "date")
        sent[name] = {"date": _span(start, due, shaped(present or {}, Date))}
    return sent | _custom(custom or {}, declared)


def _option(field: str, value: str | None, declared: Declared) -> dict[str, Any] | None:
    if value is None:
        return None
    known = [each.name for each in (declared.status or declared.select or Choice()).options or ()]
    if value not in known:
        raise wrong_value(field, value, f"one of {', '.join(known)}")
    return {"name": value}


def _find(field: str, names: Mapping[str, str], properties: Mapping[str, Declared]) -> tuple[str, str]:
    wanted = _TYPES[field]
    if field == "title":
        return next((name for name, each in properties.items() if each.type in wanted), "title"), "title"
    name = names[field]
    if name not in properties:
        raise cannot_carry(field, f"is kept in a property called {name!r}, and there is none in this place")
    kind = properties[name].type
    if kind not in wanted:
        raise cannot_carry(field, f"is kept in the property {name!r}, which is of the type {kind} and not {wanted[0]}")
    return name, kind


def _span(start: Sequence[Any], due: Sequence[Any], present: Date) -> dict[str, Any] | None:
    """Return a date that begins and ends: the end is the due date, and alone it stands in the place of the start.

    Raises: UnsupportedFieldError for a start without due, and for a day beside a moment.
    """
    is_range = present.end is not None
    first = start[0] if start else (present.start if is_range else None)
    last = due[0] if due else (present.end if is_range else present.start)
    if first is None:
        return None if last is None else {"start": last}
    if last is None and start:
        raise cannot_carry("start", "needs a due date: a date without an end is a single day or moment here")
    if last is None:
        raise cannot_carry("due", "has a start beside it, which is to be emptied with it")
    if ("T" in first) is not ("T" in last):
        raise cannot_carry("start" if start else "due", "is a day where the other date is a moment: both are the same")
    return {"start": first, "end": last}


def _custom(values: Mapping[str, Any], properties: Mapping[str, Declared]) -> dict[str, Any]:
    by_id = {each.id: each.type for each in properties.values()}
    sent = {}
    for key, value in values.items():
        if key not in by_id:
            raise wrong_value("custom_fields", key, f"ids of properties: {', '.join(sorted(by_id))}")
        kind = by_id[key]
        if kind not in _WRITERS:
            raise cannot_carry("custom_fields", f"has {key!r}, which is of the type {kind}: it is only read here")
        sent[key] = {kind: _WRITERS[kind](value, "custom_fields")}
    return sent


def _text(value: Any, field: str) -> list[dict[str, Any]]:
    if value is None or isinstance(value, list):
        return value or []
    if not isinstance(value, str):
        raise wrong_value(field, value, "text")
    return encode_notion_title(value, field)


def _one(value: Any, field: str) -> dict[str, Any] | None:
    if value is not None and not isinstance(value, str):
        raise wrong_value(field, value, "the id of one option")
    return None if value is None else {"id": value}


def _many(value: Any, field: str) -> list[dict[str, Any]]:
    value = [value] if isinstance(value, str) else value or []
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise wrong_value(field, value, "a list of ids")
    return [{"id": each} for each in dict.fromkeys(value)]


def _date(value: Any, field: str) -> dict[str, Any] | None:
    if value is None or isinstance(value, dict):
        return value
    if not isinstance(value, str):
        raise wrong_value(field, value, "a day or a moment, or an object with start and end")
    return {"start": value}


def _number(value: Any, field: str) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise wrong_value(field, value, "a number")
    return value


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool | None):
        raise wrong_value(field, value, "true or false")
    return bool(value)


def _word(value: Any, field: str) -> str | None:
    if not isinstance(value, str | None):
        raise wrong_value(field, value, "text")
    return value or None


_WRITERS: dict[str, Callable[[Any, str], Any]] = {
    "title": _text,
    "rich_text": _text,
    "number": _number,
    "checkbox": _flag,
    "url": _word,
    "email": _word,
    "phone_number": _word,
    "select": _one,
    "status": _one,
    "multi_select": _many,
    "people": _many,
    "relation": _many,
    "date": _date,
}
"""How each type that can be written takes its value."""


CODECS = (
    Codec(
        module=__name__,
        name="notion_properties",
        summary="`[draft, names, custom values, place, page, start, due]` as the properties of a page. Writes only.",
        native="dict[str, Any]",
        unified="Sequence[Any]",
        imports=(("typing", "Any"), ("collections.abc", "Sequence")),
        direction="write",
        is_hook=True,
    ),
)
