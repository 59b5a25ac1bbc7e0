"""What integrators may rely on about finding and moving tasks, batches of them, and what they can have."""

from __future__ import annotations

import pytest

from tasklab.unified.enumeration import StatusCategory
from tasklab.unified.error import NotFoundError, ValidationError
from tasklab.unified.objects import Task
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.draft import full_draft
from tasklab.verify.contract.entangled import check_others
from tasklab.verify.contract.place import Place


def _references(task: Task) -> list[str]:
    """Return what people call a task by: nothing but its id where a platform has no keys and tells no address."""
    return [reference for reference in (task.key, task.url) if reference] or [task.id]


@proves("task.find", needs=["task.create", "task.get"])
def test_a_task_is_found_by_what_people_paste(place: Place):
    """Pasting a task's key or web address finds that very task; its id does where it has neither."""
    place.make_task()
    task = place.get(place.make_task().id)
    for reference in _references(task):
        found = place.client.call("task.find", {"reference": reference})
        assert found.id == task.id, f"{reference} found another task"
        assert found.title == task.title


@proves("task.find", needs=["task.create"])
def test_what_names_no_task_finds_nothing(place: Place):
    """A key or an address that names no task ends with `not_found`, or is refused as no reference at all."""
    task = place.get(place.make_task().id)
    for reference in _references(task):
        for wrong in (f"{reference}0000001", f"nothing-{reference}", "https://example.org/tasks/1", "ZZZ-99999"):
            with pytest.raises((NotFoundError, ValidationError)):
                place.client.call("task.find", {"reference": wrong})


@proves("task.find", needs=["task.create", "task.delete"])
def test_a_deleted_task_is_not_found_by_what_people_paste(place: Place):
    """The key or the web address of a deleted task finds nothing."""
    task = place.get(place.make_task().id)
    place.make_task()
    place.client.call("task.delete", {"id": task.id})
    for reference in filter(None, (task.key, task.url)):
        with pytest.raises(NotFoundError):
            place.client.call("task.find", {"reference": reference})


def _moving(capability: Capability):
    """Name the methods that bring a task into another project."""
    updated = {field.parameter for field in capability.written_by("task.update")}
    moves = capability.has("task.move") and "project_id" in capability.references("task.move")
    return [*(["task.move"] if moves else []), *(["task.update"] if "project_id" in updated else [])]


@proves("{method}", "task.get", needs=["task.create"])
@each("method", _moving)
def test_a_task_moves_to_another_project(place: Place, capability: Capability, method: str):
    """A moved task is in the other project, with everything it had."""
    other = place.other_project_id()
    if other is None:
        pytest.skip("the site has one project only")
    task = place.make_task(**full_draft(place, without_names={"parent_id", "section_id"}))
    before = place.get(task.id)
    moved = place.client.call(method, {"id": task.id, "project_id": other})
    place.adopt(moved)
    after = place.get(moved.id)
    assert after.project_id == other
    assert moved.project_id == other
    but = {"id", "url", "key", "project_id", "section_id", "position"}
    if "label" in capability.spec.entities and "project_id" in capability.readable("label"):
        but.add("label_ids")  # labels of the old project stay there
    if "status" in capability.spec.entities and "project_id" in capability.readable("status"):
        but.add("status")  # and so do its statuses: the task gets one that means the same
        assert after.status.category == before.status.category
    assert not check_others(before, after, None, but=but), check_others(before, after, None, but=but)
    listed = {item.id for item in place.tasks()}
    assert before.id not in listed, "the task is still in its old project"
    if moved.id != before.id:
        with pytest.raises(NotFoundError):
            place.get(before.id)


@proves("task.batch", "task.get", needs=["task.create", "task.update", "task.delete"])
def test_a_batch_runs_each_operation_in_order(place: Place, capability: Capability):
    """A batch runs its writes in order; one that fails does not stop the others, and each says what became of it."""
    kept, doomed = place.make_task(), place.make_task()
    title = place.word("renamed")
    operations = [
        {"method": "task.create", "parameters": place.draft(title=place.word("batched"))},
        {"method": "task.update", "parameters": {"id": kept.id, "title": title}},
        {"method": "task.delete", "parameters": {"id": doomed.id}},
        {"method": "task.delete", "parameters": {"id": doomed.id}},
    ]
    completes = capability.has("task.complete")
    if completes:
        operations.append({"method": "task.complete", "parameters": {"id": kept.id}})
    answer = place.client.call("task.batch", {"operations": operations})
    assert [item.index for item in answer.items] == list(range(len(operations)))
    created, updated, deleted, failed, *completed = answer.items
    place.adopt(created.result)
    assert place.get(created.result.id).title == operations[0]["parameters"]["title"]
    assert updated.result.title == title
    assert deleted.deleted.id == doomed.id
    assert failed.error.type == "/errors/not_found"
    assert [item.result.id for item in completed] == [kept.id] * completes
    read = place.get(kept.id)
    assert read.title == title
    assert not completes or read.status is None or read.status.category == StatusCategory.DONE
    with pytest.raises(NotFoundError):
        place.get(doomed.id)


@proves("task.schema")
def test_the_schema_names_what_a_task_can_have(place: Place, capability: Capability):
    """The schema of a task names every field that this version can carry, and no other of the model."""
    asked = {"project_id": place.project_id} if place.project_id else {}
    fields = place.client.call("task.schema", asked).fields
    named = {field.key or field.id for field in fields if not field.is_custom}
    readable = set(capability.readable("task"))
    missing = readable - named - {"custom_fields"}  # they are listed one by one
    assert not missing, f"the version carries {sorted(missing)} and the schema does not say so"
    assert not named & capability.unsupported("task"), "the schema names fields that the version cannot carry"


@proves("task.schema", "field.list")
def test_the_schema_says_what_can_be_written(place: Place, capability: Capability):
    """The schema and the list of fields say which fields are read only and which are required."""
    created = capability.written_by("task.create")
    writable = {field.name for field in (*created, *capability.written_by("task.update"))}
    required = {field.name for field in created if field.is_required and field.lens is not None}
    for method in ("task.schema", "field.list"):
        answer = place.client.call(method, {})
        fields = answer.fields if method == "task.schema" else answer.items
        own = {field.key or field.id: field for field in fields if not field.is_custom}
        # Where a new task goes is part of its address on some platforms, and no field that is written.
        for name in set(own) & set(capability.readable("task")) - {"project_id"}:
            assert own[name].is_read_only is (name not in writable), f"{method}: is `{name}` read only?"
        for name in required & set(own):
            assert own[name].is_required, f"{method}: `{name}` is required"
