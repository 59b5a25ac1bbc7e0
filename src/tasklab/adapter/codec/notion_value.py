"""What Notion answers of pages: values of properties, dates, the groups of a status, the place that a page is in.

Source: https://developers.notion.com/reference/page-property-values, https://developers.notion.com/reference/property-object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import decode_day_or_instant
from tasklab.adapter.codec.notion_text import decode_notion_title
from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import FieldOption, TaskDate

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN = frozenset({"created_time", "created_by", "last_edited_time", "last_edited_by", "button"})
"""Types whose values the page says itself, or that have none."""
_CHOICES = ("select", "multi_select", "status")
_CATEGORIES = ("todo", "in_progress", "done")


def decode_notion_values(native: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the values of properties by their ids: options, people and pages by their id, dates as text."""
    return {
        each["id"]: read_value(each)
        for each in (native or {}).values()
        if isinstance(each, dict) and isinstance(each.get("id"), str) and each.get("type") not in _OWN
    }


def read_value(each: Mapping[str, Any]) -> Any:
    """Return the value of one property; null where it has none."""
    kind = str(each.get("type"))
    value = each.get(kind)
    match kind:
        case "title" | "rich_text":
            return decode_notion_title(value) or None
        case "select" | "status":
            return value and value.get("id")
        case "multi_select" | "people" | "relation":
            return [part.get("id") for part in value or ()] or None
        case "date":
            return value and (value if value.get("end") else value.get("start"))
        case "files":
            return [part.get("name") for part in value or ()] or None
        case "unique_id":
            return value and "-".join(str(part) for part in (value.get("prefix"), value.get("number")) if part)
        case "formula":
            return value and read_value({**value, "id": ""})
        case "rollup":
            return value and _rollup(value)
    return value


def _rollup(value: Mapping[str, Any]) -> Any:
    if value.get("type") == "array":
        return [read_value(each) for each in value.get("array") or ()] or None
    return read_value(value)


def decode_notion_due(native: Mapping[str, Any] | None) -> TaskDate | None:
    """Return when a date ends, or the one day or moment that it is."""
    last = native and (native.get("end") or native.get("start"))
    return decode_day_or_instant(last) if last else None


def decode_notion_start(native: Mapping[str, Any] | None) -> TaskDate | None:
    """Return when a date begins that has an end; None for a single day or moment."""
    first = native and native.get("end") and native.get("start")
    return decode_day_or_instant(first) if first else None


def decode_notion_groups(native: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the category of each option of a status, by its name: groups are three, and in this order.

    People may see the names of groups in their own language. Source: https://www.notion.com/help/database-properties
    """
    status = native or {}
    groups = zip(_CATEGORIES, status.get("groups") or (), strict=False)
    categories = {option: category for category, group in groups for option in group.get("option_ids") or ()}
    return {str(each["name"]): categories.get(each["id"], "unknown") for each in status.get("options") or ()}


def decode_notion_parent(native: Mapping[str, Any] | None) -> str | None:
    """Return the id of the place that a page is a row of: a data source, or in older versions a database."""
    parent = native or {}
    found: str | None = parent.get("data_source_id") or parent.get("database_id")
    return found


def decode_notion_options(native: Mapping[str, Any] | None) -> list[FieldOption] | None:
    """Return what a property can take, of `{select: {options}}` by its types; null where it takes any value."""
    found = next((kind for each in _CHOICES if isinstance(kind := (native or {}).get(each), dict)), None)
    if found is None:
        return None
    return [FieldOption(id=str(each.get("id")), name=str(each.get("name"))) for each in found.get("options") or ()]


def _codec(name: str, native: str, unified: str, summary: str) -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=summary,
        native=native,
        unified=unified,
        imports=(
            ("typing", "Any"),
            ("tasklab.unified.objects", "FieldOption"),
            ("tasklab.unified.objects", "TaskDate"),
        ),
        direction="read",
        reads_null=True,
        is_hook=True,
    )


_DICT = "dict[str, Any]"

CODECS = (
    _codec("notion_values", _DICT, _DICT, "Properties of a page as values by their ids. Reads only."),
    _codec("notion_options", _DICT, "list[FieldOption] | None", "What a property of Notion can take. Reads only."),
    _codec("notion_due", _DICT, "TaskDate | None", "When a date of Notion's ends. Reads only."),
    _codec("notion_start", _DICT, "TaskDate | None", "When a date of Notion's begins. Reads only."),
    _codec(
        "notion_groups", _DICT, "dict[str, str]", "The category of each option of a status, by its name. Reads only."
    ),
    _codec("notion_parent", _DICT, "str | None", "The id of the place that a page is a row of. Reads only."),
)
