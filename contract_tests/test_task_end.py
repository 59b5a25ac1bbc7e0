"""What integrators may rely on about completing, reopening and deleting tasks."""

from __future__ import annotations

import pytest

from tasklab.unified.enumeration import StatusCategory
from tasklab.unified.error import NotFoundError
from tasklab.verify.case import proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.draft import full_draft
from tasklab.verify.contract.entangled import check_others
from tasklab.verify.contract.place import Place

_CLOSED = {StatusCategory.DONE, StatusCategory.CANCELED}


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
def test_complete_and_reopen_change_nothing_else(place: Place, capability: Capability):
    """Completing and reopening leave title, dates, people and labels as they were."""
    status = capability.spec.entities["task"].fields.get("status")
    moved = [] if status is None else status.moves
    task = place.make_task(**full_draft(place, without_names={"status_id", "percent_done", "recurrence"}))
    before = place.get(task.id)
    for method in ("task.complete", "task.reopen"):
        place.client.call(method, {"id": task.id})
        after = place.get(task.id)
        problems = check_others(before, after, None, but={"status", "completed_at", "percent_done", *moved})
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
