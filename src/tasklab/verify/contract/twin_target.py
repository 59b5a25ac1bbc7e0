"""A twin as a target, in the run's own process, each exchange held against the vendor's description where it is here.

An exchange that the twin refused says nothing about the request: a case may send on purpose what the vendor refuses.
"""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.transport.protocol import BodyTooLargeError
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import wall_clock
from tasklab.twin.received import as_received
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.graph_check import GraphCheck
from tasklab.vendor.lock import load_lock
from tasklab.vendor.reading import load_description
from tasklab.vendor.sdl import GraphDescription
from tasklab.verify.binding import Binding
from tasklab.verify.contract.session import SessionTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Request, Response
    from tasklab.adapter.transport.protocol import WireRequest
    from tasklab.twin.clock import Clock
    from tasklab.twin.twin import Twin
    from tasklab.vendor.finding import Finding
    from tasklab.verify.contract.target_file import DescribedBy, TargetFile, TwinChoice

ADDRESS = "https://twin.example"
"""Where a twin believes to be found; nothing is ever sent there."""
_REFUSED = 400
_ELSEWHERE = "/-/"
"""Below it twins serve what vendors have on other hosts: files at signed addresses, which no description tells of."""


class TwinClock:
    """A twin's own clock, as a session's: a wait moves the twin on too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> dt.datetime:
        """Return the current moment, aware, UTC."""
        return dt.datetime.fromtimestamp(self._clock(), dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return self._clock()

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self._clock.advance(seconds)


class TwinTransport:
    """Hands requests to a twin as a server would receive them, one at a time, and holds exchanges to a description."""

    def __init__(self, twin: Twin, check: ExchangeCheck | GraphCheck | None) -> None:
        self._twin, self._check = twin, check
        self._turn = threading.Lock()
        self._findings: dict[str, None] = {}

    def send(self, request: WireRequest) -> Response:
        """Return the twin's answer. Raises: TransportError where it gives none, or a larger one than asked for."""
        received = as_received(request)
        with self._turn:
            response = self._twin.handle(received)
            for finding in self._find(received, response):
                if finding.severity == "error":
                    self._findings[str(finding)] = None
        if len(response.body) > request.max_body_bytes:
            raise BodyTooLargeError(request.max_body_bytes)
        return response

    def take_findings(self) -> list[str]:
        """Return what was found since the last time, each thing once, and forget it."""
        with self._turn:
            found, self._findings = list(self._findings), {}
        return found

    def _find(self, request: Request, response: Response) -> Iterator[Finding]:
        if isinstance(self._check, GraphCheck):
            yield from _check_graph(self._check, request, response)
        elif self._check is not None:
            yield from _check_exchange(self._check, request, response)


class TwinTarget(SessionTarget):
    """A twin of a platform version."""

    level = "twin"

    def __init__(self, file: TargetFile, adapter: type[Adapter], choice: TwinChoice) -> None:
        binding = Binding.model_validate(choice.binding)
        twin = open_twin(
            choice.name, choice.version, clock=wall_clock(), wait=None, address=ADDRESS, options=binding.options
        )
        clock = TwinClock(twin.clock)
        self._passing = TwinTransport(twin, open_check(choice.described_by))
        super().__init__(_complete(file, binding, twin), adapter, self._passing, lambda: clock)

    def is_alive(self) -> bool:
        """Whether it still answers: it lives as long as the run."""
        return True

    def take_findings(self) -> list[str]:
        """Return what the vendor's description says against the traffic since the last time, and forget it."""
        return self._passing.take_findings()


def open_check(described_by: DescribedBy | None) -> ExchangeCheck | GraphCheck | None:
    """Return what holds exchanges against a description; None where there is none.

    Raises: InvalidDescriptionError; InvalidLockError.
    """
    if described_by is None:
        return None
    kind: Any = described_by.kind
    description = load_description(Path(described_by.path), kind)
    lock = load_lock(Path(described_by.lock))
    mistakes, aliases = lock.find_mistakes(described_by.version), lock.descriptions[described_by.version].aliases
    if isinstance(description, GraphDescription):
        return GraphCheck(description, mistakes=mistakes)
    return ExchangeCheck(description, is_strict=described_by.is_strict, mistakes=mistakes, aliases=aliases)


def _complete(file: TargetFile, binding: Binding, twin: Twin) -> TargetFile:
    """Return the file with what the twin alone knows: who may come in, and what is there."""
    people = {role: binding.connection(who, ADDRESS) for role, who in twin.site.people().items()}
    facts = dict(twin.site.facts())
    context = {name: fact for name, fact in facts.items() if binding.facts.get(name, name) is not None}
    context |= {name: facts[fact] for name, fact in binding.facts.items() if fact in facts}
    parameters = binding.connection(twin.account(), ADDRESS)
    return msgspec.structs.replace(file, parameters=parameters, others=people, context=context)


def _check_exchange(check: ExchangeCheck, request: Request, response: Response) -> Iterator[Finding]:
    if request.path.startswith(_ELSEWHERE):
        return
    if response.status >= _REFUSED:
        found = check.check_response(
            request.verb, request.path, response.status, tuple(response.headers.items()), response.body, request.query
        )
        # A refused path may be one that nobody describes.
        yield from (each for each in found if each.rule not in {"operation-unknown", "verb-unknown"})
        return
    yield from check.check_request(request.verb, request.path, request.query, request.headers, request.body)
    yield from check.check_response(
        request.verb, request.path, response.status, tuple(response.headers.items()), response.body, request.query
    )


def _check_graph(check: GraphCheck, request: Request, response: Response) -> Iterator[Finding]:
    try:
        sent, came = msgspec.json.decode(request.body or b""), msgspec.json.decode(response.body)
    except msgspec.DecodeError:
        return  # an upload, or a refusal of what stands before the API
    if not isinstance(sent, dict) or not isinstance(sent.get("query"), str):
        return
    if response.status < _REFUSED and isinstance(came, dict) and not came.get("errors"):
        yield from check.check_request(sent["query"], sent.get("variables"))
    if response.status < _REFUSED:
        yield from check.check_response(sent["query"], came)
