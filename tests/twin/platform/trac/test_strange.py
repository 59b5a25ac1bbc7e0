"""Whatever is sent, the twin answers in the protocol's own way, and can show what it took."""

from __future__ import annotations

import json
import xmlrpc.client

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.twin.platform.trac.caller import CUSTOM, Trac, binary, moment

from tasklab.twin.platform.trac.method import METHODS
from tasklab.twin.platform.trac.version import VERSIONS

TEXTS = st.sampled_from(
    [
        "", " ", "x", "1", "-1", "\u00b2", "99", "2", "new", "closed", "leave", "resolve", "reassign", "_reset",
        "major",
        "milestone1", "component1", "1.0", "defect", "< default >", "id=1", "order=priority&desc=1", "time=today..",
        "time=9999-12-31..", "time=0001-01-01T00:00:00+14:00..", "max=1&page=2", "id=1-", "summary~=x|", "or",
        "\x00", "\u00e9", "\ud800",
        "in 9999999999 years", "time=9999999999d..", "9" * 30, "a.txt", "a@b.c", "%s", "deadline=", "2020-01-01",
    ]
)  # fmt: skip
MARKS = st.sampled_from([moment("2020-01-02T03:04:05"), moment("0001-01-01T00:00:00"), binary(b"x")])
LEAVES = st.none() | st.booleans() | st.integers(-1, 9) | st.just(10**20) | st.floats(-1, 2) | TEXTS | MARKS
NAMES = st.sampled_from(
    [
        "summary", "description", "type", "status", "owner", "cc", "keywords", "action", "_ts", "name", "due", "time",
        "foo",
        "effort", "kind", "deadline", "notes", "replyto", "methodName", "params", "value", "component",
        "milestone",
    ]
)  # fmt: skip
VALUES = (
    LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(NAMES, LEAVES | st.lists(LEAVES, max_size=1), max_size=4)
)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(METHODS)), st.lists(VALUES, max_size=6)), min_size=1, max_size=12)


@given(st.sampled_from(VERSIONS), STEPS)
@settings(max_examples=300, deadline=None)
def test_every_call_in_json_is_answered_and_what_was_taken_can_be_shown(version, steps):
    trac = Trac(version, ticket_custom=CUSTOM)
    trac.make()
    for method, params in steps:
        response = trac.send({"id": 1, "method": method, "params": params})
        assert response.status == 200, response
        said = json.loads(response.body)
        assert set(said) == {"id", "result", "error"}
        assert said["error"] is None or said["error"]["code"] in {-32700, -32603, -32601, 403, 404}
    for ticket in trac.answer({"method": "ticket.query", "params": ["max=0&order=id"]})["result"]:
        for method in ("ticket.get", "ticket.changeLog", "ticket.listAttachments"):
            said = trac.answer({"method": method, "params": [ticket]})
            assert said["error"] is None or "before 1900" in said["error"]["message"], (method, said)


def _as_xml(value):
    if isinstance(value, dict) and "__jsonclass__" in value:
        kind, text = value["__jsonclass__"]
        return (
            xmlrpc.client.DateTime(text.replace("-", "")) if kind == "datetime" else xmlrpc.client.Binary(text.encode())
        )
    if isinstance(value, dict):
        return {name: _as_xml(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_as_xml(each) for each in value]
    return (
        7 if value == 10**20 else value.replace("\x00", "").replace("\ud800", "") if isinstance(value, str) else value
    )


def _fault_code(body):
    try:
        xmlrpc.client.loads(body)
    except xmlrpc.client.Fault as fault:
        return fault.faultCode
    return None


@given(st.sampled_from(VERSIONS), STEPS)
@settings(max_examples=200, deadline=None)
def test_every_call_in_xml_is_answered(version, steps):
    trac = Trac(version, ticket_custom=CUSTOM)
    trac.make()
    for method, params in steps:
        body = xmlrpc.client.dumps(tuple(_as_xml(each) for each in params), method, allow_none=True).encode()
        response = trac.send(body, content_type="text/xml")
        if response.status == 500:
            assert response.body.startswith(b"Unhandled protocol error calling")
            continue
        assert response.status == 200
        assert _fault_code(response.body) in {None, -32601, 1, 403, 404}


@given(
    st.sampled_from(VERSIONS),
    st.binary(max_size=60) | st.sampled_from([b'{"method": "x"', b"<methodCall>", b"[[" * 20]),
)
@settings(max_examples=200, deadline=None)
def test_any_body_is_answered(version, body):
    trac = Trac(version)
    for kind in ("application/json", "text/xml", "text/plain", None):
        assert trac.send(body, content_type=kind).status in {200, 415}
