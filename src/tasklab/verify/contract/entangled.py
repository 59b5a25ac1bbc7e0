"""Fields that move together: what a platform itself changes beside the one that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.verify.contract.value import DAYS, RULES, find_difference

if TYPE_CHECKING:
    from collections.abc import Collection

    from tasklab.unified.objects import Entity
    from tasklab.verify.contract.capability import WrittenField
    from tasklab.verify.contract.place import Place

_ALWAYS = frozenset({"updated_at", "raw", "extensions"})
_WITH = {
    "status": {"completed_at", "percent_done"},
    "percent_done": {"completed_at", "status"},
    "project_id": {"section_id", "parent_id", "url", "key", "id", "position"},
    "section_id": {"position"},
    "parent_id": {"position", "project_id"},
    "recurrence": {"start"},
    "start": {"recurrence"},
    "assignee_ids": {"follower_ids"},
    "name": {"url", "key"},
}


def check_others(before: Entity, after: Entity, field: WrittenField | None, *, but: Collection[str] = ()) -> str:
    """Find which fields differ besides the one that was written, and those that follow it; empty when none does."""
    name = None if field is None else field.name
    allowed = {*_ALWAYS, *but, *({name} if name else ()), *_WITH.get(name or "", ())}
    problems = [
        f"{other}: {difference}"
        for other in before.__struct_fields__
        if other not in allowed and (difference := find_difference(getattr(before, other), getattr(after, other)))
    ]
    return "; ".join(problems)


def written_together(place: Place, field: WrittenField, value: Any) -> dict[str, Any]:
    """Return a value with what it cannot stand without: a recurrence needs something that recurs."""
    draft = {field.parameter: value}
    if field.parameter == "recurrence" and value in RULES:
        start = next((each for each in place.capability.written_by(field.method) if each.parameter == "start"), None)
        if start is not None:
            draft["start"] = next(each for each in place.values(start) if each.date == DAYS[0] or each.datetime)
    return draft
