"""Objects other than tasks, made, read and changed in the same way whatever they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tasklab.unified.catalogue import METHODS
from tasklab.verify.contract.entangled import check_others, written_together
from tasklab.verify.contract.seen import check_field
from tasklab.verify.contract.value import plain_draft, plain_name
from tasklab.verify.contract.vocabulary import walk

if TYPE_CHECKING:
    from tasklab.unified.objects import Entity
    from tasklab.verify.contract.capability import Capability, WrittenField
    from tasklab.verify.contract.scene import Scene

_PLACES = frozenset({"task_id", "project_id", "other_task_id", "content", "url"})
"""Parameters that say where, or are the thing itself."""
_ROOM = 30
"""Characters that every platform has room for in a name."""


def plain_fields(capability: Capability, method: str) -> list[WrittenField]:
    """Return the fields of a write that can be given a value and read back."""
    return [f for f in capability.written_by(method) if f.is_readable and f.parameter not in _PLACES]


def nullable_fields(capability: Capability, method: str) -> list[WrittenField]:
    """Return the fields of a write that null empties."""
    return [field for field in plain_fields(capability, method) if field.is_nullable and not field.is_required]


class Around:
    """Makes, reads, changes and deletes objects of one kind."""

    def __init__(self, scene: Scene, entity: str) -> None:
        self.scene = scene
        self.entity = entity

    def make(self, **draft: Any) -> Any:
        """Make an object; removed with its place."""
        if self.entity == "project":
            return self.scene.place.make_project(**draft)
        method = f"{self.entity}.create"
        return self.scene.client.call(method, {**self.scene.parameters(method), **plain_draft(draft)})

    def address(self, item: Entity) -> dict[str, Any]:
        """Return what an update, a deletion or a download says about which object it means."""
        parameters = METHODS[f"{self.entity}.delete"].parameters.__struct_fields__
        found = {"id": item.id}
        if "task_id" in parameters:
            found["task_id"] = self.scene.task.id
        if "project_id" in parameters and self.scene.place.project_id:
            found["project_id"] = self.scene.place.project_id
        return found

    def change(self, item: Entity, **draft: Any) -> Any:
        """Change fields of an object."""
        return self.scene.client.call(f"{self.entity}.update", {**self.address(item), **plain_draft(draft)})

    def delete(self, item: Entity) -> Any:
        """Delete an object."""
        return self.scene.client.call(f"{self.entity}.delete", self.address(item))

    def all(self) -> list[Any]:
        """Return every object of this kind around the scene."""
        return list(walk(self.scene.client, f"{self.entity}.list", self._where()))

    def _where(self) -> dict[str, Any]:
        wanted = METHODS[f"{self.entity}.list"].parameters.__struct_fields__
        if "task_id" in wanted:
            return {"task_id": self.scene.task.id}
        place = self.scene.place
        return {"project_id": place.project_id} if "project_id" in wanted and place.project_id else {}

    def read(self, identifier: str) -> Any:
        """Read an object again, by its own method or from its list; fail where it is not there."""
        method = f"{self.entity}.get"
        if method in METHODS and self.scene.place.capability.has(method):
            return self.scene.client.call(method, {"id": identifier})
        found = [item for item in self.all() if item.id == identifier]
        assert len(found) == 1, f"{self.entity} {identifier} is listed {len(found)} times"
        return found[0]

    def read_all(self, items: list[Any]) -> list[Any]:
        """Read objects again, by their own method or from one list; fail where one is not there."""
        if f"{self.entity}.get" in METHODS and self.scene.place.capability.has(f"{self.entity}.get"):
            return [self.read(item.id) for item in items]
        listed = self.all()
        count = Counter(item.id for item in listed)
        assert all(count[item.id] == 1 for item in items), f"listed other than once: {count}"
        return [next(each for each in listed if each.id == item.id) for item in items]

    # What every kind promises

    def values(self, field: WrittenField, most: int) -> list[Any]:
        """Return values for a field, or skip the case; a name is one that nothing else on the site has."""
        values = self.scene.place.choices.need(field)[:most]
        return [self._own_name(field, value) for value in values] if field.parameter == "name" else values

    def _own_name(self, field: WrittenField, value: str) -> str:
        name = f"{self.scene.place.word()} {value}"[: max(len(value), _ROOM)].strip()
        return plain_name(name) if field.refusal(name) else name

    def check_made(self, field: WrittenField, values: list[Any]) -> None:
        """Check that a new object reads back with a field as it was given."""
        made = [self.make(**written_together(self.scene.place, field, value)) for value in values]
        for value, item, read in zip(values, made, self.read_all(made), strict=True):
            for source, seen in (("create", item), ("read", read)):
                problem = check_field(seen, field, value)
                assert not problem, f"{source}: {problem}"

    def check_changed(self, field: WrittenField, values: list[Any], *, but: frozenset[str] = frozenset()) -> None:
        """Check that a change writes the new value, and leaves the other fields as they were."""
        others = plain_fields(self.scene.place.capability, f"{self.entity}.create")
        free = [each for each in others if each.lens is None or each.lens.needs is None]
        draft = {each.parameter: self._first(each) for each in free if each.parameter != field.parameter}
        item = self.make(**{name: value for name, value in draft.items() if value is not None})
        before = self.read(item.id)
        for value in values:
            together = written_together(self.scene.place, field, value)
            after = self.change(item, **together)
            also = but | (set(together) - {field.parameter})
            problem = check_field(after, field, value) or check_others(before, after, field, but=also)
            assert not problem, f"update: {problem}"
            before = after
        problem = check_others(before, self.read(item.id), None)
        assert not problem, f"read: {problem}"

    def _first(self, field: WrittenField) -> Any:
        """Return a value for a field: none for the name, which every object has, and none that closes it to changes."""
        values = [value for value in self.scene.place.choices.values(field) if value != []]
        return values[0] if values and field.parameter not in {"name", "is_archived"} else None
