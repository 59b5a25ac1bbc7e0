from __future__ import annotations

import pytest

from tasklab.adapter.transport.protocol import WireRequest
from tasklab.verify.contract.form import check_form

_TYPE = (("content-TYPE", "text/xml"),)
_DEPTH = (("Depth", "0"),)


@pytest.mark.parametrize(
    ("verb", "headers", "body"),
    [("GET", (), None), ("DELETE", (), b""), ("PUT", _TYPE, b"x"), ("PROPFIND", (*_TYPE, *_DEPTH), b"x")],
)
def test_a_request_that_says_what_it_is_has_no_problem(verb, headers, body):
    assert check_form(WireRequest(verb, "http://h/", headers, body)) == []


@pytest.mark.parametrize(
    ("verb", "headers", "said"),
    [
        ("POST", (), ["POST with a body and without Content-Type"]),
        ("REPORT", _TYPE, ["REPORT without Depth"]),
        ("PROPFIND", (), ["PROPFIND with a body and without Content-Type", "PROPFIND without Depth"]),
    ],
)
def test_what_a_request_leaves_unsaid_is_told(verb, headers, said):
    assert check_form(WireRequest(verb, "http://h/", headers, b"x")) == said
