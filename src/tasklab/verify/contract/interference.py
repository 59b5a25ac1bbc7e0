"""A transport in front of the real one that can lose, spoil and delay what passes, one rule at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from tasklab.adapter.driver.content import decode_content
from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.verify.contract.form import check_form

if TYPE_CHECKING:
    from tasklab.adapter.transport.protocol import Transport, WireRequest

Forward: TypeAlias = "Callable[[WireRequest], Response]"
"""Sends a request to the platform."""
Rule: TypeAlias = "Callable[[WireRequest, Forward], Response]"
"""Answers one request: by itself, or with what the platform says."""

_REFUSED = 400
READ_VERBS = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})


class Interference:
    """Counts what passes, and applies a rule to it while there is one."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self._rule: Rule | None = None
        self._first = 0
        self._last = 0
        self._passed = 0
        self.requests = 0
        """Requests that reached the platform."""
        self.touched = 0
        """Requests that the present or latest rule was applied to."""

    def send(self, request: WireRequest) -> Response:
        """Return the answer, or what the rule makes of it."""
        index = self._passed
        self._passed += 1
        if self._rule is None or not self._first <= index < self._last:
            return self._forward(request)
        self.touched += 1
        return self._rule(request, self._forward)

    def _forward(self, request: WireRequest) -> Response:
        problems = check_form(request)
        assert not problems, problems
        self.requests += 1
        return self._inner.send(request)

    @contextmanager
    def applying(self, rule: Rule, *, first: int = 0, count: int = 1_000_000) -> Iterator[None]:
        """Apply a rule to `count` requests, from the one with the index `first` on."""
        self._rule, self._first, self._last = rule, first, first + count
        self._passed = self.touched = 0
        try:
            yield
        finally:
            self._rule = None

    @contextmanager
    def watching(self, rule: Rule | None = None) -> Iterator[list[WireRequest]]:
        """Collect the requests as they are made; the platform answers them, or a rule."""
        seen: list[WireRequest] = []

        def note(request: WireRequest, forward: Forward) -> Response:
            seen.append(request)
            return (rule or ask)(request, forward)

        with self.applying(note):
            yield seen


def ask(request: WireRequest, forward: Forward) -> Response:
    """Let the platform answer."""
    return forward(request)


def once() -> Rule:
    """Return a rule that asks the platform each thing once: as long as nobody writes, it says the same again."""
    known: dict[tuple[str, str, bytes | None], Response] = {}

    def rule(request: WireRequest, forward: Forward) -> Response:
        asked = (request.verb, request.url, request.body)
        answer = known.get(asked) or forward(request)
        known[asked] = answer
        if answer.status >= _REFUSED:
            # It may be about the session, which ends some time: who then logs in must not get the old one again.
            known.clear()
        return answer

    return rule


def answering(status: int, body: bytes = b"", **headers: str) -> Rule:
    """Return a rule that answers in place of the platform. Shape: header names with `_` for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def rule(_request: WireRequest, _forward: Forward) -> Response:
        return Response(status=status, headers=named, body=body)

    return rule


def lose_request(_request: WireRequest, _forward: Forward) -> Response:
    """Lose the connection before anything is sent."""
    raise TransportError("ConnectError: refused on purpose", may_have_arrived=False)


def lose_answer(request: WireRequest, forward: Forward) -> Response:
    """Let the platform act, and lose what it says."""
    forward(request)
    raise TransportError("ReadError: lost on purpose", may_have_arrived=True)


def losing_first_write() -> Rule:
    """Return a rule that loses the answer to the first request that may be a write, and to no other."""
    lost: list[WireRequest] = []

    def rule(request: WireRequest, forward: Forward) -> Response:
        if lost or request.verb in READ_VERBS:
            return forward(request)
        lost.append(request)
        return lose_answer(request, forward)

    return rule


def put_before(request: WireRequest, forward: Forward) -> Response:
    """Let somebody else put an object at the very address that one of ours goes to, right before it."""
    if request.verb == "PUT":
        forward(request)
    return forward(request)


def truncate(request: WireRequest, forward: Forward) -> Response:
    """Cut the body of an answer in half."""
    answer = plainly(request, forward)
    return Response(status=answer.status, headers=answer.headers, body=answer.body[: len(answer.body) // 2])


def plainly(request: WireRequest, forward: Forward) -> Response:
    """Return the answer without compression, so that it can be looked at."""
    return decode_content(forward(request), request.max_body_bytes)


def echo_headers(request: WireRequest, _forward: Forward) -> Response:
    """Answer as a careless proxy does: with an error page that shows what was sent, credentials and all."""
    shown = "".join(f"{name}: {value}\n" for name, value in request.headers)
    body = f"Bad gateway\n{request.verb} {request.url}\n{shown}\n".encode() + (request.body or b"")
    return Response(status=502, headers={"content-type": "text/plain"}, body=body)


def acting_before(action: Callable[[], object], *, writes_only: bool = True) -> Rule:
    """Return a rule that does something else on the platform right before the first write goes out."""
    pending = [action]

    def rule(request: WireRequest, forward: Forward) -> Response:
        if pending and not (writes_only and request.verb in READ_VERBS):
            pending.pop()()
        return forward(request)

    return rule
