"""What is asked of Notion's boards: filters, options, relations, and the properties of a new one.

Source: https://developers.notion.com/reference/post-database-query-filter,
https://developers.notion.com/reference/property-schema-object
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.date import rfc_3339
from tasklab.adapter.codec.notion_value import Option
from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import cannot_carry
from tasklab.adapter.codec.shaped import shaped
from tasklab.unified.error import ConflictError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MINUTE = dt.timedelta(minutes=1)


def encode_notion_times(parts: Sequence[Any]) -> dict[str, Any]:
    """Return a filter of rows, of `[created after, created before, edited after, edited before]`.

    Both moments are told by their minute, so that it is a little wider than asked for.
    """
    names = (("created_time", True), ("created_time", False), ("last_edited_time", True), ("last_edited_time", False))
    found = []
    for (name, is_after), moment in zip(names, parts, strict=True):
        if moment is not None:
            minute = moment.replace(second=0, microsecond=0)
            wanted = {"on_or_after": rfc_3339(minute)} if is_after else {"on_or_before": rfc_3339(minute + _MINUTE)}
            found.append({"timestamp": name, name: wanted})
    return {"and": found}


def encode_notion_option(parts: Sequence[Any]) -> list[str]:
    """Return the option that a status is to get, as a list of one, of `[categories by name, present one, is it done]`.

    It is the first of those that mean it, and none where the present one does.

    Raises: UnsupportedFieldError where there is no status.
    """
    categories, present, is_done = parts
    fitting = [name for name, category in (categories or {}).items() if (category == "done") is is_done]
    if not fitting:
        raise cannot_carry("status_id", "is kept in a property of the type status, and there is none in this place")
    return [] if present in fitting or (present is None and not is_done) else fitting[:1]


def encode_notion_relation(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the relation with a page more, of `[property, pages, whether there are more, page, whether it is there]`.

    Without it where it is not to be there.

    Raises: UnsupportedFieldError where there is no such property, or more pages than one answer has.
    """
    name, found, has_more, page, is_there = parts
    if found is None:
        raise cannot_carry("kind", f"is kept in a property called {name!r}, and there is none in this place")
    present = shaped(found, list[str])
    if has_more:
        raise cannot_carry("other_task_id", f"is one of more than {len(present)} pages in the property {name!r}")
    kept = [each for each in present if each != page]
    return {name: {"relation": [{"id": each} for each in [*kept, *([page] if is_there else [])]]}}


def encode_notion_new_options(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the change of a property that adds an option, of `[name of the property, its options, name]`.

    Raises: ConflictError where there is one of this name.
    """
    name, found, added = parts
    options = shaped(found, list[Option])
    if any(each.name == added for each in options):
        raise ConflictError(f"there is an option {added!r} already", pointer="/name")
    kept = [{"id": each.id, "name": each.name} for each in options]
    return {name: {"multi_select": {"options": [*kept, {"name": added}]}}}


def encode_notion_furniture(names: Mapping[str, str]) -> dict[str, Any]:
    """Return the properties of a new board of tasks, of the names by unified field."""
    levels = [{"name": "High"}, {"name": "Medium"}, {"name": "Low"}]
    made: dict[str, dict[str, Any]] = {
        "description": {"rich_text": {}},
        "status_id": {"status": {}},
        "priority_id": {"select": {"options": levels}},
        "assignee_ids": {"people": {}},
        "label_ids": {"multi_select": {"options": []}},
        "estimate": {"number": {"format": "number"}},
        "due": {"date": {}},
    }
    return {"Name": {"title": {}}} | {names[field]: kind for field, kind in made.items() if field in names}


def encode_notion_relations(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the relations of a board to itself, of `[its id, above, blocked by, blocking]`: each has two sides."""
    place, parent, blocked_by, blocking = parts
    sides = {parent: "Sub-item", blocked_by: blocking}
    return {name: {"relation": _both_sides(place, other)} for name, other in sides.items()}


def _both_sides(place: str, other: str) -> dict[str, Any]:
    return {"data_source_id": place, "type": "dual_property", "dual_property": {"synced_property_name": other}}


def _codec(name: str, unified: str, summary: str, native: str = "dict[str, Any]") -> Codec:
    return Codec(
        module=__name__,
        name=name,
        summary=f"{summary} Writes only.",
        native=native,
        unified=unified,
        imports=(("typing", "Any"), ("collections.abc", "Sequence"), ("collections.abc", "Mapping")),
        direction="write",
        is_hook=True,
    )


_PARTS = "Sequence[Any]"

CODECS = (
    _codec(
        "notion_times", _PARTS, "`[created after, created before, edited after, edited before]` as a filter of rows."
    ),
    _codec(
        "notion_option",
        _PARTS,
        "Of `[categories by name, option, is it done]`: the option that a status is to get, or none.",
        "list[str]",
    ),
    _codec(
        "notion_relation", _PARTS, "Of `[property, pages, are more, page, is there]`: the relation with or without it."
    ),
    _codec("notion_new_options", _PARTS, "Of `[property, its options, name]`: the change that adds the option."),
    _codec("notion_relations", _PARTS, "Of `[id, above, blocked by, blocking]`: the relations of a board to itself."),
    _codec("notion_furniture", "Mapping[str, str]", "The properties of a new board of tasks, of the names by field."),
)
