"""What integrators may rely on about tasks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.unified.enumeration import StatusCategory
from tasklab.unified.error import CallError, NotFoundError, UnsupportedFieldError, ValidationError
from tasklab.unified.objects import Task
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.draft import full_draft
from tasklab.verify.contract.entangled import agreed, check_others, check_together, fits, written_together
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.seen import check_field, read_back
from tasklab.verify.contract.showcase import Showcase
from tasklab.verify.contract.value import (
    FILLERS,
    find_difference,
    made_values,
    plain,
    plain_draft,
)

_CLOSED = {StatusCategory.DONE, StatusCategory.CANCELED}


def _created(capability: Capability):
    return capability.written_by("task.create")


def _made_on_create(capability: Capability):
    return [field for field in _created(capability) if field.is_readable and made_values(field) is not None]


def _readable_on_create(capability: Capability):
    return [field for field in _created(capability) if field.is_readable and field.parameter != "project_id"]


def _updated(capability: Capability):
    written = capability.written_by("task.update")
    return [field for field in written if field.is_readable and field.parameter != "project_id"]


def _nullable(capability: Capability):
    return [field for field in _updated(capability) if field.is_nullable and not field.is_required]


def _refused(method: str):
    return lambda capability: [name for name in capability.refused_by(method) if name in FILLERS]


def _bounded(capability: Capability):
    return [field for field in _created(capability) if field.max_length is not None]


@proves("task.create", "task.get")
def test_what_create_answers_is_what_get_reads(place: Place):
    """Making a task answers with the very task that reading it gives."""
    made = place.make_task()
    read = place.get(made.id)
    for name in read.__struct_fields__:
        assert getattr(made, name) == getattr(read, name), f"`{name}` differs between the two answers"


@proves("task.create", "task.get")
@each("field", _readable_on_create)
def test_each_field_of_a_new_task_reads_back(showcase: Showcase, pace: Pace, field: WrittenField):
    """A new task reads back with each field as it was given."""
    showcase.place.choices.need(field)
    for index, value in enumerate(showcase.values(field)[: pace.values]):
        shown = showcase.show(field, index)
        for source, item in (("create", shown.made), ("get", shown.read)):
            assert not check_field(item, field, value), f"{source}: {check_field(item, field, value)}"


@proves("task.create", "task.get")
@each("field", _made_on_create)
def test_any_value_of_a_field_reads_back(place: Place, pace: Pace, field: WrittenField):
    """Whatever people write into a field of a new task reads back the same."""
    strategy = made_values(field).filter(lambda value: not field.refusal(value))

    @settings(max_examples=pace.examples)
    @given(strategy)
    def reads_back(value):
        task = place.make_task(**written_together(place, field, value))
        assert not check_field(place.get(task.id), field, value), check_field(place.get(task.id), field, value)

    reads_back()


@proves("task.create", "task.get")
def test_whole_drafts_read_back(place: Place, pace: Pace, capability: Capability):
    """A task made with many fields at once carries every one of them, or is refused naming one."""
    fields = [
        field for field in _readable_on_create(capability) if field.parameter != "title" and place.choices.values(field)
    ]
    names = {field.parameter for field in fields}
    options = {field.parameter: st.sampled_from(place.choices.values(field)) for field in fields}
    if not options:
        pytest.skip("the version carries no field besides the title")

    @settings(max_examples=pace.examples)
    @given(st.fixed_dictionaries({}, optional=options))
    def reads_back(chosen):
        draft, title = agreed(place, chosen), place.word("draft")
        try:
            task = place.make_task(title=title, **draft)
        except CallError as error:
            named = (error.pointer or "").strip("/").split("/")[0]
            assert named in names, f"refused without naming a field of {sorted(draft)}: {error}"
            assert not place.titled(title), "refused, and a task was made all the same"
            return
        problem = check_together(place.get(task.id), fields, draft)
        assert not problem, problem

    reads_back()


@proves("task.create", "task.get")
def test_what_is_not_given_stays_empty(place: Place, capability: Capability):
    """A task made with a title alone has nothing in the fields that nobody gave, or the platform's own default."""
    one, other = place.make_task(), place.make_task()
    given_names = {"title", *place.draft()}
    for field in _readable_on_create(capability):
        if field.parameter in given_names or field.parameter == "position":
            continue
        first, second = read_back(one, field), read_back(other, field)
        assert first == second, f"`{field}` was given to neither task and differs: {first!r} and {second!r}"


@proves("task.get", needs=["task.create"])
def test_null_means_empty_and_unsupported_is_named(place: Place, capability: Capability):
    """A field that this version cannot carry is named in `unsupported` and null; every other one it can carry."""
    task = place.get(place.make_task().id)
    assert set(task.unsupported) == capability.unsupported("task")
    for name in task.unsupported:
        assert getattr(task, name) is None, f"`{name}` is called unsupported and has a value"


@proves("task.update", "task.get", needs=["task.create"])
@each("field", _updated)
def test_an_update_changes_what_it_was_given_and_nothing_else(showcase: Showcase, pace: Pace, field: WrittenField):
    """Changing a field of a task writes the new value and leaves all the other fields as they were."""
    place, values = showcase.place, showcase.place.choices.need(field)
    before = showcase.task
    for value in _by_turns(before, field, values)[: max(2, pace.values)]:
        together = written_together(place, field, value)
        after = place.client.call("task.update", plain_draft({"id": before.id, **together}))
        assert not check_field(after, field, value), check_field(after, field, value)
        but = {"start"} if "start" in together else set()
        assert not check_others(before, after, field, but=but), check_others(before, after, field, but=but)
        before = after
    read = place.get(before.id)
    assert not check_others(before, read, None), f"get: {check_others(before, read, None)}"


def _by_turns(task: Task, field: WrittenField, values: list) -> list:
    """Return values in such an order that the first one is a change; those that fit the task's other dates."""
    fitting = [value for value in values if fits(task, field, value)]
    return sorted(fitting, key=lambda value: not find_difference(field.expected(value), read_back(task, field)))


@proves("task.update", "task.get", needs=["task.create"])
@each("field", _nullable)
def test_null_empties_a_field(showcase: Showcase, field: WrittenField):
    """Null in an update takes a value away, and it reads back as empty or as the platform's own default."""
    place, task = showcase.place, showcase.task
    values = [value for value in place.choices.need(field) if value != [] and fits(task, field, value)]
    empty = read_back(showcase.bare, field)
    filled = next((value for value in values if find_difference(empty, field.expected(value))), None)
    if filled is None:
        pytest.skip(f"the site has no value for `{field}` that differs from its default")
    change = plain_draft({"id": task.id, **written_together(place, field, filled)})
    before = place.client.call("task.update", change)
    assert not check_field(before, field, filled), check_field(before, field, filled)
    place.client.call("task.update", {"id": task.id, field.parameter: None})
    after = place.get(task.id)
    seen = read_back(after, field)
    nothing = (None, [], "", {}, empty)
    assert seen in nothing, f"`{field}` was emptied and reads {seen!r}"
    assert not check_others(before, after, field), check_others(before, after, field)


@proves("task.update", "task.get", needs=["task.create"])
def test_an_update_with_nothing_changes_nothing(place: Place, capability: Capability):
    """An update that gives no field leaves the task as it is."""
    task = place.make_task(**full_draft(place))
    before = place.get(task.id)
    place.client.call("task.update", {"id": task.id})
    assert not check_others(before, place.get(task.id), None), check_others(before, place.get(task.id), None)


@proves("task.create")
@each("name", _refused("task.create"))
def test_a_field_that_create_cannot_carry_is_refused_by_name(place: Place, name: str):
    """Making a task with a field that this version cannot carry is refused naming the field, and makes nothing."""
    title = place.word("refused")
    with pytest.raises(UnsupportedFieldError) as refused:
        place.make_task(title=title, **{name: FILLERS[name]})
    assert (refused.value.pointer or "").startswith(f"/{name}"), f"points at {refused.value.pointer}"
    if place.capability.has("task.list"):
        assert not place.titled(title), "refused, and a task was made all the same"


@proves("task.update", "task.get", needs=["task.create"])
@each("name", _refused("task.update"))
def test_a_field_that_update_cannot_carry_is_refused_by_name(shared: Scene, name: str):
    """Changing a field that this version cannot carry is refused naming the field, and changes nothing."""
    place, task = shared.place, shared.task
    with pytest.raises(UnsupportedFieldError) as refused:
        place.client.call("task.update", {"id": task.id, "title": place.word("other"), name: FILLERS[name]})
    assert (refused.value.pointer or "").startswith(f"/{name}"), f"points at {refused.value.pointer}"
    assert place.get(task.id).title == task.title, "refused, and the title was changed all the same"


@proves("task.create")
@each("field", _created)
def test_a_value_that_cannot_be_carried_is_refused(place: Place, field: WrittenField):
    """A value of a kind that this version does not have is refused naming the field, never bent or dropped."""
    refused_values = place.choices.refused(field)
    if not refused_values:
        pytest.skip(f"every value of the model fits into `{field}`")
    for value in refused_values[:4]:
        title = place.word("refused")
        with pytest.raises(CallError) as refused:
            place.make_task(**{"title": title, **written_together(place, field, value)})
        assert isinstance(refused.value, UnsupportedFieldError | ValidationError | NotFoundError)
        assert (refused.value.pointer or "").startswith(f"/{field}"), f"points at {refused.value.pointer}"
        assert not place.titled(title), "refused, and a task was made all the same"


@proves("task.create")
@each("field", _bounded)
def test_a_text_that_is_too_long_is_refused(place: Place, field: WrittenField):
    """A text longer than the platform keeps is refused naming the field, never cut."""
    title = place.word("long")
    with pytest.raises(ValidationError) as refused:
        place.make_task(**{"title": title, field.parameter: "x" * (field.max_length + 1)})
    assert refused.value.pointer == f"/{field}"
    assert not place.titled(title), "refused, and a task was made all the same"


@proves("task.complete", "task.get", needs=["task.create"])
def test_complete_moves_to_a_done_status(place: Place):
    """A completed task is in a status of the category `done`, and says when it was completed where it can."""
    task = place.make_task()
    assert task.status is None or task.status.category not in _CLOSED, "a new task is closed already"
    done = place.client.call("task.complete", {"id": task.id})
    read = place.get(task.id)
    for item in (done, read):
        if "status" in place.capability.readable("task"):
            assert item.status.category == StatusCategory.DONE
        if "completed_at" in place.capability.readable("task"):
            assert item.completed_at is not None, "completed, and nobody knows when"
    assert read.title == task.title


@proves("task.complete", "task.reopen", "task.get", needs=["task.create"])
def test_complete_and_reopen_change_nothing_else(place: Place):
    """Completing and reopening leave title, dates, people and labels as they were."""
    task = place.make_task(**full_draft(place, without_names={"status_id", "percent_done", "recurrence"}))
    before = place.get(task.id)
    for method in ("task.complete", "task.reopen"):
        place.client.call(method, {"id": task.id})
        after = place.get(task.id)
        problems = check_others(before, after, None, but={"status", "completed_at", "percent_done"})
        assert not problems, f"{method}: {problems}"


@proves("task.reopen", "task.complete", "task.get", needs=["task.create"])
def test_reopen_moves_back_to_an_open_status(place: Place):
    """A reopened task is in an open status and no longer says when it was completed."""
    task = place.make_task()
    place.client.call("task.complete", {"id": task.id})
    opened = place.client.call("task.reopen", {"id": task.id})
    for item in (opened, place.get(task.id)):
        if "status" in place.capability.readable("task"):
            assert item.status.category not in _CLOSED
        if "completed_at" in place.capability.readable("task"):
            assert item.completed_at is None, "open, and still says when it was completed"


@proves("task.complete", "task.reopen", "task.get", needs=["task.create"])
def test_completing_twice_is_completing_once(place: Place):
    """Completing a done task, or reopening an open one, leaves it as it is."""
    task = place.make_task()
    for method, closed in (("task.complete", True), ("task.reopen", False)):
        place.client.call(method, {"id": task.id})
        first = place.get(task.id)
        place.client.call(method, {"id": task.id})
        second = place.get(task.id)
        assert first.status == second.status
        if first.status is not None:
            assert (second.status.category in _CLOSED) is closed
        if "completed_at" in place.capability.readable("task"):
            assert first.completed_at == second.completed_at, "the second time moved the moment of completion"


@proves("task.delete", "task.get", needs=["task.create"])
def test_a_deleted_task_is_gone(place: Place):
    """A deleted task can neither be read nor deleted again: both end with `not_found`."""
    task, other = place.make_task(), place.make_task()
    gone = place.client.call("task.delete", {"id": task.id})
    assert gone.id == task.id
    for method in ("task.get", "task.delete"):
        with pytest.raises(NotFoundError):
            place.client.call(method, {"id": task.id})
    assert place.get(other.id).title == other.title, "another task was deleted with it"


@proves("task.delete", "task.list", needs=["task.create"])
def test_a_deleted_task_is_not_listed(place: Place):
    """A deleted task is in no list; the others still are."""
    task, other = place.make_task(), place.make_task()
    place.client.call("task.delete", {"id": task.id})
    listed = {item.id for item in place.tasks()}
    assert task.id not in listed
    assert other.id in listed


@proves("task.update", "task.complete", "task.reopen", needs=["task.create", "task.delete"])
def test_a_deleted_task_cannot_be_changed(place: Place):
    """Changing, completing or reopening a deleted task ends with `not_found`."""
    task = place.make_task()
    place.client.call("task.delete", {"id": task.id})
    for method, change in (("task.update", {"title": "ghost"}), ("task.complete", {}), ("task.reopen", {})):
        with pytest.raises(NotFoundError):
            place.client.call(method, {"id": task.id, **change})
    with pytest.raises(NotFoundError):
        place.get(task.id)


@proves("task.find", needs=["task.create", "task.get"])
def test_a_task_is_found_by_what_people_paste(place: Place):
    """Pasting a task's key or web address finds that very task."""
    place.make_task()
    task = place.get(place.make_task().id)
    references = [reference for reference in (task.key, task.url) if reference]
    assert references, "the task has neither a key nor an address"
    for reference in references:
        found = place.client.call("task.find", {"reference": reference})
        assert found.id == task.id, f"{reference} found another task"
        assert found.title == task.title


@proves("task.find", needs=["task.create"])
def test_what_names_no_task_finds_nothing(place: Place):
    """A key or an address that names no task ends with `not_found`, or is refused as no reference at all."""
    task = place.get(place.make_task().id)
    for reference in filter(None, (task.key, task.url)):
        for wrong in (f"{reference}0000001", f"nothing-{reference}", "https://example.org/tasks/1", "ZZZ-99999"):
            with pytest.raises((NotFoundError, ValidationError)):
                place.client.call("task.find", {"reference": wrong})


@proves("task.move", "task.get", needs=["task.create"])
def test_a_task_moves_to_another_project(place: Place, capability: Capability):
    """A moved task is in the other project, with everything it had."""
    if "project_id" not in capability.references("task.move") | {"project_id"}:
        pytest.skip("this version moves tasks between sections only")
    other = place.other_project_id()
    if other is None:
        pytest.skip("the site has one project only")
    task = place.make_task(**full_draft(place, without_names={"parent_id", "section_id"}))
    before = place.get(task.id)
    moved = place.client.call("task.move", {"id": task.id, "project_id": other})
    place.adopt(moved)
    after = place.get(moved.id)
    assert after.project_id == other
    assert moved.project_id == other
    but = {"id", "url", "key", "project_id", "section_id", "position"}
    if "label" in capability.spec.entities and "project_id" in capability.readable("label"):
        but.add("label_ids")  # labels of the old project stay there
    assert not check_others(before, after, None, but=but), check_others(before, after, None, but=but)
    listed = {item.id for item in place.tasks()}
    assert before.id not in listed, "the task is still in its old project"
    if moved.id != before.id:
        with pytest.raises(NotFoundError):
            place.get(before.id)


@proves("task.batch", "task.get", needs=["task.create", "task.update", "task.delete"])
def test_a_batch_runs_each_operation_in_order(place: Place):
    """A batch runs its writes in order; one that fails does not stop the others, and each says what became of it."""
    kept, doomed = place.make_task(), place.make_task()
    title = place.word("renamed")
    operations = [
        {"method": "task.create", "parameters": place.draft(title=place.word("batched"))},
        {"method": "task.update", "parameters": {"id": kept.id, "title": title}},
        {"method": "task.delete", "parameters": {"id": doomed.id}},
        {"method": "task.delete", "parameters": {"id": doomed.id}},
        {"method": "task.complete", "parameters": {"id": kept.id}},
    ]
    answer = place.client.call("task.batch", {"operations": operations})
    assert [item.index for item in answer.items] == list(range(len(operations)))
    created, updated, deleted, failed, completed = answer.items
    place.adopt(created.result)
    assert place.get(created.result.id).title == operations[0]["parameters"]["title"]
    assert updated.result.title == title
    assert deleted.deleted.id == doomed.id
    assert failed.error.type == "/errors/not_found"
    assert completed.result.id == kept.id
    read = place.get(kept.id)
    assert read.title == title
    assert read.status is None or read.status.category == StatusCategory.DONE
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
    writable = {field.name for field in (*_created(capability), *capability.written_by("task.update"))}
    required = {field.name for field in _created(capability) if field.is_required and field.lens is not None}
    for method in ("task.schema", "field.list"):
        answer = place.client.call(method, {})
        fields = answer.fields if method == "task.schema" else answer.items
        own = {field.key or field.id: field for field in fields if not field.is_custom}
        # Where a new task goes is part of its address on some platforms, and no field that is written.
        for name in set(own) & set(capability.readable("task")) - {"project_id"}:
            assert own[name].is_read_only is (name not in writable), f"{method}: is `{name}` read only?"
        for name in required & set(own):
            assert own[name].is_required, f"{method}: `{name}` is required"


@proves("task.create", "task.get")
@each("field", lambda capability: [field for field in _created(capability) if field.parameter == "project_id"])
def test_a_task_is_made_where_it_was_asked_for(place: Place, field: WrittenField):
    """A new task is in the project it was asked for."""
    task = place.make_task()
    assert place.get(task.id).project_id == place.project_id
    other = place.other_project_id()
    if other is not None:
        task = place.make_task(project_id=plain(other))
        assert place.get(task.id).project_id == other, f"`{field}` was {other}"
