"""A twin behind a transport: what it is asked, and what the vendor's description says against it."""

from __future__ import annotations

import json

import pytest
from tests.twin.sample import counter

from tasklab.adapter.adapter import Adapter
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError, WireRequest
from tasklab.twin.fault import Fault
from tasklab.vendor.exchange import ExchangeCheck
from tasklab.vendor.reading import parse_description
from tasklab.verify.contract.target_file import TargetFile, TwinChoice
from tasklab.verify.contract.twin_target import TwinClock, TwinTarget, TwinTransport

COUNT = {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}}


def _check(answer=COUNT, **operation):
    reply = {"description": "The count.", "content": {"application/json": {"schema": answer}}}
    found = {"get": {**operation, "responses": {"200": reply}}}
    document = {"openapi": "3.0.3", "paths": {"/count": found}}
    return ExchangeCheck(parse_description(json.dumps(document).encode(), "openapi3"))


def _get(url="https://twin.example/count?a=1", **words):
    return WireRequest(verb="GET", url=url, **words)


def test_an_answer_passes_as_it_is():
    twin = counter()
    response = TwinTransport(twin, None).send(_get())
    assert json.loads(response.body) == {"count": 0, "version": "2"}
    assert [(entry.verb, entry.path) for entry in twin.log] == [("GET", "/count")]


def test_a_description_that_is_kept_finds_nothing():
    query = [{"name": "a", "in": "query", "schema": {"type": "integer"}}]
    transport = TwinTransport(counter(), _check(parameters=query))
    transport.send(_get())
    assert transport.take_findings() == []


def test_a_request_and_an_answer_that_are_not_described_are_told_of_once():
    wrong = {"type": "object", "properties": {"count": {"type": "string"}}}
    transport = TwinTransport(counter(), _check(wrong))
    transport.send(_get())
    transport.send(_get())
    unknown, typed = transport.take_findings()
    assert "query/a" in unknown
    assert "body/count" in typed
    assert transport.take_findings() == []


def test_what_the_twin_refused_says_nothing_about_the_request():
    twin = counter()
    twin.misbehave(Fault(kind="expired", count=1))
    transport = TwinTransport(twin, _check())
    assert transport.send(_get("https://twin.example/nowhere?b=1")).status == 401
    assert transport.take_findings() == []


def test_a_lost_answer_and_one_that_is_too_large_are_faults_of_the_transport():
    twin = counter()
    twin.misbehave(Fault(kind="answer_lost", count=1))
    transport = TwinTransport(twin, None)
    with pytest.raises(TransportError):
        transport.send(_get())
    with pytest.raises(BodyTooLargeError):
        transport.send(_get(max_body_bytes=5))


def test_waiting_moves_the_twin_on():
    twin = counter()
    clock = TwinClock(twin.clock)
    before, began_s = clock.now(), clock.monotonic()
    clock.skip(90)
    assert (clock.now() - before).total_seconds() == 90
    assert clock.monotonic() - began_s == 90


def test_a_case_is_told_what_the_twin_says_under_our_names_and_what_the_binding_says_besides():
    choice = TwinChoice(
        name="trello",
        version="2026-01-30",
        binding={
            "parameters": {"token": "{token}"},
            "facts": {"somebody_id": "user_id", "guest_user_id": None},
            "context": {"type_ids": "Task"},
        },
    )
    file = TargetFile(platform="trello", version="2026-01-30", name="a twin", twin=choice)
    target = TwinTarget(file, Adapter, choice)
    assert target.context["type_ids"] == "Task"
    assert target.context["somebody_id"] == target.context["user_id"]
    assert "guest_user_id" not in target.context
