"""What integrators may rely on about relations, time entries and activities."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tasklab.unified.enumeration import RelationKind
from tasklab.unified.error import CallError, NotFoundError, UnsupportedFieldError
from tasklab.unified.objects import Task
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around, nullable_fields, plain_fields
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.entangled import written_together
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.seen import read_back
from tasklab.verify.contract.value import find_difference, plain_draft
from tasklab.verify.contract.vocabulary import walk

_CLOCKS_DIFFER = dt.timedelta(seconds=5)


@proves("relation.create", "relation.list")
def test_a_relation_reads_back(shared: Scene):
    """A relation of every kind that the version has is listed on its task, with the other task and the kind."""
    task, related = shared.related()
    everything = list(walk(shared.client, "relation.list", {"task_id": task.id}))
    assert len(everything) == len(related)
    for kind, (other, made) in zip(shared.place.choices.relation_kinds(), related, strict=True):
        listed = [item for item in everything if item.other_task_id == other.id]
        assert len(listed) == 1, f"{kind}: listed {len(listed)} times"
        for item in (made, listed[0]):
            assert (item.id, item.task_id, item.other_task_id, item.kind) == (made.id, task.id, other.id, kind)


@proves("relation.create", "relation.list")
def test_a_relation_reads_from_the_other_side(shared: Scene):
    """Seen from the other task, a relation has the inverse kind, where the version lists it there at all."""
    task, related = shared.related()
    for other, made in related:
        for item in shared.client.call("relation.list", {"task_id": other.id}).items:
            assert item.other_task_id == task.id
            assert item.kind == RelationKind(made.kind).inverse


@proves("relation.create")
def test_a_kind_that_does_not_exist_is_refused(scene: Scene):
    """A kind of relation that the version has not is refused by name."""
    others = [kind for kind in RelationKind if kind != "unknown" and kind not in scene.place.choices.relation_kinds()]
    other = scene.place.make_task()
    for kind in others[:3]:
        with pytest.raises(UnsupportedFieldError) as refused:
            scene.place.make_relation(scene.task.id, other.id, kind)
        assert refused.value.pointer == "/kind"
    assert not Around(scene, "relation").all()


@proves("relation.delete", "relation.list", needs=["relation.create"])
def test_a_deleted_relation_is_gone(scene: Scene):
    """A deleted relation is not listed and cannot be deleted again; the tasks and the other relations stay."""
    around, kinds = Around(scene, "relation"), scene.place.choices.relation_kinds()
    first, second = scene.place.make_task(), scene.place.make_task()
    doomed = scene.place.make_relation(scene.task.id, first.id, kinds[0])
    scene.place.make_relation(scene.task.id, second.id, kinds[0])
    assert around.delete(doomed).id == doomed.id
    assert [item.other_task_id for item in around.all()] == [second.id]
    assert scene.place.get(first.id).title == first.title
    with pytest.raises(NotFoundError):
        around.delete(doomed)


@proves("relation.create")
def test_a_relation_to_nothing_is_refused(scene: Scene):
    """A relation to a task that does not exist is refused, and none is made."""
    for unknown in scene.unknown_ids("task"):
        with pytest.raises(CallError):
            scene.place.make_relation(scene.task.id, unknown, scene.place.choices.relation_kinds()[0])
    assert not Around(scene, "relation").all()


@proves("time_entry.create", "time_entry.list")
@each("field", lambda capability: plain_fields(capability, "time_entry.create"))
def test_time_reads_back(scene: Scene, pace: Pace, field: WrittenField):
    """Recorded time reads back with each field as it was given."""
    Around(scene, "time_entry").check_made(field, scene.place.choices.need(field)[: min(pace.values, 6)])


@proves("time_entry.update", "time_entry.list", needs=["time_entry.create"])
@each("field", lambda capability: plain_fields(capability, "time_entry.update"))
def test_an_update_changes_a_time_entry(scene: Scene, pace: Pace, field: WrittenField):
    """Changing a field of recorded time writes the new value, and leaves the others as they were."""
    but = frozenset({"ended_at", "duration_seconds"}) if field.parameter in _SPANS else frozenset()
    Around(scene, "time_entry").check_changed(field, scene.place.choices.need(field)[: min(pace.values, 4)], but=but)


_SPANS = {"started_at", "ended_at", "duration_seconds"}


@proves("time_entry.update", "time_entry.list", needs=["time_entry.create"])
@each("field", lambda capability: nullable_fields(capability, "time_entry.update"))
def test_null_empties_a_field_of_a_time_entry(scene: Scene, field: WrittenField):
    """Null in an update of recorded time takes a value away."""
    around = Around(scene, "time_entry")
    item = around.make(**{field.parameter: scene.place.choices.need(field)[0]})
    around.change(item, **{field.parameter: None})
    assert getattr(around.read(item.id), field.name) in (None, "", 0)


@proves("time_entry.list", needs=["time_entry.create"])
def test_time_belongs_to_its_task(scene: Scene, capability: Capability):
    """Recorded time is listed on its task and on no other one; the filters by task and person give exactly it."""
    made = scene.place.make_time_entry(scene.task.id)
    other = scene.place.make_task()
    entries = Around(scene, "time_entry").all()
    assert [item.id for item in entries] == [made.id]
    if "task_id" in capability.readable("time_entry"):
        assert entries[0].task_id == scene.task.id
    assert not scene.client.call("time_entry.list", {"task_id": other.id, "allow_scan": True}).items
    if "user_id" in capability.readable("time_entry") and entries[0].user_id:
        asked = {"task_id": scene.task.id, "user_id": entries[0].user_id, "allow_scan": True}
        assert [item.id for item in scene.client.call("time_entry.list", asked).items] == [made.id]


@proves("time_entry.delete", "time_entry.list", needs=["time_entry.create"])
def test_a_deleted_time_entry_is_gone(scene: Scene):
    """Deleted time is not listed and cannot be deleted again; other time stays."""
    around = Around(scene, "time_entry")
    doomed, kept = scene.place.make_time_entry(scene.task.id), scene.place.make_time_entry(scene.task.id)
    assert around.delete(doomed).id == doomed.id
    assert [item.id for item in around.all()] == [kept.id]
    with pytest.raises(NotFoundError):
        around.delete(doomed)


def _told(capability: Capability):
    """Return the fields whose changes the activities tell, as far as an update can change them."""
    if not capability.has("activity.list", "task.update"):
        return []
    lens = capability.spec.entities["activity"].fields.get("changes")
    # A table may say more behind the field: where its values are.
    told = {str(words).split()[0] for words in ((lens and lens.table) or {}).values() if words}
    written = [field for field in capability.written_by("task.update") if field.is_readable]
    return [field for field in written if field.parameter in (told or {"title"})]


@proves("activity.list", needs=["task.create", "task.update"])
@each("field", _told)
def test_a_change_is_in_the_activities(scene: Scene, capability: Capability, field: WrittenField):
    """A change of a task is in its activities: which field, from what to what, by whom and when, and no other one."""
    place: Place = scene.place
    began_at = place.now() - _CLOCKS_DIFFER
    task = place.make_task()
    value = _another(place, task, field)
    place.client.call("task.update", plain_draft({"id": task.id, **written_together(place, field, value)}))
    activities = place.client.call("activity.list", {"task_id": task.id}).items
    told = [(item, change) for item in activities for change in item.changes]
    found = [(item, change) for item, change in told if change.field == field.parameter]
    if not found and not told and field.parameter != "title":
        pytest.skip(f"the platform tells nothing of a change of `{field}`")
    assert found, f"no change of `{field}` among {[change.field for _, change in told]}"
    item, change = found[-1]
    assert item.task_id == task.id
    if field.parameter == "title":
        assert change.to in (value, None), f"to {change.to!r}"
        assert change.from_ in (task.title, None), f"from {change.from_!r}"
    assert began_at <= item.at <= place.now() + _CLOCKS_DIFFER
    if "actor_id" in capability.readable("activity") and capability.has("user.me"):
        assert item.actor_id == place.vocabulary.me().id


def _another(place: Place, task: Task, field: WrittenField) -> Any:
    """Return a value for a field that the task has not, or skip the case."""
    if field.parameter == "title":
        return place.word("renamed")
    if field.parameter == "project_id":
        values = [each for each in (place.other_project_id(),) if each]
    else:
        values = [each for each in place.choices.values(field) if each != []]
    now = read_back(task, field)
    value = next((each for each in values if find_difference(field.expected(each), now)), None)
    if value is None:
        pytest.skip(f"the site has nothing else that `{field}` could be")
    return value
