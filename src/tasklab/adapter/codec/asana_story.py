"""What a story of Asana says was changed about a task.

A story has the members of what it is about and no others. Source: https://developers.asana.com/reference/stories
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert

from tasklab.adapter.codec.asana_field import DateValue, Reference, read_date
from tasklab.adapter.codec.record import Codec
from tasklab.unified.objects import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COMPLETIONS = {"marked_complete": ("false", "true"), "marked_incomplete": ("true", "false")}


class StoryDates(Struct, gc=False):
    """The dates of a task."""

    due_on: str | None = None
    due_at: str | None = None
    start_on: str | None = None


class Story(Struct, gc=False):
    """The members of a story that tell a change."""

    resource_subtype: str = ""
    old_name: str | None = None
    new_name: str | None = None
    old_dates: StoryDates | None = None
    new_dates: StoryDates | None = None
    old_resource_subtype: str | None = None
    new_resource_subtype: str | None = None
    old_section: Reference | None = None
    new_section: Reference | None = None
    assignee: Reference | None = None
    follower: Reference | None = None
    project: Reference | None = None
    tag: Reference | None = None
    custom_field: Reference | None = None
    old_text_value: str | None = None
    new_text_value: str | None = None
    old_number_value: float | None = None
    new_number_value: float | None = None
    old_enum_value: Reference | None = None
    new_enum_value: Reference | None = None
    old_date_value: DateValue | None = None
    new_date_value: DateValue | None = None
    old_people_value: list[Reference] | None = None
    new_people_value: list[Reference] | None = None
    old_multi_enum_values: list[Reference] | None = None
    new_multi_enum_values: list[Reference] | None = None


def decode_story_changes(native: Mapping[str, Any]) -> list[Change]:
    """Return the changes; one that has no values is named alone, by the platform's word where we have none."""
    story = convert({name: value for name, value in native.items() if value is not None}, Story)
    return list(_changes(story)) or [Change(field=_NAMES.get(story.resource_subtype, story.resource_subtype))]


_NAMES = {"notes_changed": "description", "unassigned": "assignee_ids"}


def _changes(story: Story) -> Iterator[Change]:
    if story.resource_subtype in _COMPLETIONS:
        before, after = _COMPLETIONS[story.resource_subtype]
        yield Change(field="status_id", from_=before, to=after)
    if story.custom_field is not None:
        yield Change(field=story.custom_field.gid, from_=_value(story, "old"), to=_value(story, "new"))
    elif story.old_name is not None or story.new_name is not None:
        yield Change(field="title", from_=story.old_name, to=story.new_name)
    if story.old_resource_subtype is not None or story.new_resource_subtype is not None:
        yield Change(field="type_id", from_=story.old_resource_subtype, to=story.new_resource_subtype)
    yield from _date_changes(story.old_dates or StoryDates(), story.new_dates or StoryDates())
    if story.old_section is not None or story.new_section is not None:
        yield Change(field="section_id", from_=_gid(story.old_section), to=_gid(story.new_section))
    yield from _links(story)


def _links(story: Story) -> Iterator[Change]:
    """Tell what the task was linked with, or no longer is."""
    linked = (
        ("assignee_ids", story.assignee, True),
        ("follower_ids", story.follower, True),
        ("label_ids", story.tag, True),
        ("project_id", None if story.new_section or story.old_section else story.project, False),
    )
    for field, other, is_list in linked:
        if other is not None:
            value = [other.gid] if is_list else other.gid
            is_gone = story.resource_subtype.startswith(("removed", "un", "follower_removed"))
            yield Change(field=field, from_=value if is_gone else None, to=None if is_gone else value)


def _date_changes(old: StoryDates, new: StoryDates) -> Iterator[Change]:
    for field, before, after in (("due", _due(old), _due(new)), ("start", _day(old.start_on), _day(new.start_on))):
        if before != after:
            yield Change(field=field, from_=before, to=after)


def _due(dates: StoryDates) -> dict[str, str] | None:
    return _day(dates.due_on) if dates.due_at is None else {"datetime": dates.due_at}


def _day(day: str | None) -> dict[str, str] | None:
    return None if day is None else {"date": day}


def _value(story: Story, which: str) -> Any:
    """Return the former or the new value of a custom field, whichever of its types it has."""
    for name in ("text_value", "number_value", "enum_value", "date_value", "people_value", "multi_enum_values"):
        found = getattr(story, f"{which}_{name}")
        match found:
            case None:
                continue
            case Reference():
                return found.gid
            case DateValue():
                return read_date(found)
            case list():
                return [each.gid for each in found]
            case _:
                return found
    return None


def _gid(reference: Reference | None) -> str | None:
    return None if reference is None else reference.gid


CODECS = (
    Codec(
        module=__name__,
        name="story_changes",
        summary="What a story of Asana says was changed. Reads only.",
        native="dict[str, Any]",
        unified="list[Change]",
        imports=(("typing", "Any"), ("tasklab.unified.objects", "Change")),
        direction="read",
        is_hook=True,
    ),
)
