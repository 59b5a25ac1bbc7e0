"""The parts of a task that refer to an object of their own, made from the table of such objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.unified.objects import TaskPriority, TaskStatus, TaskTypeRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.unified.objects import Priority, Status, TaskType


def find_status(statuses: Mapping[str, Status], identifier: str) -> TaskStatus:
    """Find the status of a task; one that is not in the table keeps its id and is `unknown`."""
    status = statuses.get(identifier)
    if status is None:
        return TaskStatus(id=identifier)
    return TaskStatus(id=identifier, name=status.name, category=status.category)


def find_priority(priorities: Mapping[str, Priority], identifier: str) -> TaskPriority:
    """Find the priority of a task; one that is not in the table keeps its id and is `unknown`."""
    priority = priorities.get(identifier)
    if priority is None:
        return TaskPriority(id=identifier)
    return TaskPriority(id=identifier, name=priority.name, level=priority.level)


def find_type(types: Mapping[str, TaskType], identifier: str) -> TaskTypeRef:
    """Find the type of a task; one that is not in the table keeps its id and is `unknown`."""
    kind = types.get(identifier)
    if kind is None:
        return TaskTypeRef(id=identifier)
    return TaskTypeRef(id=identifier, name=kind.name, kind=kind.kind)
