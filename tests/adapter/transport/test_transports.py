"""Each transport against a real socket: one test per way in which an answer can come, or fail to."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import socket
from typing import TYPE_CHECKING

import pytest

from tasklab.adapter.client import AsyncClient, Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.clock import ManualClock
from tasklab.adapter.driver.content import decode_content
from tasklab.adapter.driver.session import Settings
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError, WireRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.adapter.message import Response

NAMES = ("httpx2", "httpx2-async", "aiohttp")


def plain(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _send_all(transport, requests: list[WireRequest]) -> list[Response]:
    try:
        return [await transport.send(request) for request in requests]
    finally:
        await transport.aclose()


def _send_async(make: Callable, requests: list[WireRequest]) -> list[Response]:
    async def run() -> list[Response]:
        return await _send_all(make(), requests)

    return asyncio.run(run())


@pytest.fixture(params=NAMES)
def send(request):
    """Send requests over one transport, whose connections are kept between them."""
    if request.param == "aiohttp":
        pytest.importorskip("aiohttp")

    def run(*requests: WireRequest) -> list[Response]:
        if request.param == "aiohttp":
            from tasklab.adapter.transport.aiohttp import AiohttpTransport

            return _send_async(AiohttpTransport, list(requests))
        from tasklab.adapter.transport.httpx2 import AsyncHttpx2Transport, Httpx2Transport

        if request.param == "httpx2-async":
            return _send_async(AsyncHttpx2Transport, list(requests))
        transport = Httpx2Transport()
        try:
            return [transport.send(each) for each in requests]
        finally:
            transport.close()

    return run


def test_says_what_it_is_told_to_say(serve, send):
    server = serve(plain(b"ok"))
    url = f"{server.origin}/a%2Fb;c/d?x=%2F&y=a%20b"
    send(WireRequest("REPORT", url, (("Depth", "1"), ("X-Name", "Zoë")), "bödy".encode()))
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"REPORT /a%2Fb;c/d?x=%2F&y=a%20b HTTP/1.1\r\n")
    assert "X-Name: Zoë".encode() in head
    assert body == "bödy".encode()


def test_adds_no_header_that_could_change_the_meaning(serve, send):
    server = serve(plain(b"ok"))
    send(WireRequest("GET", server.origin))
    names = {line.partition(b":")[0].lower() for line in server.requests[0].split(b"\r\n")[1:] if line}
    assert names <= {b"host", b"connection", b"content-length"}


def test_reads_chunked_answers(serve, send):
    server = serve(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n")
    (answer,) = send(WireRequest("GET", server.origin))
    assert answer.body == b"abcdefg"


def test_keeps_its_connection(serve, send):
    server = serve(plain(b"one"), plain(b"two", status="404 Not Found"))
    first, second = send(WireRequest("GET", server.origin), WireRequest("GET", server.origin))
    assert (first.body, second.body, second.status) == (b"one", b"two", 404)
    assert server.connections == 1


def test_header_names_are_in_lower_case_and_repeated_ones_joined(serve, send):
    server = serve(plain(b"", 'ETag: "1"', "Link: <a>; rel=prev", "LINK: <b>; rel=next"))
    (answer,) = send(WireRequest("GET", server.origin))
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["link"] == "<a>; rel=prev, <b>; rel=next"


def test_keeps_no_cookie_and_follows_no_redirect(serve, send):
    server = serve(plain(b"", "Set-Cookie: session=1", "Location: /b", status="302 Found"), plain(b"ok"))
    first, _ = send(WireRequest("GET", server.origin), WireRequest("GET", server.origin))
    assert first.status == 302
    assert b"cookie" not in server.requests[1].lower()


def test_leaves_decompression_to_the_session(serve, send):
    body = gzip.compress(b"x" * 1000)
    server = serve(plain(body, "Content-Encoding: gzip"))
    (answer,) = send(WireRequest("GET", server.origin))
    assert answer.body == body
    assert decode_content(answer, 1000).body == b"x" * 1000


def test_a_body_over_its_bound_is_cut_off(serve, send):
    server = serve(plain(b"x" * 200_000))
    with pytest.raises(BodyTooLargeError):
        send(WireRequest("GET", server.origin, max_body_bytes=1000))


def test_a_truncated_body_is_a_lost_answer(serve, send):
    def hang_up(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")

    with pytest.raises(TransportError) as caught:
        send(WireRequest("POST", serve(hang_up).origin, body=b"{}"))
    assert caught.value.may_have_arrived


def test_no_answer_at_all_is_a_lost_answer(serve, send):
    def hang_up(peer: socket.socket, _: bytes) -> None:
        peer.shutdown(socket.SHUT_RDWR)

    with pytest.raises(TransportError) as caught:
        send(WireRequest("POST", serve(hang_up).origin, body=b"{}"))
    assert caught.value.may_have_arrived


def test_an_answer_that_is_not_http_is_a_lost_answer(serve, send):
    def babble(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"\x16\x03\x01 not HTTP\r\n\r\n")

    with pytest.raises(TransportError) as caught:
        send(WireRequest("GET", serve(babble).origin))
    assert caught.value.may_have_arrived


def test_a_body_that_drips_is_bounded_as_a_whole(serve, send):
    servers = []

    def drip(peer: socket.socket, _: bytes) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        # Each byte comes in time; all of them would not.
        while not servers[0].released.wait(0.02):
            peer.sendall(b"x")

    servers.append(serve(drip))
    with pytest.raises(TransportError, match=r"within 0\.15 s") as caught:
        send(WireRequest("GET", servers[0].origin, timeout_s=0.15))
    assert caught.value.may_have_arrived


def test_silence_is_bounded(serve, send):
    servers = []

    def wait(_: socket.socket, __: bytes) -> None:
        servers[0].released.wait(10)

    servers.append(serve(wait))
    with pytest.raises(TransportError) as caught:
        send(WireRequest("GET", servers[0].origin, timeout_s=0.1))
    assert caught.value.may_have_arrived


def test_nobody_there_means_nothing_was_sent(send):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransportError) as caught:
        send(WireRequest("POST", f"http://127.0.0.1:{port}/", body=b"{}"))
    assert not caught.value.may_have_arrived


def test_a_request_shows_nothing_that_could_be_a_credential():
    request = WireRequest("GET", "http://h/?key=s3cret", (("Authorization", "s3cret"),), b"s3cret")
    assert "s3cret" not in repr(request)


PAPER_ANSWER = b'{"id": 1, "text": "hello"}'


@pytest.mark.parametrize("name", NAMES)
def test_a_client_over_the_transport_paces_itself_by_what_the_platform_says(serve, paper, name):
    """The whole way once: 429 with Retry-After, then a compressed answer, on one connection."""
    server = serve(
        plain(b"", "Retry-After: 4", status="429 Too Many Requests"),
        plain(gzip.compress(PAPER_ANSWER), "Content-Encoding: gzip"),
    )
    adapter = paper(Connection("c1", {"site": f"{server.origin}/api", "password": "pw"}))
    clock = ManualClock(dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    settings = Settings(clock=clock)
    if name == "httpx2":
        with Client.connected(adapter, settings) as client:
            client._driver._sleep = clock.advance
            title = client.call("task.get", {"id": "1"}).title
    else:
        title = asyncio.run(_get_on_loop(adapter, settings, clock, is_fast=name == "aiohttp"))
    assert title == "hello"
    assert clock.monotonic() == 4.0
    assert len(server.requests) == 2
    assert server.connections == 1


async def _get_on_loop(adapter, settings, clock, *, is_fast: bool) -> str:
    async def sleep(seconds: float) -> None:
        clock.advance(seconds)

    async with AsyncClient.connected(adapter, settings, is_fast=is_fast) as client:
        client._driver._sleep = sleep
        return (await client.call("task.get", {"id": "1"})).title


@pytest.mark.parametrize("name", ["httpx2-async", "aiohttp"])
def test_a_cancelled_call_leaves_nothing_open(serve, paper, name):
    servers = []

    def wait(_: socket.socket, __: bytes) -> None:
        servers[0].released.wait(10)

    servers.append(serve(wait))
    adapter = paper(Connection("c1", {"site": servers[0].origin, "password": "pw"}))

    async def scenario() -> None:
        async with AsyncClient.connected(adapter, is_fast=name == "aiohttp") as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await client.call("task.get", {"id": "1"})

    asyncio.run(scenario())
    assert len(servers[0].requests) == 1
