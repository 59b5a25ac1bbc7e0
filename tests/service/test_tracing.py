"""Traces: a span for each request and for each call below it, and nothing in them that is nobody's business."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.service.conftest import SITE

from tasklab.service.server import open_tracing_where_wanted
from tasklab.service.tracing import Tracing
from tasklab.twin.fault import Fault

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans(stage):
    """Trace the stage's service; give what was traced."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    stage.application._tracing = stage.service.connections._tracing = Tracing(provider)

    def finished():
        found = list(exporter.get_finished_spans())
        exporter.clear()
        return found

    return finished


def test_a_request_is_a_span_and_its_call_one_below(stage, spans):
    connection_id = stage.connect()
    spans()

    stage.call("GET", f"/v1/connections/{connection_id}/tasks?limit=3", x_request_id="r-1")

    call, request = spans()
    assert (request.name, request.kind.name) == ("GET /v1/connections/{connection_id}/tasks", "SERVER")
    assert request.attributes["tasklab.request_id"] == "r-1"
    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["tasklab.account"] == stage.account_id
    assert (call.name, call.kind.name, call.parent.span_id) == ("task.list", "CLIENT", request.context.span_id)
    assert (call.attributes["tasklab.platform"], call.attributes["tasklab.connection"]) == ("roundup", connection_id)


def test_a_caller_that_traces_finds_it_below_its_own_span(stage, spans):
    stage.call("GET", "/v1/platforms", traceparent=PARENT)
    stage.call("GET", "/v1/platforms", traceparent="nonsense")

    below, alone = spans()
    assert f"{below.context.trace_id:032x}" == PARENT.split("-")[1]
    assert f"{below.parent.span_id:016x}" == PARENT.split("-")[2]
    assert alone.parent is None


def test_a_failure_says_its_kind_and_nothing_that_the_platform_said(stage, spans):
    connection_id = stage.connect()
    spans()
    stage.twin.misbehave(Fault(kind="error", count=1))

    reply = stage.call("GET", f"/v1/connections/{connection_id}/me")
    stage.call("GET", f"/v1/connections/{connection_id}/tasks/find-me-not?raw=true")

    failed, first, missing, second = spans()
    assert reply.status == 503
    assert failed.attributes["error.type"] == reply.kind
    assert (failed.status.status_code.name, first.status.status_code.name) == ("ERROR", "ERROR")
    assert missing.attributes["error.type"] == "not_found"
    assert second.status.status_code.name == "UNSET"  # that is the caller's mistake
    told = "".join(each.to_json() for each in (failed, first, missing, second))
    assert "find-me-not" not in told
    assert SITE["password"] not in told
    assert stage.key not in told


def test_without_the_variables_of_opentelemetry_nothing_is_traced():
    assert open_tracing_where_wanted({}) is None
    assert open_tracing_where_wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"}) is None
    tracing = open_tracing_where_wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"})
    assert tracing is not None
    tracing.close()
