"""What integrators may rely on when they repeat a write with the same idempotency key."""

from __future__ import annotations

import pytest

from tasklab.unified.error import ConflictError, MethodError, PlatformUnavailableError, ValidationError
from tasklab.verify.case import proves
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.interference import losing_first_write
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.target import Session


@proves("task.create", needs=["task.list"])
def test_the_same_key_makes_one_task(place: Place):
    """The same call with the same key twice makes one task, and answers the same both times."""
    wanted = {**place.draft(), "idempotency_key": place.word("key")}
    first = place.client.call("task.create", wanted)
    second = place.client.call("task.create", wanted)
    place.adopt(first)
    assert first == second
    assert [task.id for task in place.titled(first.title)] == [first.id]


@proves("task.create", needs=["task.list"])
def test_another_key_makes_another_task(place: Place):
    """The same call with another key, or with none, makes another task."""
    wanted = place.draft()
    made = [place.client.call("task.create", {**wanted, "idempotency_key": place.word("key")}) for _ in range(2)]
    made.append(place.client.call("task.create", wanted))
    for task in made:
        place.adopt(task)
    assert len({task.id for task in made}) == 3
    assert {task.id for task in place.titled(wanted["title"])} == {task.id for task in made}


@proves("task.create", needs=["task.list"])
def test_a_key_belongs_to_its_call(place: Place):
    """A key that was used with other parameters is refused, and makes nothing."""
    key, title = place.word("key"), place.word("other")
    place.adopt(place.client.call("task.create", {**place.draft(), "idempotency_key": key}))
    with pytest.raises(ValidationError) as refused:
        place.client.call("task.create", {**place.draft(title=title), "idempotency_key": key})
    assert refused.value.pointer == "/idempotency_key"
    assert not place.titled(title)


@proves("task.create", needs=["task.list"])
def test_a_retry_after_a_lost_answer_makes_one_task(place: Place, troubled: Session):
    """A retry with the same key after a lost answer makes one task, or is honestly refused."""
    wanted = {**place.draft(title=place.word("lost")), "idempotency_key": place.word("key")}
    outcomes: list[MethodError | None] = []
    with troubled.interference.applying(losing_first_write()):
        outcomes.append(_attempt(troubled, wanted))
    outcomes += [_attempt(troubled, wanted), _attempt(troubled, wanted)]
    found = place.titled(wanted["title"])
    assert len(found) == 1, f"{len(found)} tasks were made"
    for outcome in outcomes:
        assert outcome is None or isinstance(outcome, PlatformUnavailableError | ConflictError), str(outcome)
    refused = [outcome for outcome in outcomes if isinstance(outcome, ConflictError)]
    assert all(outcome.pointer == "/idempotency_key" for outcome in refused)


def _attempt(troubled, wanted) -> MethodError | None:
    try:
        troubled.client.call("task.create", wanted)
    except MethodError as error:
        return error
    return None


@proves("comment.create", needs=["comment.list"])
def test_the_same_key_makes_one_comment(scene: Scene):
    """The same comment with the same key twice is there once."""
    wanted = {**scene.parameters("comment.create"), "idempotency_key": scene.place.word("key")}
    first = scene.client.call("comment.create", wanted)
    assert scene.client.call("comment.create", wanted).id == first.id
    assert [item.id for item in Around(scene, "comment").all()] == [first.id]


@proves("attachment.create", needs=["attachment.list"])
def test_the_same_key_makes_one_attachment(scene: Scene):
    """The same attachment with the same key twice is there once."""
    wanted = {**scene.parameters("attachment.create"), "idempotency_key": scene.place.word("key")}
    first = scene.client.call("attachment.create", wanted)
    assert scene.client.call("attachment.create", wanted).id == first.id
    assert [item.id for item in Around(scene, "attachment").all()] == [first.id]


@proves("task.delete", needs=["task.create"])
def test_the_same_key_deletes_once(place: Place):
    """The same deletion with the same key twice answers the same both times."""
    wanted = {"id": place.make_task().id, "idempotency_key": place.word("key")}
    assert place.client.call("task.delete", wanted) == place.client.call("task.delete", wanted)


@proves("task.create")
def test_a_key_of_a_wrong_length_is_refused(place: Place):
    """A key that is empty, or longer than 255 characters, is refused."""
    for wrong in ("", "k" * 256):
        with pytest.raises(ValidationError) as refused:
            place.client.call("task.create", {**place.draft(), "idempotency_key": wrong})
        assert refused.value.pointer == "/idempotency_key"
