"""What integrators may rely on about comments."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings

from tasklab.unified.error import NotFoundError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around, plain_fields
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.draft import full_draft
from tasklab.verify.contract.entangled import check_others
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.seen import check_field
from tasklab.verify.contract.value import made_values

_CLOCKS_DIFFER = dt.timedelta(seconds=5)


def _body(capability: Capability) -> WrittenField:
    return next(field for field in capability.written_by("comment.create") if field.parameter == "body")


@proves("comment.create", "comment.list")
@each("field", lambda capability: plain_fields(capability, "comment.create"))
def test_a_comment_reads_back(scene: Scene, pace: Pace, field: WrittenField):
    """A new comment is listed with what was said, word for word."""
    Around(scene, "comment").check_made(field, scene.place.choices.need(field)[: pace.values])


@proves("comment.create", "comment.list")
def test_whatever_is_said_reads_back(scene: Scene, pace: Pace, capability: Capability):
    """Whatever people write into a comment reads back the same."""
    around, field = Around(scene, "comment"), _body(capability)

    @settings(max_examples=pace.examples)
    @given(made_values(field))
    def reads_back(body):
        made = around.make(body=body)
        assert not check_field(around.read(made.id), field, body), check_field(around.read(made.id), field, body)

    reads_back()


@proves("comment.create", "comment.list")
def test_a_comment_belongs_to_its_task(scene: Scene, capability: Capability):
    """A comment names its task, is listed on it and on no other one, and says who said it and when."""
    began_at = scene.place.now() - _CLOCKS_DIFFER
    around, other = Around(scene, "comment"), scene.place.make_task()
    made = around.make()
    read = around.read(made.id)
    assert not check_others(made, read, None), check_others(made, read, None)
    if "task_id" in capability.readable("comment"):
        assert read.task_id == scene.task.id
    if "author_id" in capability.readable("comment") and capability.has("user.me"):
        assert read.author_id == scene.place.vocabulary.me().id
    if "created_at" in capability.readable("comment"):
        assert began_at - capability.lateness("comment", "created_at") <= read.created_at
        assert read.created_at <= scene.place.now() + _CLOCKS_DIFFER
    assert not scene.client.call("comment.list", {"task_id": other.id}).items


@proves("comment.create", "task.get", needs=["task.create"])
def test_a_comment_leaves_the_task_alone(scene: Scene, capability: Capability):
    """Commenting on a task leaves its title, dates, people and labels as they were."""
    place = scene.place
    task = place.make_task(**full_draft(place, without_names={"status_id", "follower_ids"}))
    before = place.get(task.id)
    place.make_comment(task.id, "A remark")
    # A tracker may move a task on, and subscribe people, when somebody writes.
    but = {"status", "completed_at", "follower_ids"}
    assert not check_others(before, place.get(task.id), None, but=but)
    del capability


@proves("comment.create", "comment.list")
def test_comments_stay_apart(scene: Scene):
    """Several comments on a task are all there, each with its own words."""
    around = Around(scene, "comment")
    said = [scene.place.word(f"remark {number}") for number in range(3)]
    made = {around.make(body=words).id: words for words in said}
    assert len(made) == len(said)
    assert {item.id: item.body for item in around.all()} == made


@proves("comment.update", "comment.list", needs=["comment.create"])
@each("field", lambda capability: plain_fields(capability, "comment.update"))
def test_an_update_changes_a_comment(scene: Scene, pace: Pace, field: WrittenField):
    """Changing a comment writes the new words, and leaves the other comments alone."""
    around = Around(scene, "comment")
    first, last = around.make(), around.make()
    around.check_changed(field, scene.place.choices.need(field)[: min(pace.values, 4)])
    bodies = [item.body for item in around.read_all([first, last])]
    assert bodies == [first.body, last.body], "another comment changed"


@proves("comment.delete", "comment.list", needs=["comment.create"])
def test_a_deleted_comment_is_gone(scene: Scene):
    """A deleted comment is not listed and cannot be deleted again; the others are still there."""
    around = Around(scene, "comment")
    first, doomed, last = around.make(), around.make(), around.make()
    kept = {first.body, last.body}
    assert around.delete(doomed).id == doomed.id
    assert {item.body for item in around.all()} == kept
    with pytest.raises(NotFoundError):
        scene.client.call("comment.delete", {**around.address(doomed), "id": f"{doomed.id}0000"})
