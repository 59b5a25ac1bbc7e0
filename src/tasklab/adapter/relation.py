"""Relations as a task sees them: platforms tell each from one end, and list it at both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from tasklab.unified.objects import Relation


def seen_from(relation: Relation, task_id: str) -> Relation:
    """Return a relation as it reads from one of its two tasks."""
    if relation.task_id == task_id or relation.other_task_id != task_id:
        return relation
    return replace(relation, task_id=task_id, other_task_id=relation.task_id, kind=relation.kind.inverse)
