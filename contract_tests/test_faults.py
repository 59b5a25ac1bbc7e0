"""What integrators may rely on when the platform, or the way to it, fails in the middle of a call."""

from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.transport.protocol import TransportError
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
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.garbage import GARBAGE, Garbage
from tasklab.verify.contract.interference import (
    answering,
    echo_headers,
    lose_answer,
    lose_request,
    truncate,
)
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.secret import find_secret
from tasklab.verify.contract.target import Session

_WAIT_S = 7
_CRASHES = (TypeError, AttributeError, LookupError, AssertionError, ArithmeticError, NotImplementedError)


def _asking(capability: Capability):
    """Name the methods that ask the platform something."""
    silent = {"field.list", "task.schema", "task.batch"}
    names = [name for name in capability.methods if name not in silent]
    return [name for name in names if (declared := capability.declared(name)) is None or not declared.constants]


def _reading(capability: Capability):
    """Name the methods whose answer is made of what the platform says."""
    return [name for name in _asking(capability) if METHODS[name].result is not Deleted]


def _fails(shared: Scene, session: Session, method: str, rule) -> MethodError:
    """Call a method while every request meets a fault; return how it failed."""
    wanted = shared.sample(method)
    with session.interference.applying(rule), pytest.raises(MethodError) as failed:
        session.client.call(method, wanted)
    assert session.interference.touched, "the method asked the platform nothing"
    error = failed.value
    assert error.method == method
    assert not find_secret(error, session.secrets), find_secret(error, session.secrets)
    cause = error.__cause__
    assert not isinstance(cause, _CRASHES), f"the adapter crashed: {cause!r}"
    return error


@proves("{method}")
@each("method", _asking)
def test_an_outage_is_told_as_such(shared: Scene, troubled: Session, method: str):
    """An outage ends with `platform_unavailable`, says how long to wait, and that nothing was written."""
    error = _fails(shared, troubled, method, answering(503, b"down for maintenance", retry_after=str(_WAIT_S)))
    assert isinstance(error, PlatformUnavailableError), f"got {error.kind}: {error}"
    assert error.retry_after == _WAIT_S
    assert error.native_status == 503
    assert not error.outcome_unknown


@proves("{method}")
@each("method", _asking)
def test_a_rate_limit_is_told_as_such(shared: Scene, troubled: Session, method: str):
    """A platform that takes no more calls ends with `rate_limited` and says how long to wait."""
    error = _fails(shared, troubled, method, answering(429, b"slow down", retry_after=str(_WAIT_S)))
    assert isinstance(error, RateLimitedError), f"got {error.kind}: {error}"
    assert error.retry_after == _WAIT_S
    assert error.to_problem()["retry_after"] == _WAIT_S


@proves("{method}")
@each("method", _asking)
def test_a_refused_connection_is_told_as_such(shared: Scene, troubled: Session, method: str):
    """No connection ends with `platform_unavailable`, and says that nothing can have been written."""
    error = _fails(shared, troubled, method, lose_request)
    assert isinstance(error, PlatformUnavailableError), f"got {error.kind}: {error}"
    assert not error.outcome_unknown


@proves("{method}")
@each("method", _asking)
def test_an_error_page_shows_no_secret(shared: Scene, troubled: Session, method: str):
    """An error page that repeats what was sent does not make the error show a credential."""
    error = _fails(shared, troubled, method, echo_headers)
    assert isinstance(error, TransientError | PlatformError), f"got {error.kind}: {error}"


@proves("{method}")
@each("method", lambda capability: [name for name in _reading(capability) if name != "attachment.download"])
@each("garbage", lambda _: GARBAGE)
def test_garbage_is_told_as_such(shared: Scene, troubled: Session, method: str, garbage: Garbage):
    """An answer that is not what the platform documents ends with `platform_error`, never with a crash or nonsense."""
    error = _fails(shared, troubled, method, garbage.rule)
    assert isinstance(error, PlatformError), f"{garbage}: got {error.kind}: {error}"


@proves("{method}")
@each("method", lambda capability: [name for name in _reading(capability) if not METHODS[name].is_write])
def test_half_an_answer_is_told_as_such(shared: Scene, troubled: Session, method: str):
    """An answer that is cut in the middle is told as such, and never gives half of the objects."""
    if method == "attachment.download":
        pytest.skip("the bytes of a file are what they are")
    error = _fails(shared, troubled, method, truncate)
    assert isinstance(error, PlatformError), f"got {error.kind}: {error}"


@proves("{method}")
@each("method", lambda capability: [name for name in _asking(capability) if not METHODS[name].is_write])
def test_a_read_survives_one_lost_answer(shared: Scene, troubled: Session, method: str):
    """A read whose answer is lost once is asked again and answers as if nothing had happened."""
    wanted = shared.sample(method)
    whole = shared.client.call(method, wanted)
    with troubled.interference.applying(lose_answer, count=1):
        again = troubled.client.call(method, wanted)
    assert msgspec.json.encode(again) == msgspec.json.encode(whole) or method == "task.list"


@proves("task.create", needs=["task.list"])
def test_a_lost_answer_makes_no_second_task(place: Place, troubled: Session):
    """A task whose making was lost on the way is there once, or the error says that nobody knows."""
    for index in range(_writes(place, troubled, "task.create", place.draft())):
        title = place.word("lost")
        failed: MethodError | None = None
        with troubled.interference.applying(_once(lose_answer, index)):
            try:
                troubled.client.call("task.create", place.draft(title=title))
            except MethodError as error:
                failed = error
        found = place.titled(title)
        assert len(found) <= 1, f"request {index}: {len(found)} tasks were made"
        if failed is None:
            assert len(found) == 1, f"request {index}: it says that the task was made, and there is none"
        elif found:
            assert isinstance(failed, PlatformUnavailableError), f"request {index}: {failed}"
            assert failed.outcome_unknown, f"request {index}: the task is there, and the error does not say so"


@proves("comment.create", needs=["task.create", "comment.list"])
def test_a_lost_answer_makes_no_second_comment(place: Place, troubled: Session):
    """A comment whose making was lost on the way is there once, or the error says that nobody knows."""
    task = place.make_task()
    body = place.word("lost")
    failed: MethodError | None = None
    with troubled.interference.applying(_writes_only(lose_answer), count=1_000):
        try:
            troubled.client.call("comment.create", {"task_id": task.id, "body": body})
        except MethodError as error:
            failed = error
    listed = place.client.call("comment.list", {"task_id": task.id}).items
    found = [comment for comment in listed if body in (comment.body or "")]
    assert len(found) <= 1, f"{len(found)} comments were made"
    if failed is None:
        assert len(found) == 1, "it says that the comment was made, and there is none"
    elif found:
        assert isinstance(failed, PlatformUnavailableError), f"the comment is there, and it says: {failed}"
        assert failed.outcome_unknown, "the comment is there, and the error does not say that nobody knows"


@proves("task.update", "task.get", needs=["task.create"])
def test_a_lost_answer_leaves_no_half_change(place: Place, troubled: Session, capability: Capability):
    """A change whose answer was lost is there as a whole, or not at all; the error says when nobody knows."""
    extra = {"description": "words"} if "description" in _written(capability) else {}
    task = place.make_task()
    for index in range(_writes(place, troubled, "task.update", {"id": task.id, "title": place.word()})):
        before = place.get(task.id)
        title = place.word("lost")
        failed: MethodError | None = None
        with troubled.interference.applying(_once(lose_answer, index)):
            try:
                troubled.client.call("task.update", {"id": task.id, "title": title, **extra})
            except MethodError as error:
                failed = error
        seen = place.get(task.id)
        assert seen.title in {before.title, title}
        if extra and seen.title == title:
            assert seen.description == extra["description"], "half of the change is there"
        if failed is None:
            assert seen.title == title, f"request {index}: it says that the task was changed, and it was not"
        elif seen.title == title:
            assert isinstance(failed, PlatformUnavailableError), f"request {index}: {failed}"
            assert failed.outcome_unknown, f"request {index}: the change is there, and the error does not say so"


@proves("task.delete", needs=["task.create", "task.get"])
def test_a_lost_answer_deletes_once(place: Place, troubled: Session):
    """A deletion whose answer was lost ends as done, or the error says that nobody knows."""
    task = place.make_task()
    failed: MethodError | None = None
    with troubled.interference.applying(_writes_only(lose_answer), count=1_000):
        try:
            troubled.client.call("task.delete", {"id": task.id})
        except MethodError as error:
            failed = error
    if failed is not None:
        assert isinstance(failed, PlatformUnavailableError)
        assert failed.outcome_unknown
    with pytest.raises(MethodError):
        place.get(task.id)


def _written(capability: Capability) -> set[str]:
    return {field.parameter for field in capability.written_by("task.update")}


def _writes(place: Place, session: Session, method: str, parameters) -> int:
    """Count the requests that a method makes."""
    with session.interference.watching() as seen:
        session.client.call(method, parameters)
    del place
    return len(seen)


def _once(rule, index: int):
    """Return a rule that applies another one to the request with an index, and to no other."""
    passed = []

    def apply(request, forward):
        passed.append(request)
        return rule(request, forward) if len(passed) == index + 1 else forward(request)

    return apply


def _writes_only(rule):
    """Return a rule that applies another one to the first request that is no read."""
    done = []

    def apply(request, forward):
        if done or request.verb in {"GET", "PROPFIND", "REPORT"}:
            return forward(request)
        done.append(request)
        forward(request)
        raise TransportError("ReadError: lost on purpose", may_have_arrived=True)

    del rule
    return apply
