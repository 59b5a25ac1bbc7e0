"""Whatever comes, the answer is one that the document knows, and never a mistake of ours."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

import jsonschema
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklab.unified.error import Problem
from tasklab.unified.place import PLACES

NAMES = sorted({name for place in PLACES.values() for name in place.method.parameters.__struct_fields__} | {"version"})
TEXTS = st.sampled_from(["", "1", "2", "0", "-1", "true", "null", "2026-01-01T00:00:00Z", "title", "..", "%00"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), VALUES, max_size=5).map(msgspec.json.encode)
HEADERS = st.dictionaries(
    st.sampled_from(["idempotency-key", "x-request-id", "accept", "content-encoding"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=8),
    max_size=2,
)
PROBLEM = msgspec.json.schema(Problem)


@settings(
    max_examples=400,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_request_is_a_mistake_of_ours(stage, data):
    if not hasattr(stage, "known"):
        stage.known = stage.connect()
        stage.twin.seed(3)
    route = data.draw(st.sampled_from(stage.application.routes))
    path = re.sub(r"\{(\w+)\}", lambda found: segment(data, stage, found[1]), route.path)
    query = urlencode(data.draw(st.lists(st.tuples(st.sampled_from(NAMES), TEXTS | st.text(max_size=4)), max_size=3)))
    body = data.draw(st.none() | BODIES | st.binary(max_size=20))

    reply = stage.call(route.verb, f"{path}?{query}", body, **data.draw(HEADERS))

    assert reply.status not in {405, 500}, reply.body
    if reply.status >= 400:
        jsonschema.validate(reply.json, PROBLEM)
        assert reply.json["status"] == reply.status
        assert reply.json["request_id"] == reply.headers["x-request-id"]
    if route.name == "connection.delete" and reply.status == 204:
        stage.known = stage.connect()


def segment(data, stage, name):
    known = st.just(stage.known) if name == "connection_id" else st.sampled_from(["1", "2", "roundup"])
    return quote(data.draw(known | st.text(min_size=1, max_size=5)), safe="")
