"""What integrators may rely on about projects and their sections."""

from __future__ import annotations

import pytest

from tasklab.unified.error import NotFoundError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around, nullable_fields, plain_fields
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.entangled import check_others, emptied_together, written_together
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.target import Target
from tasklab.verify.contract.vocabulary import walk

_MOST = 3


def _check_made(scene: Scene, entity: str, field: WrittenField, pace: Pace) -> None:
    around = Around(scene, entity)
    around.check_made(field, around.values(field, min(pace.values, _MOST)))


def _check_changed(
    scene: Scene, entity: str, field: WrittenField, pace: Pace, *, but: frozenset[str] = frozenset()
) -> None:
    around = Around(scene, entity)
    around.check_changed(field, around.values(field, min(pace.values, _MOST)), but=but)


@proves("project.list", "project.get")
def test_a_project_reads_as_it_is_listed(shared: Scene, target: Target):
    """Reading one project gives what the list says about it."""
    projects = list(walk(shared.client, "project.list", shared.sample("project.list")))
    assert projects, "no project"
    assert len({project.id for project in projects}) == len(projects)
    if "project_id" in target.context:
        assert target.context["project_id"].strip("/").split("/")[-1] in {
            project.id.strip("/").split("/")[-1] for project in projects
        }
    for listed in projects[:4]:
        read = shared.client.call("project.get", {"id": listed.id})
        assert read.id == listed.id
        assert read.name
        assert not check_others(listed, read, None), check_others(listed, read, None)


@proves("project.create", "project.get")
def test_a_new_project_is_there(scene: Scene):
    """A new project reads back with its name, is listed once, and holds no task."""
    name = scene.place.name_for("project.create", "projet & co <ü>")
    made = scene.place.make_project(name=name)
    read = scene.client.call("project.get", {"id": made.id})
    assert made.name == read.name == name
    assert not check_others(made, read, None), check_others(made, read, None)
    listed = [project for project in scene.place.everything("project.list") if project.id == made.id]
    assert len(listed) == 1
    assert not list(walk(scene.client, "task.list", {"project_id": made.id}))


@proves("project.create", "project.get")
@each("field", lambda capability: plain_fields(capability, "project.create"))
def test_each_field_of_a_new_project_reads_back(scene: Scene, pace: Pace, field: WrittenField):
    """A new project reads back with each field as it was given."""
    _check_made(scene, "project", field, pace)


@proves("project.update", "project.get", needs=["project.create"])
@each("field", lambda capability: plain_fields(capability, "project.update"))
def test_an_update_changes_a_project(scene: Scene, pace: Pace, field: WrittenField):
    """Changing a field of a project writes the new value, and leaves the other fields as they were."""
    _check_changed(scene, "project", field, pace, but=frozenset({"url", "key"}))


@proves("project.update", "project.get", needs=["project.create"])
@each("field", lambda capability: nullable_fields(capability, "project.update"))
def test_null_empties_a_field_of_a_project(scene: Scene, field: WrittenField):
    """Null in an update of a project takes a value away."""
    around = Around(scene, "project")
    item = around.make(**written_together(scene.place, field, scene.place.choices.need(field)[0]))
    around.change(item, **emptied_together(scene.place, field))
    assert getattr(around.read(item.id), field.name) in (None, "", [])


@proves("project.update", "task.list", needs=["project.create", "task.create"])
def test_an_update_of_a_project_keeps_its_tasks(place: Place, capability: Capability):
    """Renaming a project keeps its tasks."""
    if "name" not in {field.parameter for field in capability.written_by("project.update")}:
        pytest.skip("a project keeps its name")
    project = place.make_project()
    task = place.make_task(project_id=project.id)
    place.client.call("project.update", {"id": project.id, "name": place.word("renamed")})
    assert [item.id for item in walk(place.client, "task.list", {"project_id": project.id})] == [task.id]


@proves("project.delete", needs=["project.create"])
def test_a_deleted_project_is_gone(scene: Scene, capability: Capability):
    """A deleted project can neither be read nor deleted again, is not listed, and leaves the others alone."""
    doomed, other = scene.place.make_project(), scene.place.make_project()
    gone = scene.client.call("project.delete", {"id": doomed.id})
    assert gone.id == doomed.id
    for method in ("project.get", "project.delete"):
        if capability.has(method):
            with pytest.raises(NotFoundError):
                scene.client.call(method, {"id": doomed.id})
    listed = {project.id for project in scene.place.everything("project.list")}
    assert doomed.id not in listed
    assert other.id in listed


@proves("section.list")
def test_sections_belong_to_their_project(shared: Scene):
    """Every section of a project names that project and has a name."""
    sections = list(walk(shared.client, "section.list", shared.sample("section.list")))
    assert len({section.id for section in sections}) == len(sections)
    for section in sections:
        assert section.name
        assert section.project_id in {shared.place.project_id, None}


@proves("section.create", "section.list")
@each("field", lambda capability: plain_fields(capability, "section.create"))
def test_a_new_section_reads_back(scene: Scene, pace: Pace, field: WrittenField):
    """A new section reads back with each field as it was given."""
    _check_made(scene, "section", field, pace)


@proves("section.update", "section.list", needs=["section.create"])
@each("field", lambda capability: plain_fields(capability, "section.update"))
def test_an_update_changes_a_section(scene: Scene, pace: Pace, field: WrittenField):
    """Changing a field of a section writes the new value, and leaves the others as they were."""
    _check_changed(scene, "section", field, pace)


@proves("section.delete", "section.list", needs=["section.create"])
def test_a_deleted_section_is_gone(scene: Scene):
    """A deleted section is not listed and cannot be deleted again."""
    around = Around(scene, "section")
    doomed, other = around.make(), around.make()
    assert around.delete(doomed).id == doomed.id
    listed = {section.id for section in around.all()}
    assert doomed.id not in listed
    assert other.id in listed
    with pytest.raises(NotFoundError):
        around.delete(doomed)
