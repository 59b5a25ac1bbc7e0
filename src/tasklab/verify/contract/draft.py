"""Whole drafts of tasks: every field at once, and tasks that differ in all that lists look at."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tasklab.verify.contract.entangled import agreed, without_moved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tasklab.unified.objects import Task
    from tasklab.verify.contract.capability import WrittenField
    from tasklab.verify.contract.place import Place

_ENDS = frozenset({"start", "due"})
_MIXED = frozenset(
    {
        "description",
        "status_id",
        "priority_id",
        "assignee_ids",
        "label_ids",
        "section_id",
        "parent_id",
        "start",
        "due",
        "percent_done",
    },
)
"""Fields that lists are filtered or ordered by."""
_EVERY = 3


@dataclass(frozen=True)
class Mixed:
    """Tasks that differ in everything that lists are filtered or ordered by."""

    place: Place
    tasks: list[Task]
    """As a list without filters gives them."""


def full_draft(
    place: Place,
    *,
    without: WrittenField | None = None,
    without_names: Collection[str] = (),
    choose: Callable[[list[Any]], Any] = itemgetter(0),
) -> dict[str, Any]:
    """Return a value for every field that both a new task and a change can carry, as far as they go together.

    `choose` picks one of the values that a field can carry, the awkward ones first.
    """
    left_out = {"title", "project_id", "custom_fields", "position", *without_names}
    if without is not None:
        # Some platforms refuse an end before its beginning.
        left_out |= _ENDS if without.parameter in _ENDS else {without.parameter}
    found: dict[str, Any] = {}
    for field in place.capability.written_by("task.create"):
        values = [] if field.parameter in left_out else place.choices.values(field)
        filled = [value for value in values if value not in ([], 0)]
        if filled:
            found[field.parameter] = choose(filled)
    return without_moved({field.parameter: field for field in place.capability.written_by("task.create")}, found)


def mixed_tasks(place: Place, count: int = 6) -> list[Task]:
    """Make tasks that differ in everything that lists can be filtered or ordered by."""
    fields = [field for field in place.capability.written_by("task.create") if field.parameter in _MIXED]
    choices = {field.parameter: place.choices.telling(field) for field in fields}
    made: list[Task] = []
    for index in range(count):
        draft: dict[str, Any] = {}
        for offset, field in enumerate(fields):
            values = choices[field.parameter]
            # Every third one is left empty, another third for each field.
            if values and (index + offset) % _EVERY:
                draft[field.parameter] = values[(index + offset - 1) % len(values)]
        made.append(place.make_task(**agreed(place, draft)))
    return made
