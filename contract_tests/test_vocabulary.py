"""What integrators may rely on about statuses, priorities, task types, labels and fields."""

from __future__ import annotations

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.enumeration import FieldType, PriorityLevel, StatusCategory, TaskKind
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around, plain_fields
from tasklab.verify.contract.capability import PARAMETER_OF, Capability, WrittenField
from tasklab.verify.contract.draft import Mixed
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.vocabulary import walk

_PARTS = {
    "status": ("status.list", "category"),
    "priority": ("priority.list", "level"),
    "type": ("task_type.list", "kind"),
}


def _carried(capability: Capability):
    return [name for name in _PARTS if name in capability.readable("task") and capability.has(_PARTS[name][0])]


def _listed(shared: Scene, method: str):
    return list(walk(shared.client, method, shared.sample(method)))


@proves("status.list")
def test_statuses_have_names_and_categories(shared: Scene, capability: Capability):
    """There are statuses, each with a name and a category, an open one and one that means done among them."""
    statuses = _listed(shared, "status.list")
    assert len({status.id for status in statuses}) == len(statuses) > 0
    assert all(status.name for status in statuses)
    categories = {status.category for status in statuses}
    if capability.has("task.complete"):
        assert StatusCategory.DONE in categories
    assert categories - {StatusCategory.DONE, StatusCategory.CANCELED, StatusCategory.UNKNOWN}


@proves("status.list")
def test_statuses_are_what_is_documented(shared: Scene, capability: Capability):
    """The statuses that a platform fixes are all there, each with its documented meaning."""
    _check_constants(shared, capability, "status", "category")


@proves("priority.list")
def test_priorities_are_what_is_documented(shared: Scene, capability: Capability):
    """The priorities that a platform fixes are all there, each with its documented level."""
    _check_constants(shared, capability, "priority", "level")


def _check_constants(shared: Scene, capability: Capability, entity: str, part: str) -> None:
    """Check what is listed against what the version declares: fixed objects, or a table by native value."""
    declared = capability.spec.entities[entity]
    listed = _listed(shared, f"{entity}.list")
    if declared.constants is not None:
        wanted = {str(item["id"]): (item["name"], item.get(part)) for item in declared.constants}
        assert {item.id: (item.name, getattr(item, part)) for item in listed} == wanted
        return
    lens = declared.fields.get(part)
    if lens is None or not lens.table or lens.path not in {"name", declared.fields["name"].path}:
        pytest.skip("the site's own administrator decides")
    table = {str(native): unified for native, unified in lens.table.items()}
    for item in listed:
        assert getattr(item, part) == table.get(item.name, "unknown"), f"{item.name} is called {getattr(item, part)}"


def _fixed(capability: Capability):
    """Name the lists whose objects the version itself names, every one."""
    lists = [name for name in capability.methods if METHODS[name].is_list]
    entities = {name: capability.spec.entities.get(METHODS[name].object) for name in lists}
    return [name for name, entity in entities.items() if entity is not None and entity.constants]


@proves("{method}")
@each("method", _fixed)
def test_what_a_platform_fixes_is_listed_as_it_is(shared: Scene, capability: Capability, method: str):
    """Of what a platform fixes everything is listed, in its order, with all that is known about it."""
    wanted = capability.spec.entities[METHODS[method].object].constants or []
    listed = _listed(shared, method)
    assert [item.id for item in listed] == [str(item["id"]) for item in wanted]
    for item, known in zip(listed, wanted, strict=True):
        for name, value in known.items():
            assert str(getattr(item, name)) == str(value), f"{item.name}: `{name}` is {getattr(item, name)}"


@proves("priority.list")
def test_priorities_have_names_and_levels(shared: Scene):
    """There are priorities, each with a name and a place on the common scale."""
    priorities = _listed(shared, "priority.list")
    assert len({priority.id for priority in priorities}) == len(priorities) > 0
    assert all(priority.name for priority in priorities)
    assert {priority.level for priority in priorities} - {PriorityLevel.UNKNOWN}


@proves("task_type.list")
def test_task_types_have_names_and_kinds(shared: Scene):
    """There are task types, each with a name and a kind."""
    types = _listed(shared, "task_type.list")
    assert len({item.id for item in types}) == len(types) > 0
    assert all(item.name and isinstance(item.kind, TaskKind) for item in types)


@proves("task.get", "task.list", needs=["task.create"])
@each("name", _carried)
def test_a_task_refers_to_what_is_listed(mixed: Mixed, capability: Capability, name: str):
    """The status, priority and type of a task are among those that are listed, with the same name and meaning."""
    method, part = _PARTS[name]
    known = {item.id: item for item in mixed.place.vocabulary.all(method, mixed.place.project_id)}
    seen = [getattr(task, name) for task in mixed.tasks if getattr(task, name) is not None]
    if not seen and PARAMETER_OF[name] in {field.parameter for field in capability.written_by("task.create")}:
        # Where tasks have none unless they are given one.
        seen = [getattr(mixed.place.make_task(**{PARAMETER_OF[name]: next(iter(known))}), name)]
    assert seen, f"no task has a {name}"
    for reference in seen:
        assert reference.id in known, f"{reference.id} is not in {method}"
        listed = known[reference.id]
        assert (reference.name, getattr(reference, part)) == (listed.name, getattr(listed, part))


@proves("task.create", "task.get")
@each("name", _carried)
def test_every_listed_value_can_be_given(place: Place, capability: Capability, pace: Pace, name: str):
    """Every status, priority and type that is listed can be given to a task, and reads back with its own meaning."""
    parameter, (method, part) = PARAMETER_OF[name], _PARTS[name]
    if parameter not in {field.parameter for field in capability.written_by("task.create")}:
        pytest.skip(f"a new task cannot be given a {name}")
    given = place.choices.given(parameter)
    listed = [item for item in place.vocabulary.all(method, place.project_id) if not given or item.id in given]
    for item in listed[: max(2, pace.values)]:
        task = place.make_task(**{parameter: item.id})
        seen = getattr(task, name)
        assert seen is not None, f"{item.name} was given, and nothing is there"
        assert (seen.id, seen.name, getattr(seen, part)) == (item.id, item.name, getattr(item, part))


@proves("label.list", needs=["task.create"])
def test_labels_on_tasks_are_listed(place: Place, capability: Capability):
    """A label that a task carries is in the list of labels, with its name."""
    field = next((each for each in capability.written_by("task.create") if each.parameter == "label_ids"), None)
    if field is None:
        pytest.skip("a new task cannot be given labels")
    wanted = place.choices.need(field)[0]
    place.make_task(label_ids=wanted)
    asked = {"project_id": place.project_id} if place.project_id else {}
    listed = {label.id: label for label in walk(place.client, "label.list", asked)}
    for identifier in wanted:
        assert identifier in listed
        assert listed[identifier].name


@proves("label.create", "label.list")
def test_a_new_label_is_listed(scene: Scene):
    """A new label has the name it was given and is listed once."""
    made = Around(scene, "label").make(name=scene.place.word("écru & co"))
    listed = [label for label in walk(scene.client, "label.list", {}) if label.id == made.id]
    assert len(listed) == 1
    assert listed[0].name == made.name
    assert made.name.endswith("écru & co")


@proves("label.create", "label.list")
def test_a_label_belongs_to_the_project_it_was_made_in(scene: Scene, capability: Capability):
    """A label that is made for one project says so, and is listed there."""
    written = {field.parameter for field in capability.written_by("label.create")}
    project_id = scene.place.project_id
    if "project_id" not in written & set(capability.readable("label")) or project_id is None:
        pytest.skip("labels of this version belong to no project")
    name = scene.place.name_for("label.create", "of one project")
    made = scene.client.call("label.create", {"name": name, "project_id": project_id})
    listed = [label for label in walk(scene.client, "label.list", {"project_id": project_id}) if label.id == made.id]
    assert [label.project_id for label in (made, *listed)] == [project_id] * 2


@proves("label.create", "task.create", "task.get")
def test_a_new_label_can_be_given_to_a_task(scene: Scene, capability: Capability):
    """A label that was just made can be given to a task."""
    if "label_ids" not in {field.parameter for field in capability.written_by("task.create")}:
        pytest.skip("a new task cannot be given labels")
    label = Around(scene, "label").make(name=scene.place.word("fresh"))
    task = scene.place.make_task(label_ids=[label.id])
    assert scene.place.get(task.id).label_ids == [label.id]


@proves("label.create", "label.list")
@each("field", lambda capability: plain_fields(capability, "label.create"))
def test_a_label_reads_back(scene: Scene, field: WrittenField):
    """A new label reads back with each field as it was given."""
    around = Around(scene, "label")
    around.check_made(field, around.values(field, 3))


@proves("field.list")
def test_fields_are_named_and_typed(shared: Scene, capability: Capability):
    """The list of fields names what tasks have, each with its type."""
    fields = _listed(shared, "field.list")
    assert len({field.id for field in fields}) == len(fields) > 0
    assert all(field.name and isinstance(field.type, FieldType) for field in fields)
    own = {field.key or field.id for field in fields if not field.is_custom}
    assert set(capability.readable("task")) - {"custom_fields"} <= own, "custom fields are listed one by one"
    for field in fields:
        is_choice = field.type in {FieldType.SELECT, FieldType.MULTI_SELECT}
        if is_choice and field.is_custom and "options" not in field.unsupported:
            assert field.options, f"{field.name} is a choice without options"


@proves("field.list", "task.list", needs=["task.create"])
def test_every_custom_field_of_a_task_is_listed(mixed: Mixed, capability: Capability):
    """Every custom field that a task has is listed."""
    if "custom_fields" not in capability.readable("task"):
        pytest.skip("tasks of this version have no custom fields")
    place = mixed.place
    listed = {field.id: field for field in place.vocabulary.all("field.list", place.project_id) if field.is_custom}
    for task in mixed.tasks:
        missing = set(task.custom_fields or {}) - set(listed)
        assert not missing, f"a task has the fields {sorted(missing)}, and nobody lists them"
