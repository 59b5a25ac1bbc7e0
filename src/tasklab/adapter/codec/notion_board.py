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
    from collections.abc import Sequence

_MINUTE = dt.timedelta(minutes=1)
_CLOSED = ("done", "canceled")


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

    Raises: UnsupportedFieldError where no option means it.
    """
    categories, present, is_done = parts
    wanted = {name: category for name, category in (categories or {}).items() if (category in _CLOSED) is is_done}
    fitting = [name for name, category in wanted.items() if category not in ("canceled", "unknown")] or list(wanted)
    if not fitting:
        meant = "done" if is_done else "open"
        raise cannot_carry("status_id", f"is kept in a property with options, and none in this place means {meant}")
    return [] if present in wanted or (present is None and not is_done) else fitting[:1]


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


def encode_notion_furniture(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the properties of a new board of tasks, of `[names by unified field, type of the status]`.

    A status has options of its own; a select is given the same.
    """
    names, status = parts
    made: dict[str, dict[str, Any]] = {
        "description": {"rich_text": {}},
        "status_id": {status: {"options": _named("Not started", "In progress", "Done")} if status == "select" else {}},
        "priority_id": {"select": {"options": _named("High", "Medium", "Low")}},
        "assignee_ids": {"people": {}},
        "label_ids": {"multi_select": {"options": []}},
        "estimate": {"number": {"format": "number"}},
        "due": {"date": {}},
    }
    return {"Name": {"title": {}}} | {names[field]: kind for field, kind in made.items() if field in names}


def _named(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def encode_notion_relations(parts: Sequence[Any]) -> dict[str, Any]:
    """Return relations of a board to itself, of `[what its id is called, its id, properties]`: each has two sides."""
    kind, place, names = parts
    return {name: {"relation": {kind: place, "type": "dual_property", "dual_property": {}}} for name in names}


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
    _codec("notion_relations", _PARTS, "Of `[kind of id, id, properties]`: relations of a board to itself."),
    _codec("notion_furniture", _PARTS, "Of `[names by field, type of the status]`: the properties of a new board."),
)
