"""A twin: a site of a platform with its faults and a log of what it was asked."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.twin.fault import Fault, Faults
from tasklab.twin.site import Situation, TwinError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.site import Platform, Site

_LOG_SIZE = 1000
_LOGGED_BODY_BYTES = 16 * 1024
_GARBAGE = b"<html><head><title>Welcome</title></head><body>Please log in to the network.</body></html>"


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request in the log. Its headers and query are left out: they hold credentials."""

    at_s: float
    verb: str
    path: str
    body: str = ""
    """The beginning of the body, 16 KiB at most."""
    status: int | None = None
    """None where no answer was given."""
    fault: str | None = None


class Exchange(msgspec.Struct, frozen=True):
    """An answer, and how late it comes."""

    response: Response
    delay_s: float = 0.0


class Twin:
    """Answers requests as a version of a platform does, or as it was told to misbehave.

    `handle` is made for the direct driver; `exchange` for a server, which waits in its own way.
    """

    def __init__(
        self,
        platform: Platform,
        situation: Situation,
        *,
        seed: int = 0,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.platform = platform
        self.version = situation.version
        self.clock = situation.clock
        self._situation = situation
        self._wait = wait or situation.clock.advance
        self._site = platform.open(situation)
        self._faults = Faults(seed)
        self._log: deque[Entry] = deque(maxlen=_LOG_SIZE)

    @property
    def site(self) -> Site:
        """What is behind it; another one after `reset`."""
        return self._site

    @property
    def log(self) -> list[Entry]:
        """The last thousand requests, the oldest first."""
        return list(self._log)

    @property
    def faults(self) -> list[Fault]:
        """The faults that still stand."""
        return self._faults.list(self.clock())

    def account(self) -> Mapping[str, str]:
        """Return the credentials that a new site accepts."""
        return self._site.account()

    def handle(self, request: Request) -> Response:
        """Answer a request; a slow answer moves the clock on. Raises: TransportError where no answer comes."""
        exchange = self.exchange(request)
        if exchange.delay_s:
            self._wait(exchange.delay_s)
        return exchange.response

    def exchange(self, request: Request) -> Exchange:
        """Answer a request and say how late. Raises: TransportError where no answer comes."""
        now_s = self.clock()
        fault = self._faults.pick(request, now_s)
        status: int | None = None
        try:
            exchange = (
                Exchange(self._site.serve(request, self.version)) if fault is None else self._spoil(request, fault)
            )
            status = exchange.response.status
        finally:
            self._log.append(_entry(request, now_s, status, fault))
        return exchange

    def seed(self, tasks: int) -> Mapping[str, Any]:
        """Make tasks, and say where they are. Raises: TwinError for a negative number."""
        if tasks < 0:
            raise TwinError(f"{tasks} tasks cannot be made")
        return self._site.seed(tasks)

    def misbehave(self, fault: Fault) -> None:
        """Let a fault stand from now on. Raises: TwinError for an older version that is unknown or not older."""
        versions = self.platform.versions
        older = versions[: versions.index(self.version)]
        if fault.version is not None and fault.version not in older:
            known = ", ".join(older) or "none"
            raise TwinError(f"{fault.version} is no version before {self.version}; those are {known}")
        self._faults.add(fault, self.clock())

    def behave(self) -> None:
        """Be honest again."""
        self._faults.clear()

    def forget(self) -> None:
        """Empty the log."""
        self._log.clear()

    def reset(self) -> None:
        """Begin anew: a new site, no faults, an empty log."""
        self._site = self.platform.open(self._situation)
        self.behave()
        self.forget()

    def _spoil(self, request: Request, fault: Fault) -> Exchange:
        match fault.kind:
            case "rate_limited":
                return Exchange(self._site.refuse(429, fault.retry_after_s))
            case "error":
                return Exchange(self._site.refuse(500))
            case "unavailable":
                return Exchange(self._site.refuse(503, fault.retry_after_s))
            case "expired":
                return Exchange(self._site.refuse(401))
            case "brownout":
                return Exchange(self._site.refuse(410))
            case "not_sent":
                raise TransportError("the twin refused the connection", may_have_arrived=False)
            case "request_lost":
                raise TransportError("the twin gave no answer", may_have_arrived=True)
        response = self._site.serve(request, fault.version or self.version)
        return _bend(response, fault)


def _bend(response: Response, fault: Fault) -> Exchange:
    match fault.kind:
        case "answer_lost":
            raise TransportError("the twin gave no answer", may_have_arrived=True)
        case "truncated":
            return Exchange(msgspec.structs.replace(response, body=response.body[: len(response.body) // 2]))
        case "garbage":
            headers = {**response.headers, "content-type": "text/html"}
            return Exchange(Response(status=response.status, headers=headers, body=_GARBAGE))
        case "slow":
            return Exchange(response, fault.delay_s)
    return Exchange(response)


def _entry(request: Request, now_s: float, status: int | None, fault: Fault | None) -> Entry:
    body = (request.body or b"")[:_LOGGED_BODY_BYTES].decode(errors="replace")
    kind = None if fault is None else fault.kind
    return Entry(at_s=now_s, verb=request.verb, path=request.path, body=body, status=status, fault=kind)
