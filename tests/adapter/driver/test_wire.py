from __future__ import annotations

from tasklab.adapter.driver.effect import Send
from tasklab.adapter.driver.wire import wire_request
from tasklab.adapter.message import Request


def test_a_request_goes_out_whole():
    request = Request(verb="PUT", path="/a%2Fb?x=1", query=(("y", "2 &"),), headers=(("If-Match", '"1"'),), body=b"b")
    wire = wire_request(Send(request, "https://h.example:8443", 3.0, 77))
    assert (wire.verb, wire.url) == ("PUT", "https://h.example:8443/a%2Fb?x=1&y=2%20%26")
    assert (wire.headers, wire.body, wire.timeout_s, wire.max_body_bytes) == ((("If-Match", '"1"'),), b"b", 3.0, 77)
