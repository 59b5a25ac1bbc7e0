from __future__ import annotations

import pytest

from tasklab.adapter.content_line import Property
from tasklab.adapter.dav import DavItem, Element
from tasklab.adapter.kept import find_total, raw_resource, require_found, require_header, require_there
from tasklab.adapter.message import Response
from tasklab.unified.error import NotFoundError, PlatformError

ANSWER = Response(status=200, headers={"etag": '"1"', "x-total": "12", "x-odd": "²"})


def test_a_header_that_is_documented_is_there():
    assert require_header(ANSWER, "etag") == '"1"'
    with pytest.raises(PlatformError, match="`location`"):
        require_header(ANSWER, "location")


def test_a_value_that_is_missing_means_what_the_spec_says():
    assert require_there(0, "id") == 0
    assert require_found("", "id") == ""
    with pytest.raises(PlatformError, match=r"result\[0\]"):
        require_there(None, "result[0]")
    with pytest.raises(NotFoundError):
        require_found(None, "result[0]")


@pytest.mark.parametrize(("name", "total"), [("x-total", 12), ("x-odd", None), ("x-none", None)])
def test_a_total_is_a_number_or_unknown(name, total):
    assert find_total(ANSWER, name) == total


def test_a_resource_in_its_native_form():
    assert bytes(raw_resource(DavItem("/a", document=b"BEGIN:VCALENDAR"))) == b'"BEGIN:VCALENDAR"'
    listed = DavItem("/a", elements=(Element("D:displayname", ["Cal"]),))
    assert bytes(raw_resource(listed)) == b'{"href":"/a","D:displayname":"Cal"}'
    assert bytes(raw_resource(Property("hello"))) == b'"hello"'
