"""What integrators may rely on when the platform, or the way to it, fails in the middle of a call."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import (
    MethodError,
    PlatformError,
    PlatformUnavailableError,
    RateLimitedError,
    TransientError,
)
from tasklab.unified.page import Deleted
from tasklab.verify.case import each, proves
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.garbage import GARBAGE, Garbage
from tasklab.verify.contract.interference import (
    READ_VERBS,
    answering,
    echo_headers,
    lose_answer,
    lose_request,
    losing_first_write,
    truncate,
)
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.secret import find_secret
from tasklab.verify.contract.target import Session

_WAIT_S = 7
_SEVERAL = 2
_CRASHES = (TypeError, AttributeError, LookupError, AssertionError, ArithmeticError, NotImplementedError)


def _reading(capability: Capability):
    """Name the methods whose answer is made of what the platform says."""
    return [name for name in capability.asking if METHODS[name].result is not Deleted]


def _made_around(capability: Capability):
    """Name the methods that make what can be listed, tasks aside."""
    names = [name for name in capability.methods if METHODS[name].verb == "create" and name != "task.create"]
    return [name for name in names if capability.has(f"{METHODS[name].object}.list")]


def _fails(rehearsals: Rehearsals, method: str, rule) -> MethodError:
    """Call a method while every request meets a fault; return how it failed."""
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    with session.interference.applying(rehearsal.replayed(rule)), pytest.raises(MethodError) as failed:
        session.client.call(method, rehearsal.parameters)
    assert session.interference.touched, "the method asked the platform nothing"
    error = failed.value
    assert error.method == method
    assert not find_secret(error, session.secrets), find_secret(error, session.secrets)
    cause = error.__cause__
    assert not isinstance(cause, _CRASHES), f"the adapter crashed: {cause!r}"
    return error


@proves("{method}")
@each("method", lambda capability: capability.asking)
def test_an_outage_is_told_as_such(rehearsals: Rehearsals, method: str):
    """An outage ends with `platform_unavailable`, says how long to wait, and that nothing was written."""
    error = _fails(rehearsals, method, answering(503, b"down for maintenance", retry_after=str(_WAIT_S)))
    assert isinstance(error, PlatformUnavailableError), f"got {error.kind}: {error}"
    assert error.retry_after == _WAIT_S
    assert error.native_status == 503
    assert not error.outcome_unknown


@proves("{method}")
@each("method", lambda capability: [name for name in capability.asking if not METHODS[name].is_write])
def test_a_read_only_reads(rehearsals: Rehearsals, method: str):
    """A method that reads sends nothing that could change or delete anything."""
    verbs = {request.verb for request in rehearsals.of(method).requests}
    assert verbs <= {*READ_VERBS, "POST"}, f"it sent {', '.join(sorted(verbs))}"


@proves("{method}")
@each("method", lambda capability: capability.asking)
def test_a_rate_limit_is_told_as_such(rehearsals: Rehearsals, method: str):
    """A platform that takes no more calls ends with `rate_limited` and says how long to wait."""
    error = _fails(rehearsals, method, answering(429, b"slow down", retry_after=str(_WAIT_S)))
    assert isinstance(error, RateLimitedError), f"got {error.kind}: {error}"
    assert error.retry_after == _WAIT_S
    assert error.to_problem()["retry_after"] == _WAIT_S


@proves("{method}")
@each("method", lambda capability: capability.asking)
def test_a_refused_connection_is_told_as_such(rehearsals: Rehearsals, method: str):
    """No connection ends with `platform_unavailable`, and says that nothing can have been written."""
    error = _fails(rehearsals, method, lose_request)
    assert isinstance(error, PlatformUnavailableError), f"got {error.kind}: {error}"
    assert not error.outcome_unknown


@proves("{method}")
@each("method", lambda capability: capability.asking)
def test_an_error_page_shows_no_secret(rehearsals: Rehearsals, method: str):
    """An error page that repeats what was sent does not make the error show a credential."""
    error = _fails(rehearsals, method, echo_headers)
    assert isinstance(error, TransientError | PlatformError), f"got {error.kind}: {error}"


@proves("{method}")
@each("method", lambda capability: [name for name in _reading(capability) if name != "attachment.download"])
@each("garbage", lambda _: GARBAGE)
def test_garbage_is_told_as_such(rehearsals: Rehearsals, method: str, garbage: Garbage):
    """An answer that is not what the platform documents ends with `platform_error`, never with a crash or nonsense."""
    error = _fails(rehearsals, method, garbage.rule)
    assert isinstance(error, PlatformError), f"{garbage}: got {error.kind}: {error}"


@proves("{method}")
@each("method", lambda capability: [name for name in _reading(capability) if not METHODS[name].is_write])
def test_half_an_answer_is_told_as_such(rehearsals: Rehearsals, method: str):
    """An answer that is cut in the middle is told as such, and never gives half of the objects."""
    if method == "attachment.download":
        pytest.skip("the bytes of a file are what they are")
    error = _fails(rehearsals, method, truncate)
    assert isinstance(error, PlatformError), f"got {error.kind}: {error}"


@proves("{method}")
@each("method", lambda capability: [name for name in capability.asking if not METHODS[name].is_write])
def test_a_read_survives_one_lost_answer(rehearsals: Rehearsals, method: str):
    """A read whose answer is lost once is asked again and answers as if nothing had happened."""
    rehearsal, session = rehearsals.of(method), rehearsals.session
    with session.interference.applying(rehearsal.replayed(lose_answer, count=1)):
        again = session.client.call(method, rehearsal.parameters)
    assert msgspec.json.encode(again) == msgspec.json.encode(rehearsal.result)


@proves("task.create", needs=["task.list"])
def test_a_lost_answer_makes_no_second_task(place: Place, troubled: Session, rehearsals: Rehearsals):
    """A task whose making was lost on the way is there once, or the error says that nobody knows."""
    for index in rehearsals.of("task.create").writes:
        title = place.word("lost")
        failed = _lose(troubled, index, "task.create", place.draft(title=title))
        _check_made(failed, len(place.titled(title)), f"request {index + 1}")


@proves("{method}")
@each("method", _made_around)
def test_a_lost_answer_makes_no_second_object(scene: Scene, troubled: Session, rehearsals: Rehearsals, method: str):
    """What was made while an answer was lost on the way is there once, or the error says that nobody knows."""
    around = Around(scene, METHODS[method].object)
    before = {item.id for item in around.all()}
    for index in rehearsals.of(method).writes:
        failed = _lose(troubled, index, method, scene.parameters(method))
        after = {item.id for item in around.all()}
        _check_made(failed, len(after - before), f"request {index + 1}")
        before = after


def _in_workspaces(capability: Capability):
    """Name the methods that make things in a workspace that the caller chooses."""
    written = {name: {field.parameter for field in capability.written_by(name)} for name in _made_around(capability)}
    return [name for name, fields in written.items() if "workspace_id" in fields and capability.has("workspace.list")]


@proves("{method}", "workspace.list")
@each("method", _in_workspaces)
def test_a_lost_answer_makes_no_second_object_in_any_workspace(
    scene: Scene, troubled: Session, capability: Capability, method: str
):
    """What was made in any of the workspaces while the answer was lost is there once, or the error says so."""
    around = Around(scene, METHODS[method].object)
    listed = {each.id for each in scene.place.vocabulary.all("workspace.list")}
    # One's own may be listed only once there is something in it: the target says which it is.
    own = {scene.place.context.get("own_workspace_id", "")} - {""}
    workspaces = sorted(listed | own)
    if len(workspaces) < _SEVERAL:
        pytest.skip("the site has one workspace, in which another case does the same")
    for workspace in workspaces:
        before = {item.id for item in around.all()}
        failed = None
        with troubled.interference.applying(losing_first_write()):
            try:
                troubled.client.call(method, {**scene.parameters(method), "workspace_id": workspace})
            except MethodError as error:
                failed = error
        made = {item.id for item in around.all()} - before
        _check_made(failed, len(made), f"workspace {workspace}")
        for identifier in made if capability.has(f"{around.entity}.delete") else ():
            scene.client.call(f"{around.entity}.delete", {"id": identifier})


def _lose(session: Session, index: int, method: str, parameters) -> MethodError | None:
    """Make a call and lose the answer to one of its requests; return how it failed."""
    with session.interference.applying(lose_answer, first=index, count=1):
        try:
            session.client.call(method, parameters)
        except MethodError as error:
            return error
    return None


def _check_made(failed: MethodError | None, count: int, where: str) -> None:
    """Check that a call made one object or none, and that it knows which."""
    assert count <= 1, f"{where}: {count} were made"
    if failed is None:
        assert count == 1, f"{where}: it says that it was made, and there is none"
    elif count:
        _check_unknown(failed, where)


def _check_unknown(failed: MethodError, where: str) -> None:
    assert isinstance(failed, PlatformUnavailableError), f"{where}: it happened, and it says: {failed}"
    assert failed.outcome_unknown, f"{where}: it happened, and the error does not say that nobody knows"


@proves("task.update", "task.get", needs=["task.create"])
def test_a_lost_answer_leaves_no_half_change(
    place: Place, troubled: Session, rehearsals: Rehearsals, capability: Capability
):
    """A change whose answer was lost is there as a whole, or not at all; the error says when nobody knows."""
    extra = {"description": "words"} if "description" in _written(capability) else {}
    task = place.make_task()
    for index in rehearsals.of("task.update").writes:
        before = place.get(task.id)
        title = place.word("lost")
        failed = _lose(troubled, index, "task.update", {"id": task.id, "title": title, **extra})
        seen = place.get(task.id)
        assert seen.title in {before.title, title}
        if extra and seen.title == title:
            assert seen.description == extra["description"], "half of the change is there"
        if failed is None:
            assert seen.title == title, f"request {index + 1}: it says that the task was changed, and it was not"
        elif seen.title == title:
            _check_unknown(failed, f"request {index + 1}")


@proves("{method}")
@each("method", lambda capability: [name for name in capability.asking if METHODS[name].verb == "delete"])
def test_a_lost_answer_deletes_once(scene: Scene, troubled: Session, rehearsals: Rehearsals, method: str):
    """A deletion whose answer was lost ends as done, or the error says that nobody knows."""
    for index in rehearsals.of(method).writes:
        wanted = scene.parameters(method)
        if METHODS[method].object != "project":
            # Some platforms give the id of the newest object again when it is deleted: this one is newer.
            scene.parameters(method)
        failed = _lose(troubled, index, method, wanted)
        if failed is not None:
            # The answer that was lost may have been a refusal.
            _check_unknown(failed, f"request {index + 1}")
            continue
        with pytest.raises(MethodError):
            scene.client.call(method, wanted)


def _written(capability: Capability) -> set[str]:
    return {field.parameter for field in capability.written_by("task.update")}
