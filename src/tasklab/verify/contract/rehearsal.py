"""Calls that were made once on the platform, to be played again from what it answered, without asking it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.interference import READ_VERBS, ask

if TYPE_CHECKING:
    from tasklab.adapter.message import Response
    from tasklab.adapter.transport.protocol import WireRequest
    from tasklab.verify.contract.interference import Forward, Rule
    from tasklab.verify.contract.scene import Scene
    from tasklab.verify.contract.target import Session

_CREATED = 201


@dataclass(frozen=True)
class Planned:
    """A dry run of a write."""

    answer: Any
    requests: int
    """How many it sent: the next one is the first write."""
    before: list[Any]
    """All objects of the kind that the write changes, around the same task or in the same project."""
    after: list[Any]


@dataclass(frozen=True)
class Rehearsal:
    """One call that worked: what it was asked, what it answered, and what passed on the way."""

    parameters: dict[str, Any]
    result: Any
    requests: tuple[WireRequest, ...]
    answers: tuple[Response, ...]
    planned: Planned | None = None
    """The dry run before it; None for a read."""

    @property
    def writes(self) -> list[int]:
        """Indexes of the requests that may have changed something: where all of them are POST, the later ones too."""
        first = self.planned.requests if self.planned else 0
        numbered = enumerate(self.requests[first:], first)
        return [index for index, request in numbered if request.verb not in READ_VERBS]

    @property
    def names_what_it_makes(self) -> bool:
        """Whether tasklab itself says at which address the new object is (RFC 9110 section 9.3.4)."""
        pairs = zip(self.requests, self.answers, strict=True)
        return any(request.verb == "PUT" and answer.status == _CREATED for request, answer in pairs)

    def replayed(self, rule: Rule = ask, *, count: int = 1_000_000) -> Rule:
        """Return a rule in which the platform answers as it did then, and only what was not asked then is sent to it.

        `rule` is applied to the first `count` requests.
        """
        passed = 0
        known: dict[tuple[str, str, bytes | None], Response] = {}
        for request, answer in zip(self.requests, self.answers, strict=True):
            known.setdefault((request.verb, request.url, request.body), answer)

        def play(request: WireRequest, forward: Forward) -> Response:
            nonlocal passed
            passed += 1

            def answer(asked: WireRequest) -> Response:
                return known.get((asked.verb, asked.url, asked.body)) or forward(asked)

            return rule(request, answer) if passed <= count else answer(request)

        return play

    def asked_once(self, again: Rehearsal) -> list[int]:
        """Return indexes of the requests that the same call did not need again: what a session remembers."""
        known = {(request.verb, request.url, request.body) for request in again.requests}
        numbered = enumerate(self.requests)
        return [index for index, request in numbered if (request.verb, request.url, request.body) not in known]

    def in_order(self, at: int | None = None, instead: Response | None = None) -> Rule:
        """Return a rule that plays the platform's answers again in order, with another one `instead` of one of them."""
        played = 0

        def rule(_request: WireRequest, _forward: Forward) -> Response:
            nonlocal played
            index, played = played, played + 1
            if instead is not None and index == at:
                return instead
            return self.answers[min(index, len(self.answers) - 1)]

        return rule


class Rehearsals:
    """Makes a call of each method, once, in a session that faults happen on afterwards."""

    def __init__(self, scene: Scene, session: Session) -> None:
        self._scene = scene
        self.session = session
        self._known: dict[str, Rehearsal] = {}
        self._first: dict[str, Rehearsal] = {}
        """The first call of each method in the session: of a write, the dry run."""

    def make_all(self) -> None:
        """Call every method, so that the session is logged in and remembers all it needs from answers without fault."""
        for method in self._scene.place.capability.methods:
            # What cannot be called fails in the cases about it.
            with suppress(pytest.skip.Exception, MethodError):
                self.of(method)

    def of(self, method: str) -> Rehearsal:
        """Return a call of a method; a write is made on an object of its own."""
        if method not in self._known:
            self._known[method] = self._make(method)
        return self._known[method]

    def remembered(self, method: str) -> tuple[Rehearsal, list[int]]:
        """Return the first call of a method, and which of its requests asked what the session has remembered since."""
        again = self.of(method)
        first = self._first[method]
        return first, first.asked_once(again)

    def _make(self, method: str) -> Rehearsal:
        if not METHODS[method].is_write:
            parameters = self._scene.sample(method)
            rehearsal = self._first[method] = self._record(method, parameters)
            # The first call of a session also asks what the session remembers from then on.
            return rehearsal if self._is_whole(method, rehearsal) else self._record(method, parameters)
        parameters, is_deletion = self._scene.parameters(method), METHODS[method].verb == "delete"
        if is_deletion:
            # Some platforms give the id of the newest object again when it is deleted: this one is newer.
            self._scene.sample(method)
        planned = self._plan(method, parameters)
        rehearsal = replace(self._record(method, parameters), planned=planned)
        if is_deletion:
            self._scene.note_gone(METHODS[method].object, parameters["id"])
        return rehearsal

    def _plan(self, method: str, parameters: dict[str, Any]) -> Planned:
        before = self._snapshot(method)
        first = self._first[method] = self._record(method, {**parameters, "dry_run": True})
        return Planned(first.result, len(first.requests), before, self._snapshot(method))

    def _snapshot(self, method: str) -> list[Any]:
        name, scene = METHODS[method].object, self._scene
        found = scene.place.tasks() if name == "task" else Around(scene, name).all()
        return sorted(found, key=lambda item: str(item.id))

    def _is_whole(self, method: str, rehearsal: Rehearsal) -> bool:
        """Whether the same call asks as often again."""
        interference = self.session.interference
        with interference.applying(rehearsal.in_order()), suppress(MethodError):
            self.session.client.call(method, rehearsal.parameters)
        return interference.touched == len(rehearsal.requests)

    def _record(self, method: str, parameters: dict[str, Any]) -> Rehearsal:
        session = self.session
        requests: list[WireRequest] = []
        answers: list[Response] = []

        def keep(request: WireRequest, forward: Forward) -> Response:
            requests.append(request)
            answers.append(forward(request))
            return answers[-1]

        with session.interference.applying(keep):
            result = session.client.call(method, parameters)
        return Rehearsal(parameters, result, tuple(requests), tuple(answers))
