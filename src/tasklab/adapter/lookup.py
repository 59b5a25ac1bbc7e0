"""The parts of a task that refer to an object of their own, made from the table of such objects.

A part is frozen, so all tasks of a page with the same status share one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from tasklab.unified.objects import TaskPriority, TaskStatus, TaskTypeRef

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.unified.objects import Priority, Status, TaskType


T = TypeVar("T")
P = TypeVar("P")


class _Parts(dict[str | int, P], Generic[T, P]):
    """Parts by id, or by the number that the id is the text of; each is made when a task first has it."""

    __slots__ = ("_table",)

    def __init__(self, table: Mapping[str, T]) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, key: str | int) -> P:
        text = str(key)
        found = self._table.get(text)
        part = self._part(text, found)
        if found is not None:
            self[key] = part
        return part

    def _part(self, key: str, found: T | None) -> P:
        """Return what tasks say of an object; one that is not in the table keeps its id and is `unknown`."""
        raise NotImplementedError


class StatusParts(_Parts["Status", TaskStatus]):
    """What tasks say of their status."""

    __slots__ = ()

    def _part(self, key: str, found: Status | None) -> TaskStatus:
        return TaskStatus(id=key) if found is None else TaskStatus(id=key, name=found.name, category=found.category)


class PriorityParts(_Parts["Priority", TaskPriority]):
    """What tasks say of their priority."""

    __slots__ = ()

    def _part(self, key: str, found: Priority | None) -> TaskPriority:
        return TaskPriority(id=key) if found is None else TaskPriority(id=key, name=found.name, level=found.level)


class TypeParts(_Parts["TaskType", TaskTypeRef]):
    """What tasks say of their type."""

    __slots__ = ()

    def _part(self, key: str, found: TaskType | None) -> TaskTypeRef:
        return TaskTypeRef(id=key) if found is None else TaskTypeRef(id=key, name=found.name, kind=found.kind)
