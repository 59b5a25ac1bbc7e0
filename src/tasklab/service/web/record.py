"""What is told of requests: a line of JSON for each, and figures for Prometheus. None holds a path, query or body."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.service.web.message import Answer, Request
    from tasklab.service.web.router import Route
    from tasklab.unified.error import Problem

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_FLUSH_LINES = 256


class Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One request in the log."""

    at: float
    """Seconds since 1970, when it was answered."""
    request_id: str
    route: str | None = None
    """None where there was no such path."""
    verb: str
    status: int
    elapsed_ms: float
    bytes: int
    client: str
    account: str | None = None
    key: str | None = None
    connection: str | None = None
    error: str | None = None
    """Kind of the problem."""
    detail: str | None = None


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


class Recorder:
    """Counts requests and keeps their lines until they are written, some at a time."""

    def __init__(self, write: Callable[[bytes], object] | None = _write) -> None:
        """Write lines with `write`; None writes none."""
        self._write = write
        self._lines: list[Line] = []
        self._encoder = msgspec.json.Encoder()
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tasklab_requests", "Requests by route and status", ["route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "tasklab_request_seconds", "Time to answer, by route", ["route"], buckets=_BUCKETS, registry=self.registry
        )
        self.ready = Gauge("tasklab_ready", "Whether requests are taken", registry=self.registry)
        ProcessCollector(registry=self.registry)
        self._counters: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def note(
        self, request: Request, route: Route | None, answer: Answer, problem: Problem | None, elapsed_s: float
    ) -> None:
        """Count a request and keep its line."""
        name = route.name if route else "none"
        found = self._counters.get((name, answer.status))
        if found is None:
            found = (self._requests.labels(name, str(answer.status)), self._seconds.labels(name))
            self._counters[name, answer.status] = found
        found[0].inc()
        found[1].observe(elapsed_s)
        if self._write is None:
            return
        principal = request.principal
        line = Line(
            at=round(time.time(), 3),
            request_id=request.request_id,
            route=route.name if route else None,
            verb=request.verb,
            status=answer.status,
            elapsed_ms=round(elapsed_s * 1000, 3),
            bytes=len(answer.body),
            client=request.client,
            account=principal.account_id if principal else None,
            key=principal.key_id if principal else None,
            connection=request.parameters.get("connection_id") if principal else None,
            error=problem.type.rpartition("/")[2] if problem else None,
            detail=problem.detail if problem else None,
        )
        self._lines.append(line)
        if len(self._lines) >= _FLUSH_LINES:
            self.flush()

    def flush(self) -> None:
        """Write the lines that are kept."""
        if self._lines and self._write is not None:
            lines, self._lines = self._lines, []
            self._write(self._encoder.encode_lines(lines))

    def exposition(self) -> bytes:
        """Return the figures as Prometheus reads them."""
        return generate_latest(self.registry)
