"""Bodies and credentials of requests."""

from __future__ import annotations

import base64

import pytest
from tests.twin.sample import basic

from tasklab.adapter.message import Request
from tasklab.twin.body import BodyError, read_form, read_json
from tasklab.twin.credential import parse_pair, read_basic, read_bearer, read_header


def post(body, **headers):
    return Request(verb="POST", path="/", body=body, headers=tuple(headers.items()))


def test_json_is_read():
    assert read_json(post(b'{"a": [1, null]}')) == {"a": [1, None]}


@pytest.mark.parametrize("body", [None, b"", b"{", b"\xff", b'{"a": 1}}', b"[" * 100_000])
def test_json_that_is_none_is_malformed(body):
    with pytest.raises(BodyError) as caught:
        read_json(post(body))
    assert caught.value.fault == "malformed"


def test_a_form_is_read_in_order_with_its_empty_values():
    assert read_form(post(b"a=1&b=&a=%C3%A9+x")) == (("a", "1"), ("b", ""), ("a", "é x"))


def test_a_form_has_bounds():
    with pytest.raises(BodyError) as caught:
        read_form(post(b"&".join([b"a=1"] * 11)), max_fields=10)
    assert caught.value.fault == "malformed"
    with pytest.raises(BodyError):
        read_form(post(b"\xff"))


@pytest.mark.parametrize("read", [read_json, read_form])
def test_a_body_over_its_bound_is_not_read(read):
    with pytest.raises(BodyError) as caught:
        read(post(b"1234"), 3)
    assert caught.value.fault == "too_large"


def test_credentials_are_read_whatever_the_case():
    name, value = basic("ann", "a:b")
    assert read_basic(post(b"", **{name.title(): value.replace("Basic", "bASIC")})) == ("ann", "a:b")
    assert read_bearer(post(b"", authorization="Bearer  t ")) == "t"
    assert read_header(post(b"", **{"X-Key": "k"}), "x-key") == "k"


@pytest.mark.parametrize("value", ["", "Basic", "Basic !!", "Basic " + base64.b64encode(b"none").decode(), "Bearer t"])
def test_what_is_no_pair_is_none(value):
    assert read_basic(post(b"", authorization=value)) is None


def test_nothing_is_read_where_nothing_is_said():
    assert read_basic(post(b"")) is None
    assert read_bearer(post(b"", authorization="Basic eDp5")) is None
    assert parse_pair(None) is None
    assert parse_pair(base64.b64encode(b"\xff:\xff").decode()) is None
