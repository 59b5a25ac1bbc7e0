"""Traces for OpenTelemetry: a span for each request, and below it one for each call of a platform.

It is in the extra `tracing`, and off unless OpenTelemetry's own variables name somebody to send to. No span holds a
path, a query, a body or a secret; the names of attributes are those of its semantic conventions where there are some.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.trace import Span, TracerProvider

    from tasklab.service.store.connection import ConnectionRow
    from tasklab.service.web.message import Answer, Request
    from tasklab.service.web.router import Route

_PARENT = (b"traceparent", b"tracestate")
_OURS = 500
"""From this status on a failure is the server's, by the semantic conventions."""


class Tracing:
    """Makes spans."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("tasklab.service")
        self._propagator = TraceContextTextMapPropagator()

    @contextmanager
    def serving(self, request: Request) -> Iterator[Span]:
        """Make a request's span, below the caller's where it names one: W3C Trace Context."""
        carrier = {name.decode(): request.header(name) for name in _PARENT if name in request.headers}
        attributes = {"http.request.method": request.verb, "tasklab.request_id": request.request_id}
        with self._tracer.start_as_current_span(
            request.verb, self._propagator.extract(carrier), SpanKind.SERVER, attributes
        ) as span:
            yield span

    @staticmethod
    def served(span: Span, request: Request, route: Route | None, answer: Answer) -> None:
        """Note what became of a request."""
        if route is not None:
            span.update_name(f"{request.verb} {route.path}")
            span.set_attributes({"http.route": route.path, "tasklab.method": route.name})
        if request.principal is not None:
            span.set_attribute("tasklab.account", request.principal.account_id)
        span.set_attribute("http.response.status_code", answer.status)
        if answer.status >= _OURS:
            span.set_status(Status(StatusCode.ERROR))

    @contextmanager
    def calling(self, row: ConnectionRow, name: str) -> Iterator[None]:
        """Make the span of a call of a platform, its repeats and waits included."""
        attributes: dict[str, Any] = {
            "tasklab.platform": row.platform,
            "tasklab.platform_version": row.version,
            "tasklab.connection": row.id,
        }
        # An exception's text may quote the platform: of an error its kind is enough.
        with self._tracer.start_as_current_span(
            name, kind=SpanKind.CLIENT, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_attribute("error.type", getattr(error, "kind", type(error).__name__))
                span.set_status(Status(StatusCode.ERROR))
                raise

    def close(self) -> None:
        """Send what is left."""
        shutdown = getattr(self._provider, "shutdown", None)
        if shutdown is not None:
            shutdown()


def open_tracing() -> Tracing:
    """Send spans as OpenTelemetry's variables say, some at a time and from a thread of its own."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - of the extra
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider as Provider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = Provider(resource=Resource.create({"service.name": "tasklab"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider)
