"""The parts of a task that refer to an object of their own, made from the table of such objects.

A part is frozen, so all tasks with the same status share one: reading a page makes none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from tasklab.unified.objects import TaskPriority, TaskStatus, TaskTypeRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.unified.objects import Priority, Status, TaskType


P = TypeVar("P", TaskStatus, TaskPriority, TaskTypeRef)


class _Parts(dict[str | int, P], Generic[P]):
    """Parts by id, and by the number that the id is the text of: that is made a text once."""

    def __missing__(self, key: str | int) -> P:
        if isinstance(key, str):
            return self._unknown(key)
        text = str(key)
        if text not in self:
            return self._unknown(text)
        self[key] = part = self[text]
        return part

    def _unknown(self, key: str) -> P:
        """Return the part of what is not in the table."""
        raise NotImplementedError


class StatusParts(_Parts[TaskStatus]):
    """What tasks say of their status, by its id; one that is not in the table keeps its id and is `unknown`."""

    def __init__(self, statuses: Mapping[str, Status]) -> None:
        super().__init__(
            {key: TaskStatus(id=key, name=status.name, category=status.category) for key, status in statuses.items()}
        )

    def _unknown(self, key: str) -> TaskStatus:
        return TaskStatus(id=key)


class PriorityParts(_Parts[TaskPriority]):
    """What tasks say of their priority, by its id; one that is not in the table keeps its id and is `unknown`."""

    def __init__(self, priorities: Mapping[str, Priority]) -> None:
        super().__init__(
            {key: TaskPriority(id=key, name=each.name, level=each.level) for key, each in priorities.items()}
        )

    def _unknown(self, key: str) -> TaskPriority:
        return TaskPriority(id=key)


class TypeParts(_Parts[TaskTypeRef]):
    """What tasks say of their type, by its id; one that is not in the table keeps its id and is `unknown`."""

    def __init__(self, types: Mapping[str, TaskType]) -> None:
        super().__init__({key: TaskTypeRef(id=key, name=each.name, kind=each.kind) for key, each in types.items()})

    def _unknown(self, key: str) -> TaskTypeRef:
        return TaskTypeRef(id=key)
