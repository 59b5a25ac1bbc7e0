"""Calls that were made once on the platform, to be played again from what it answered, without asking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.unified.catalogue import METHODS
from tasklab.verify.contract.interference import READ_VERBS

if TYPE_CHECKING:
    from tasklab.adapter.message import Response
    from tasklab.adapter.transport.protocol import WireRequest
    from tasklab.verify.contract.interference import Forward, Rule
    from tasklab.verify.contract.scene import Scene
    from tasklab.verify.contract.target import Session

_CREATED = 201


@dataclass(frozen=True)
class Rehearsal:
    """One call that worked: what it was asked, what it answered, and what passed on the way."""

    parameters: dict[str, Any]
    result: Any
    requests: tuple[WireRequest, ...]
    answers: tuple[Response, ...]
    first_write: int
    """Index of the first request that a dry run leaves out."""

    @property
    def writes(self) -> list[int]:
        """Indexes of the requests that may have changed something: where all of them are POST, the later ones too."""
        numbered = enumerate(self.requests[self.first_write :], self.first_write)
        return [index for index, request in numbered if request.verb not in READ_VERBS]

    @property
    def names_what_it_makes(self) -> bool:
        """Whether tasklab itself says at which address the new object is (RFC 9110 section 9.3.4)."""
        pairs = zip(self.requests, self.answers, strict=True)
        return any(request.verb == "PUT" and answer.status == _CREATED for request, answer in pairs)

    def failing_at(self, index: int, status: int) -> Rule:
        """Return a rule that plays the platform's answers again, with another status on the one with an index."""
        played = 0

        def rule(_request: WireRequest, _forward: Forward) -> Response:
            nonlocal played
            answer = self.answers[min(played, len(self.answers) - 1)]
            is_failing = played == index
            played += 1
            return msgspec.structs.replace(answer, status=status) if is_failing else answer

        return rule


class Rehearsals:
    """Makes a call of each method when it is first asked for."""

    def __init__(self, scene: Scene, session: Session) -> None:
        self._scene = scene
        self._session = session
        self._known: dict[str, Rehearsal] = {}

    def of(self, method: str) -> Rehearsal:
        """Return a call of a method; a write is made on an object of its own."""
        if method not in self._known:
            self._known[method] = self._make(method)
        return self._known[method]

    def _make(self, method: str) -> Rehearsal:
        scene, session = self._scene, self._session
        is_write = METHODS[method].is_write
        parameters = scene.parameters(method) if is_write else scene.sample(method)
        with session.interference.watching() as planned:
            if is_write:
                session.client.call(method, {**parameters, "dry_run": True})
        requests: list[WireRequest] = []
        answers: list[Response] = []

        def keep(request: WireRequest, forward: Forward) -> Response:
            requests.append(request)
            answers.append(forward(request))
            return answers[-1]

        with session.interference.applying(keep):
            result = session.client.call(method, parameters)
        return Rehearsal(parameters, result, tuple(requests), tuple(answers), len(planned))
