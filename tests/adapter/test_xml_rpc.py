"""XML-RPC, held to the standard library's own reading of what is sent, and to answers as servers give them."""

from __future__ import annotations

import datetime as dt
from xmlrpc import client

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.message import Response
from tasklab.adapter.xml_rpc import as_json, call_body
from tasklab.unified.error import PlatformError, UnsupportedFieldError

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
SCALARS = st.one_of(
    st.booleans(), st.integers(-(2**31), 2**31 - 1), TEXT, st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))


def answer(text, status=200):
    body = text.encode() if isinstance(text, str) else text
    return Response(status=status, headers={"content-type": "text/xml"}, body=body)


def read(text):
    return msgspec.json.decode(as_json(answer(text)).body)


@given(st.lists(VALUES, max_size=3))
def test_a_server_reads_the_arguments_that_were_given(params):
    arguments, name = client.loads(call_body("ticket.get", params), use_builtin_types=True)
    assert (list(arguments), name) == (params, "ticket.get")


@given(VALUES)
def test_an_answer_is_the_json_that_it_would_be(value):
    assert read(client.dumps((value,), methodresponse=True)) == {"result": value}


def test_moments_and_bytes_are_told_as_text():
    moment = client.DateTime("20270131T09:00:00")
    found = read(client.dumps(([moment, client.Binary(b"\x00a")],), methodresponse=True))
    assert found == {"result": ["2027-01-31T09:00:00", "AGE="]}


def test_a_moment_is_sent_in_utc_and_bytes_as_they_are():
    moment = dt.datetime(2027, 1, 31, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    (sent, content), _ = client.loads(call_body("put", [moment, b"\x00a"]), use_builtin_types=True)
    assert (sent, content) == (dt.datetime(2027, 1, 31, 9), b"\x00a")  # noqa: DTZ001 - the protocol has no offset


def test_a_fault_is_told_with_its_code():
    fault = client.dumps(client.Fault(404, "Ticket 7 does not exist."), methodresponse=True)
    assert read(fault) == {"fault": {"code": 404, "message": "Ticket 7 does not exist."}}


def test_what_is_no_success_stays_as_it_is():
    refused = answer("<html>No</html>", 403)
    assert as_json(refused) is refused


BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><methodResponse><params/></methodResponse>'


@pytest.mark.parametrize(
    "body", ["", "<html>hello</html>", "{}", b"\xff\xfe", "<methodResponse><params></params></methodResponse>", BOMB]
)
def test_what_is_no_answer_is_told(body):
    with pytest.raises(PlatformError, match="no XML-RPC"):
        as_json(answer(body))


@pytest.mark.parametrize("value", [None, [None], {"a": None}, 2**31])
def test_what_the_protocol_has_no_words_for_is_refused(value):
    with pytest.raises(UnsupportedFieldError):
        call_body("put", [value])
