"""What integrators may rely on about making and reading tasks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasklab.unified.error import CallError, NotFoundError, UnsupportedFieldError, ValidationError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.entangled import agreed, check_together, written_together
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.seen import check_field, read_back
from tasklab.verify.contract.showcase import Showcase
from tasklab.verify.contract.value import (
    made_values,
    plain,
)


def _created(capability: Capability):
    return capability.written_by("task.create")


def _readable_on_create(capability: Capability):
    return [field for field in _created(capability) if field.is_readable and field.parameter != "project_id"]


def _bounded(capability: Capability):
    return [field for field in _created(capability) if field.max_length is not None]


@proves("task.create", "task.get")
def test_what_create_answers_is_what_get_reads(place: Place):
    """Making a task answers with the very task that reading it gives."""
    made = place.make_task()
    read = place.get(made.id)
    for name in read.__struct_fields__:
        assert getattr(made, name) == getattr(read, name), f"`{name}` differs between the two answers"


@proves("task.create")
def test_a_title_alone_makes_a_task_or_what_is_missing_is_said(place: Place, capability: Capability):
    """A title alone makes a task, or ends with a `validation` that says what else it takes."""
    title = place.word("alone")
    try:
        made = place.client.call("task.create", {"title": title})
    except ValidationError as refused:
        fields = {f"/{field.parameter}" for field in capability.written_by("task.create")}
        is_told = refused.pointer in fields - {"/title"} or (refused.native_status is not None and refused.detail)
        assert is_told, f"it is refused, and what is missing is not said: {refused}"
        return
    assert made.title == title
    if capability.has("task.delete"):
        place.client.call("task.delete", {"id": made.id})


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
def test_any_value_of_a_field_reads_back(place: Place, pace: Pace, capability: Capability):
    """Whatever people write into the fields of a new task reads back the same."""
    fields = [field for field in _created(capability) if field.is_readable and made_values(field) is not None]

    @settings(max_examples=2 * pace.examples)
    @given(st.fixed_dictionaries({}, optional={field.parameter: _carried(field) for field in fields}).filter(bool))
    def reads_back(chosen):
        draft = agreed(place, chosen)
        problem = check_together(place.get(place.make_task(**draft).id), fields, draft)
        assert not problem, problem

    reads_back()


def _carried(field: WrittenField):
    return made_values(field).filter(lambda value: not field.refusal(value))


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


@proves("task.create")
@each("field", _created)
def test_a_value_that_cannot_be_carried_is_refused(place: Place, field: WrittenField):
    """A value of a kind that this version does not have is refused naming the field, never bent or dropped."""
    refused_values = place.choices.refused(field)
    if not refused_values:
        pytest.skip(f"every value of the model fits into `{field}`")
    title = place.word("refused")
    for value in refused_values[:4]:
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
