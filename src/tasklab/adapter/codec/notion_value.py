"""What Notion answers of pages: values of properties, dates, the groups of a status, the place that a page is in.

Source: https://developers.notion.com/reference/page-property-values, https://developers.notion.com/reference/property-object
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from tasklab.adapter.codec.date import decode_day_or_instant
from tasklab.adapter.codec.notion_text import Run, decode_notion_title
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable
from tasklab.adapter.codec.shaped import shaped
from tasklab.unified.objects import FieldOption, TaskDate

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN = frozenset({"created_time", "created_by", "last_edited_time", "last_edited_by", "button"})
"""Types whose values the page says itself, or that have none."""
_CHOICES = ("select", "multi_select", "status")
_CATEGORIES = ("todo", "in_progress", "done")
_GROUPS = dict(zip(("To-do", "In progress", "Complete"), _CATEGORIES, strict=True))
_NAMES = {
    "backlog": ("backlog", "icebox", "ideas"),
    "todo": ("not started", "to do", "to-do", "todo", "open", "new", "next", "next up", "planned"),
    "in_progress": ("in progress", "doing", "started", "working on it", "in review", "review", "testing"),
    "on_hold": ("on hold", "blocked", "waiting", "paused"),
    "done": ("done", "complete", "completed", "closed", "finished", "shipped"),
    "canceled": ("canceled", "cancelled", "won't do", "rejected"),
}
_USUAL = {name: category for category, names in _NAMES.items() for name in names}
"""Category of an option of a select by what it is called, in small letters."""


class Option(Struct, gc=False):
    """One value of a select, a multi-select or a status."""

    id: str
    name: str


class Group(Struct, gc=False):
    """One of the three groups of a status."""

    name: str | None = None
    option_ids: list[str] | None = None


class Choice(Struct, gc=False):
    """What a property with options can take."""

    options: list[Option] | None = None
    groups: list[Group] | None = None


class Date(Struct, gc=False):
    """A day or a moment, or from one to another."""

    start: str | None = None
    end: str | None = None


class Parent(Struct, gc=False):
    """Where a page is: in a data source, or in older versions in a database."""

    data_source_id: str | None = None
    database_id: str | None = None


class Declared(Struct, gc=False):
    """A property that all pages of a place have."""

    id: str
    type: str
    select: Choice | None = None
    status: Choice | None = None


def decode_notion_values(native: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the values of properties by their ids: options, people and pages by their id, dates as text.

    Raises: PlatformError for a value that is not what its type is documented to be.
    """
    try:
        return {
            str(each["id"]): read_value(each)
            for each in (native or {}).values()
            if isinstance(each, dict) and "id" in each and str(each.get("type")) not in _OWN
        }
    except (AttributeError, TypeError) as error:
        raise unreadable(native, "properties with values of their types") from error


def read_value(each: Mapping[str, Any]) -> Any:
    """Return the value of one property; null where it has none."""
    kind = str(each.get("type"))
    value = each.get(kind)
    match kind:
        case "title" | "rich_text":
            return decode_notion_title(shaped(value or [], list[Run])) or None
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


def decode_notion_due(native: Date | None) -> TaskDate | None:
    """Return when a date ends, or the one day or moment that it is."""
    last = native and (native.end or native.start)
    return decode_day_or_instant(last) if last else None


def decode_notion_start(native: Date | None) -> TaskDate | None:
    """Return when a date begins that has an end; None for a single day or moment."""
    first = native and native.end and native.start
    return decode_day_or_instant(first) if first else None


def decode_notion_groups(native: Declared | None) -> dict[str, str]:
    """Return the category of each option of a status, by its name.

    Groups are three. Where one has another name than the vendor's own, its place says which one it is. A select has no
    groups: what its options are usually called says it, and others are `unknown`.
    """
    if native is None or native.status is None:
        options = (native and native.select and native.select.options) or ()
        return {each.name: _USUAL.get(each.name.strip().lower(), "unknown") for each in options}
    placed = zip(_CATEGORIES, native.status.groups or (), strict=False)
    named = [(_GROUPS.get(group.name or "", category), group) for category, group in placed]
    categories = {option: category for category, group in named for option in group.option_ids or ()}
    return {each.name: categories.get(each.id, "unknown") for each in native.status.options or ()}


def decode_notion_parent(native: Parent | None) -> str | None:
    """Return the id of the place that a page is a row of: a data source, or in older versions a database."""
    return None if native is None else native.data_source_id or native.database_id


def decode_notion_options(native: Mapping[str, Any] | None) -> list[FieldOption] | None:
    """Return what a property can take, of `{select: {options}}` by its types; null where it takes any value."""
    found = next((kind for each in _CHOICES if isinstance(kind := (native or {}).get(each), dict)), None)
    if found is None:
        return None
    return [FieldOption(id=each.id, name=each.name) for each in shaped(found, Choice).options or ()]


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
            *((__name__, name) for name in ("Date", "Declared", "Parent")),
        ),
        direction="read",
        reads_null=True,
        is_hook=True,
    )


_DICT = "dict[str, Any]"

CODECS = (
    _codec("notion_values", _DICT, _DICT, "Properties of a page as values by their ids. Reads only."),
    _codec("notion_options", _DICT, "list[FieldOption] | None", "What a property of Notion can take. Reads only."),
    _codec("notion_due", "Date", "TaskDate | None", "When a date of Notion's ends. Reads only."),
    _codec("notion_start", "Date", "TaskDate | None", "When a date of Notion's begins. Reads only."),
    _codec(
        "notion_groups",
        "Declared",
        "dict[str, str]",
        "The category of each option of a status, by its name. Reads only.",
    ),
    _codec("notion_parent", "Parent", "str | None", "The id of the place that a page is a row of. Reads only."),
)
