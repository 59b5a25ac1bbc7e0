"""Tasks that between them show every value of every field: made once, and looked at field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasklab.unified.error import MethodError
from tasklab.verify.contract.draft import full_draft
from tasklab.verify.contract.entangled import agreed, written_together

if TYPE_CHECKING:
    from tasklab.unified.objects import Task
    from tasklab.verify.contract.capability import WrittenField
    from tasklab.verify.contract.place import Place


@dataclass(frozen=True)
class Shown:
    """One task, as it was asked for and as it came to be."""

    draft: dict[str, Any]
    made: Task
    read: Task


class Showcase:
    """Makes tasks with many fields at once, so that each field needs no tasks of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._values: dict[str, list[Any]] = {}
        self._rows: dict[int, Shown | None] = {}
        self._alone: dict[tuple[str, int], Shown] = {}
        self._changing: Task | None = None
        self._left: Task | None = None
        self._left_among = 0
        self._bare: Task | None = None

    @property
    def bare(self) -> Task:
        """A task with nothing but what the version cannot do without."""
        if self._bare is None:
            made = self.place.make_task()
            self._bare = self.place.get(made.id)
        return self._bare

    def values(self, field: WrittenField) -> list[Any]:
        """Return the values of a field that are shown."""
        if field.parameter not in self._values:
            self._values[field.parameter] = self.place.choices.values(field)
        return self._values[field.parameter]

    def show(self, field: WrittenField, index: int) -> Shown:
        """Return a task that has a value of a field: one made with other fields too, where they go together."""
        row = self._row(index)
        value = self.values(field)[index]
        if row is not None and row.draft.get(field.parameter, None) is value and not _is_bent(row.draft, field):
            return row
        if (field.parameter, index) not in self._alone:
            self._alone[field.parameter, index] = self._make(written_together(self.place, field, value))
        return self._alone[field.parameter, index]

    def _row(self, index: int) -> Shown | None:
        if index not in self._rows:
            fields = [each for each in self.place.capability.written_by("task.create") if each.is_readable]
            there = [(each.parameter, self.values(each)) for each in fields if each.parameter != "project_id"]
            draft = {name: values[index] for name, values in there if index < len(values)}
            try:
                self._rows[index] = self._make(agreed(self.place, draft))
            except MethodError:
                # Fields that the platform does not take together are shown one by one.
                self._rows[index] = None
        return self._rows[index]

    def _make(self, draft: dict[str, Any]) -> Shown:
        made = self.place.make_task(**draft)
        return Shown(draft, made, self.place.get(made.id))

    def take(self) -> Task:
        """Return a task with every field filled, to try changes on; read again, unless the last case left it.

        Where tasks were made since, it may stand at another position among them.
        """
        if self._changing is None:
            written = self.place.capability.written_by("task.create")
            held = {field.parameter for field in written if _holds_another(field)}
            self._changing = self._left = self.place.make_task(**full_draft(self.place, without_names=held))
            self._left_among = self.place.task_count
        is_as_left = self._left is not None and self._left_among == self.place.task_count
        task = self._left if is_as_left and self._left is not None else self.place.get(self._changing.id)
        self._left = None
        return task

    def leave(self, task: Task) -> None:
        """Say how the task is after the last change of a case, so that nobody has to read it.

        One that has come to have what changes of other fields move is not tried on again: on a task that repeats, a
        new due date is one time of it, and no change of a field.
        """
        if any(_is_empty(self.bare, name) and not _is_empty(task, name) for name in self._moved()):
            self._changing = self._left = None
        else:
            self._left, self._left_among = task, self.place.task_count

    def _moved(self) -> set[str]:
        """Name the fields that change when others are written."""
        lenses = [field.lens for field in self.place.capability.written_by("task.update")]
        return {name for lens in lenses if lens is not None for name in lens.moves}


def _is_empty(task: Task, name: str) -> bool:
    return getattr(task, name, None) in (None, [], {}, "")


def _holds_another(field: WrittenField) -> bool:
    """Whether a task that is made with a field keeps another one for good: the type of what stands below others."""
    return field.lens is not None and bool(field.lens.moves) and field.lens.write_on == "create"


def _is_bent(draft: dict[str, Any], field: WrittenField) -> bool:
    """Whether another field of a draft may have changed this one: a tracker may subscribe those whom it assigns."""
    return field.parameter == "follower_ids" and bool(draft.get("assignee_ids"))
