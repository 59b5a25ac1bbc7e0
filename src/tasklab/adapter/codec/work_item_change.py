"""What an update of a work item of Azure DevOps changed: former and new values by the names of fields.

Shape: `{System.Title: {oldValue: "a", newValue: "b"}}`; an empty field has no value. People are objects. Source:
https://learn.microsoft.com/rest/api/azure/devops/wit/updates/list
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import decode_instant_text
from tasklab.adapter.codec.html import decode_html
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.adapter.codec.text import decode_semicolon_list
from tasklab.unified.enumeration import EstimateUnit
from tasklab.unified.objects import Change, Estimate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping


def decode_field_updates(native: dict[str, Any], table: Mapping[str, str]) -> list[Change]:
    """Return the changes of fields that the table names; the platform's own bookkeeping is none."""
    updates = _updates(native)
    return [_change(table[name], update) for name, update in updates.items() if name in table]


def decode_update_moment(native: dict[str, Any]) -> dt.datetime:
    """Return when it was: when the work item changed, or, of a link that changes no field, when that was revised.

    Of fields the revision tells when the next change came. Shape: `{fields: {...}, revisedDate: "..."}`.
    Raises: PlatformError where neither is a moment.
    """
    changed = _updates(native).get("System.ChangedDate") or {}
    return decode_instant_text(str(changed.get("newValue") or native.get("revisedDate")))


def _updates(native: dict[str, Any]) -> dict[str, dict[str, Any]]:
    fields = native.get("fields") or {}
    if not isinstance(fields, dict) or not all(isinstance(update, dict) for update in fields.values()):
        raise unreadable(fields, "former and new values by the names of fields")
    return fields


def _change(field: str, update: dict[str, Any]) -> Change:
    read = _READERS.get(field, _person_or_same)
    return Change(field=field, from_=_read(update.get("oldValue"), read), to=_read(update.get("newValue"), read))


def _read(value: Any, read: Callable[[Any], Any]) -> Any:
    return None if value is None or value == "" else read(value)


def _person_or_same(value: Any) -> Any:
    return value.get("uniqueName") if isinstance(value, dict) else value


def _hours(value: Any) -> Any:
    return Estimate(value=value, unit=EstimateUnit.HOURS) if isinstance(value, int | float) else value


_READERS: dict[str, Callable[[Any], Any]] = {
    "assignee_ids": lambda value: [_person_or_same(value)],
    "description": lambda value: decode_html(str(value)),
    "label_ids": lambda value: decode_semicolon_list(str(value)),
    "start": lambda value: {"datetime": str(value)},
    "due": lambda value: {"datetime": str(value)},
    "estimate": _hours,
    "priority_id": str,
    "section_id": str,
    "parent_id": str,
}
"""What a value is where its native form is another one."""

CODECS = (
    Codec(
        module=__name__,
        name="field_updates",
        summary="Former and new values by the names of fields, as changes; the table gives our names. Reads only.",
        native="dict[str, Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        takes_table=True,
        direction="read",
        is_hook=True,
    ),
    Codec(
        module=__name__,
        name="update_moment",
        summary="When an update of a work item was, of its fields and its own date. Reads only.",
        native="dict[str, Any]",
        unified="datetime",
        imports=(("typing", "Any"), ("datetime", "datetime")),
        direction="read",
        is_hook=True,
    ),
)
