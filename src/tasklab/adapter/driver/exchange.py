"""One request and its answer: repeats where they are safe, pacing, redirects, bounds."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from tasklab.adapter.driver.address import split_address
from tasklab.adapter.driver.budget import Budget, retry_after_s
from tasklab.adapter.driver.content import decode_content
from tasklab.adapter.driver.effect import Hold, Send, Sleep
from tasklab.adapter.driver.redaction import MASK
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError
from tasklab.unified.error import PlatformError, PlatformUnavailableError, RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tasklab.adapter.driver.address import Site
    from tasklab.adapter.driver.call import Call
    from tasklab.adapter.driver.clock import Clock
    from tasklab.adapter.driver.effect import Effects, Release
    from tasklab.adapter.driver.policy import Policy
    from tasklab.adapter.driver.redaction import Redactor
    from tasklab.adapter.limit import Limits
    from tasklab.adapter.message import Request, Response

LOG = logging.getLogger("tasklab.adapter")

_REFUSED = 429
_FORBIDDEN = 403
_UNAVAILABLE = 503
_REPEATED = frozenset({_REFUSED, 502, _UNAVAILABLE, 504})
"""Answers after which asking again may help."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MODERN_REDIRECTS = frozenset({307, 308})
_HARMLESS = frozenset({"user-agent", "accept-encoding", "accept"})
"""Headers that may go along to another host."""
_SAFE = frozenset({"GET", "HEAD", "PROPFIND", "REPORT", "OPTIONS"})
"""Verbs that a redirect of any kind keeps. Source: RFC 9110, section 15.4."""
_CERTAIN = frozenset({501, _UNAVAILABLE, 505})
"""Server errors that say that nothing was done."""
_SERVER_FAULTS = range(500, 600)
_REFUSALS = 400


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange, as an observer sees it: credentials are masked."""

    request: Request
    response: Response | None
    """None when no answer came."""
    attempt: int
    elapsed_s: float


class Exchanger:
    """Sends the requests of one connection."""

    def __init__(
        self,
        site: Site,
        limits: Limits,
        redactor: Redactor,
        *,
        policy: Policy,
        clock: Clock,
        random: Callable[[], float],
        observer: Callable[[Exchange], None] | None,
    ) -> None:
        self.places: dict[str, Any] = {}
        self._site = site
        self._limits = limits
        self._policy = policy
        self._clock = clock
        self._random = random
        self._redactor = redactor
        self._observer = observer
        self.budget = Budget(limits)

    def deliver(self, request: Request, call: Call) -> Effects[Response]:
        """Send a request with its credentials in place, and return the answer that counts.

        Raises: PlatformUnavailableError, RateLimitedError, PlatformError
        """
        for _ in range(self._policy.redirects + 1):
            response = yield from self._repeated(request, call)
            following = self._redirected(request, response)
            if following is None:
                return response
            request = following
        raise PlatformError(
            f"the platform redirected more than {self._policy.redirects} times", native_status=response.status
        )

    # Repeats

    def _repeated(self, request: Request, call: Call) -> Effects[Response]:
        was_lost = call.is_repeat
        for attempt in count(1):
            outcome = yield from self._once(request, call, attempt)
            is_lost = was_lost or _is_uncertain(outcome)
            _note_write(request, outcome, call, is_lost=is_lost)
            if isinstance(outcome, TransportError):
                wait_s = self._wait_after_error(request, outcome, attempt)
                if wait_s is None or not self._has_time(call, wait_s):
                    raise self._unavailable(request, outcome, is_lost=is_lost, attempts=attempt) from outcome
            else:
                wait_s = self._wait_after(request, outcome, call, attempt)
                if wait_s is None or not self._has_time(call, wait_s):
                    is_repeat = was_lost and request.is_write
                    return msgspec.structs.replace(outcome, is_repeat=True) if is_repeat else outcome
            was_lost = is_lost
            yield Sleep(wait_s)
        raise AssertionError("counting does not end")

    def _wait_after_error(self, request: Request, fault: TransportError, attempt: int) -> float | None:
        """Return how long to wait before asking again; None where that is not safe or of no use."""
        if isinstance(fault, BodyTooLargeError) or attempt >= self._policy.attempts:
            return None
        return self._backoff_s(attempt) if not fault.may_have_arrived or request.is_repeatable else None

    def _wait_after(self, request: Request, response: Response, call: Call, attempt: int) -> float | None:
        """Return how long to wait before asking again; None for an answer that counts."""
        if response.status not in _REPEATED and not _is_paced(response):
            return None
        asked_s = retry_after_s(response.headers, self._limits, self._clock.now())
        call.retry_after_s = asked_s
        if asked_s is not None:
            self.budget.block(self._clock.monotonic(), asked_s)
        # A 429 was refused before anything was done; any other answer may have been given by a proxy after the fact.
        is_safe = response.status == _REFUSED or _is_paced(response) or request.is_repeatable
        if not is_safe or attempt >= self._policy.attempts:
            return None
        return self._backoff_s(attempt) if asked_s is None else asked_s

    def _backoff_s(self, attempt: int) -> float:
        """Return a wait with full jitter."""
        longest = min(self._policy.backoff_max_s, self._policy.backoff_s * 2 ** (attempt - 1))
        return self._random() * float(longest)

    def _has_time(self, call: Call, wait_s: float) -> bool:
        return self._clock.monotonic() + wait_s < call.ends_at_s

    def _unavailable(
        self, request: Request, fault: TransportError, *, is_lost: bool, attempts: int
    ) -> PlatformUnavailableError | PlatformError:
        times = "" if attempts == 1 else f", {attempts} times"
        asked = f"{request.verb} to {self._site.origin_of(request.path)}"
        detail = f"{asked} got no answer{times}: {fault.reason}"
        if isinstance(fault, BodyTooLargeError):
            return PlatformError(f"{asked}: {fault.reason}")
        return PlatformUnavailableError(detail, outcome_unknown=request.is_write and is_lost)

    # One attempt

    def _once(self, request: Request, call: Call, attempt: int) -> Effects[Response | TransportError]:
        yield from self._pace(call)
        release: Release | None = None
        if self._limits.concurrency is not None:
            release = yield Hold(self.places, "requests", self._limits.concurrency)
        try:
            outcome = yield from self._send(request, call, attempt)
        finally:
            if release is not None:
                release()
        return outcome

    def _send(self, request: Request, call: Call, attempt: int) -> Effects[Response | TransportError]:
        began_at = self._clock.monotonic()
        timeout_s = min(self._policy.request_s, call.ends_at_s - began_at)
        if timeout_s <= 0:
            raise PlatformUnavailableError(f"the call did not end within {self._policy.total_s:g} s")
        # Should the call be cancelled while a write is in flight, nobody knows whether it happened.
        call.in_flight = request if request.is_write else None
        outcome: Response | TransportError
        try:
            response: Response = yield self._addressed(request, timeout_s)
            is_plain = "content-encoding" not in response.headers
            outcome = response if is_plain else decode_content(response, self._policy.max_body_bytes)
        except TransportError as fault:
            outcome = fault
        call.in_flight = None
        self._observe(request, outcome, attempt, began_at)
        return outcome

    def _addressed(self, request: Request, timeout_s: float) -> Send:
        origin = self._site.origin
        if "://" in request.path[:8]:
            origin, path = split_address(request.path)
            request = msgspec.structs.replace(request, path=path)
        return Send(request, origin, timeout_s, self._policy.max_body_bytes)

    def _pace(self, call: Call) -> Effects[None]:
        while (wait_s := self.budget.try_spend(self._clock.monotonic())) > 0:
            if not self._has_time(call, wait_s):
                raise RateLimitedError(
                    "the connection has used up what the platform allows it for now", retry_after=wait_s
                )
            yield Sleep(wait_s)

    def _observe(self, request: Request, outcome: Response | TransportError, attempt: int, began_at: float) -> None:
        now_s = self._clock.monotonic()
        response = None if isinstance(outcome, TransportError) else outcome
        if response is not None and self._limits.remaining_header is not None:
            self.budget.learn(response.headers, now_s, self._clock.now())
        if LOG.isEnabledFor(logging.DEBUG):
            path = self._redactor.redact(urlsplit(request.path).path)
            said = "no answer" if response is None else response.status
            LOG.debug("%s %s: %s in %.3f s, attempt %d", request.verb, path, said, now_s - began_at, attempt)
        if self._observer is not None:
            seen = self._shown_response(response, request)
            self._observer(Exchange(self.shown(request), seen, attempt, now_s - began_at))

    def shown(self, request: Request) -> Request:
        """Return a request with its secrets masked."""
        redactor = self._redactor
        return msgspec.structs.replace(
            request,
            path=redactor.redact(request.path),
            query=redactor.redact_pairs(request.query),
            headers=redactor.redact_pairs(request.headers),
            body=None if request.body is None else redactor.redact_body(request.body),
        )

    def _shown_response(self, response: Response | None, request: Request) -> Response | None:
        if response is None:
            return None
        headers = dict(self._redactor.redact_pairs(response.headers.items()))
        # What a login gives is a secret that nobody knows yet.
        body = self._redactor.redact_body(response.body) if request.needs_auth else MASK.encode()
        return msgspec.structs.replace(response, headers=headers, body=body)

    # Redirects

    def _redirected(self, request: Request, response: Response) -> Request | None:
        """Return the request that a redirect asks for; None where the answer is to be read as it is."""
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or location is None or request.is_write:
            return None
        if request.verb not in _SAFE and response.status not in _MODERN_REDIRECTS:
            return None
        if not request.is_elsewhere:
            return msgspec.structs.replace(request, path=self._site.follow(request.path, location), query=())
        path = self._site.leave(request.path, location)
        is_same = self._site.is_own(path) and self._site.is_own(request.path)
        kept = tuple(pair for pair in request.headers if is_same or pair[0].lower() in _HARMLESS)
        return msgspec.structs.replace(request, path=path, query=(), headers=kept)


def _is_paced(response: Response) -> bool:
    """Whether a 403 asks to wait, as some platforms refuse what comes too fast: nothing was done."""
    return response.status == _FORBIDDEN and "retry-after" in response.headers


def _is_uncertain(outcome: Response | TransportError) -> bool:
    """Tell whether the platform may have acted on a request without saying so."""
    if isinstance(outcome, TransportError):
        return outcome.may_have_arrived
    return outcome.status in _SERVER_FAULTS and outcome.status not in _CERTAIN


def _note_write(request: Request, outcome: Response | TransportError, call: Call, *, is_lost: bool) -> None:
    if not request.is_write:
        return
    is_answered = not isinstance(outcome, TransportError) and outcome.status < _REFUSALS
    call.note_write(request, happened=is_lost or is_answered, is_lost=is_lost and not is_answered)
