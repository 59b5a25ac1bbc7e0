"""A twin over HTTP/1.1: what clients may rely on, and what they may not do to it."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from tests.twin.sample import counter

from tasklab.twin.clock import stopped_clock
from tasklab.twin.connection import Bounds
from tasklab.twin.control import Control
from tasklab.twin.fault import Fault
from tasklab.twin.server import Server, serve_in_thread
from tasklab.twin.site import TwinError


@pytest.fixture
def twin():
    return counter(clock=stopped_clock())


@pytest.fixture
def address(twin):
    with serve_in_thread(twin, Control(twin, "/_twin")) as url:
        yield urlsplit(url).netloc


@pytest.fixture
def client(address):
    client = http.client.HTTPConnection(address, timeout=10)
    yield client
    client.close()


def ask(client, verb, path, body=None, **words):
    client.request(verb, path, body, **words)
    response = client.getresponse()
    return response, response.read()


@contextmanager
def raw(address):
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as sock:
        yield sock


def talk(address, data):
    with raw(address) as sock:
        sock.sendall(data)
        parts = []
        while part := sock.recv(65536):
            parts.append(part)
        return b"".join(parts)


def test_a_connection_is_kept_for_many_requests(client):
    ask(client, "GET", "/count")
    sock = client.sock
    for number in range(1, 4):
        _, body = ask(client, "POST", "/count", b'{"add": 1}')
        assert json.loads(body)["count"] == number
    assert client.sock is sock


def test_a_chunked_request_is_put_together(client):
    response, body = ask(client, "POST", "/count", iter([b'{"add"', b": 4", b"2}"]), encode_chunked=True)

    assert response.status == 200
    assert json.loads(body)["count"] == 42


def test_head_has_the_length_and_no_body_and_the_connection_goes_on(client):
    _, whole = ask(client, "GET", "/count")
    response, body = ask(client, "HEAD", "/count")

    assert response.headers["content-length"] == str(len(whole))
    assert body == b""
    assert ask(client, "GET", "/count")[1] == whole


def test_a_client_that_waits_to_continue_is_told_to(address):
    with raw(address) as sock:
        sock.sendall(b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
        assert sock.recv(100).startswith(b"HTTP/1.1 100 ")
        sock.sendall(b'{"add": 6}')
        assert b'"count":6' in sock.recv(1000)


def test_requests_sent_at_once_are_answered_in_order(address):
    one = b'POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"add": 1}'
    last = b"GET /count HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = talk(address, one * 2 + last)

    assert answer.count(b"HTTP/1.1 200") == 3
    assert answer.index(b'"count":1') < answer.index(b'"count":2')


def test_path_query_and_headers_arrive_as_sent(address, twin):
    seen = []
    serve = twin.site.serve
    twin.site.serve = lambda request, version: seen.append(request) or serve(request, version)
    talk(address, b"GET /a%2Fb?x=1&y=&x=%C3%A9 HTTP/1.1\r\nHost: x\r\nX-Key: v\r\nConnection: close\r\n\r\n")

    assert seen[0].path == "/a%2Fb"
    assert seen[0].query == (("x", "1"), ("y", ""), ("x", "é"))
    assert ("x-key", "v") in seen[0].headers
    assert seen[0].body is None


@pytest.mark.parametrize(
    "data", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nbad\r\n\r\n"]
)
def test_what_is_no_request_is_refused_and_the_next_client_is_served(address, client, data):
    assert talk(address, data + b"\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert ask(client, "GET", "/count")[0].status == 200


def test_a_body_has_a_bound(twin):
    with serve_in_thread(twin, bounds=Bounds(max_body_bytes=100)) as url:
        head = b"POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n\r\n"
        assert talk(urlsplit(url).netloc, head + b"x" * 200).startswith(b"HTTP/1.1 413")
    assert twin.log == []


def test_a_silent_connection_is_ended(twin):
    with serve_in_thread(twin, bounds=Bounds(idle_s=0.05)) as url:
        assert talk(urlsplit(url).netloc, b"GET /cou") == b""


def test_a_lost_answer_is_a_closed_connection(client, twin):
    twin.misbehave(Fault(kind="answer_lost", count=1))
    with pytest.raises(http.client.RemoteDisconnected):
        ask(client, "POST", "/count", b'{"add": 1}')
    client.close()
    assert json.loads(ask(client, "GET", "/count")[1])["count"] == 1


def test_a_slow_answer_holds_up_nobody_else(address, twin):
    twin.misbehave(Fault(kind="slow", delay_s=1.5, path="/slow"))
    with raw(address) as slow:
        slow.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in talk(address, b"GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        slow.setblocking(False)
        with pytest.raises(BlockingIOError):
            slow.recv(1)
        slow.settimeout(10)
        assert slow.recv(100).startswith(b"HTTP/1.1 200")


def test_the_control_endpoint_is_apart_and_not_in_the_log(client, twin):
    assert json.loads(ask(client, "POST", "/_twin/seed", b'{"tasks": 3}')[1]) == {"count": 3}
    assert json.loads(ask(client, "GET", "/count")[1])["count"] == 3
    assert [entry.path for entry in twin.log] == ["/count"]


def test_without_control_its_path_is_the_vendors(twin):
    with serve_in_thread(twin) as url:
        client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        assert json.loads(ask(client, "GET", "/_twin/state")[1])["version"] == "2"
        client.close()


def test_a_taken_port_is_told(twin, address):
    port = int(address.partition(":")[2])

    with pytest.raises(TwinError, match=f"port {port} is taken"):
        asyncio.run(Server(twin).run(port, asyncio.Event(), print))


def test_stopping_lets_an_answer_under_way_end(twin):
    twin.misbehave(Fault(kind="slow", delay_s=1))
    with serve_in_thread(twin) as url:
        sock = socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=10)
        sock.sendall(b"GET /count HTTP/1.1\r\nHost: x\r\n\r\n")
        while not twin.log:
            time.sleep(0.01)
    answer = sock.recv(1000)
    sock.close()

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"connection: close" in answer.lower()


def test_stopping_does_not_wait_for_a_connection_without_a_request(twin):
    with serve_in_thread(twin) as url:
        sock = socket.create_connection(("127.0.0.1", urlsplit(url).port), timeout=10)
        sock.sendall(b"GET /count HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(1000)
    assert sock.recv(1000) == b""
    sock.close()
