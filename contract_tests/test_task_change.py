"""What integrators may rely on about changing tasks."""

from __future__ import annotations

import pytest

from tasklab.unified.error import CallError
from tasklab.unified.objects import Task
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.draft import full_draft
from tasklab.verify.contract.entangled import check_others, emptied_together, fits, written_together
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.seen import check_field, other_custom_fields, read_back
from tasklab.verify.contract.showcase import Showcase
from tasklab.verify.contract.value import (
    find_difference,
    plain_draft,
)

_MOST = 3


def _updated(capability: Capability):
    written = capability.written_by("task.update")
    return [field for field in written if field.is_readable and field.parameter != "project_id"]


def _nullable(capability: Capability):
    return [field for field in _updated(capability) if field.is_nullable and not field.is_required]


@proves("task.update", "task.get", needs=["task.create"])
@each("field", _updated)
def test_an_update_changes_what_it_was_given_and_nothing_else(showcase: Showcase, pace: Pace, field: WrittenField):
    """Changing a field of a task writes the new value and leaves all the other fields as they were."""
    place, values = showcase.place, showcase.place.choices.need(field)
    before = showcase.take()
    for value in _by_turns(before, field, values)[: max(2, min(pace.values, _MOST))]:
        together = written_together(place, field, value)
        after = place.client.call("task.update", plain_draft({"id": before.id, **together}))
        assert not check_field(after, field, value), check_field(after, field, value)
        but = set(together) - {field.parameter}
        assert not check_others(before, after, field, but=but), check_others(before, after, field, but=but)
        before = after
    read = place.get(before.id)
    assert not check_others(before, read, None), f"get: {check_others(before, read, None)}"
    showcase.leave(read)


def _by_turns(task: Task, field: WrittenField, values: list) -> list:
    """Return values in such an order that the first one is a change; those that fit the task's other dates."""
    fitting = [value for value in values if fits(task, field, value)]
    return sorted(fitting, key=lambda value: not find_difference(field.expected(value), read_back(task, field)))


@proves("task.update", "task.get", needs=["task.create"])
@each("field", _nullable)
def test_null_empties_a_field(showcase: Showcase, field: WrittenField):
    """Null in an update takes a value away, and it reads back as empty or as the platform's own default."""
    place, empty = showcase.place, read_back(showcase.bare, field)
    before = _filled(showcase, field, empty)
    emptied = emptied_together(place, field)
    place.client.call("task.update", {"id": before.id, **emptied})
    after = place.get(before.id)
    seen = read_back(after, field)
    nothing = (None, [], "", {}, empty)
    assert seen in nothing, f"`{field}` was emptied and reads {seen!r}"
    but = set(emptied) - {field.parameter}
    assert not check_others(before, after, field, but=but), check_others(before, after, field, but=but)
    showcase.leave(after)


def _filled(showcase: Showcase, field: WrittenField, empty: object) -> Task:
    """Return the showcase's task with a value in a field that is not its default."""
    place, values = showcase.place, showcase.place.choices.need(field)
    task = showcase.take()
    if find_difference(empty, read_back(task, field)):
        return task
    fitting = [value for value in values if value != [] and fits(task, field, value)]
    filled = next((value for value in fitting if find_difference(empty, field.expected(value))), None)
    if filled is None:
        pytest.skip(f"the site has no value for `{field}` that differs from its default")
    change = plain_draft({"id": task.id, **written_together(place, field, filled)})
    changed: Task = place.client.call("task.update", change)
    assert not check_field(changed, field, filled), check_field(changed, field, filled)
    return changed


@proves("task.update", "task.get", needs=["task.create"])
def test_an_update_with_nothing_changes_nothing(place: Place, capability: Capability):
    """An update that gives no field leaves the task as it is."""
    task = place.make_task(**full_draft(place))
    before = place.get(task.id)
    place.client.call("task.update", {"id": task.id})
    assert not check_others(before, place.get(task.id), None), check_others(before, place.get(task.id), None)


@proves("task.update", "task.get", needs=["task.create"])
@each("field", lambda capability: [field for field in _updated(capability) if field.parameter == "custom_fields"])
def test_custom_fields_change_one_by_one(place: Place, field: WrittenField):
    """An update sets the custom fields that it names, null empties one, and the others stay as they were."""
    one, other = place.choices.need(field, 2)[:2]
    (name,) = one
    task = place.make_task(custom_fields={**one, **other})
    for change in ({name: None}, one):
        before = place.get(task.id)
        after = place.client.call("task.update", plain_draft({"id": task.id, "custom_fields": change}))
        for source, item in (("update", after), ("get", place.get(task.id))):
            assert not check_field(item, field, change), f"{source}: {check_field(item, field, change)}"
            untouched = find_difference(other_custom_fields(before, change), other_custom_fields(item, change))
            assert not untouched, f"{source}: a custom field that was not named changed: {untouched}"


@proves("task.update", "task.get", "field.list", needs=["task.create"])
@each("field", lambda capability: [field for field in _updated(capability) if field.parameter == "custom_fields"])
def test_a_custom_field_of_each_type_reads_back(place: Place, field: WrittenField):
    """Values of custom fields of all types that the site has are written at once, and read back as they were given."""
    place.choices.need(field)
    change = place.choices.custom_fields_of_each_type()
    task = place.make_task()
    after = place.client.call("task.update", plain_draft({"id": task.id, "custom_fields": change}))
    for source, item in (("update", after), ("get", place.get(task.id))):
        assert not check_field(item, field, change), f"{source}: {check_field(item, field, change)}"


@proves("task.update", needs=["task.create"])
def test_empty_is_not_absent(place: Place, capability: Capability):
    """An empty text, id or list in an update empties the field or is refused; it is never taken for no change."""
    task = place.make_task(**full_draft(place))
    for field in _updated(capability):
        empty = _empty(field)
        if empty is None or not read_back(task, field):
            continue
        try:
            task = place.client.call("task.update", {"id": task.id, field.parameter: empty})
        except CallError:
            continue
        assert not read_back(task, field), f"`{field}` was emptied and reads {read_back(task, field)!r}"


def _empty(field: WrittenField) -> str | list[str] | None:
    """Return the empty value of a field's type; None where it has none."""
    if field.type is str:
        return ""
    return [] if field.parameter.endswith("_ids") else None
