"""HTTP/1.1 on a real socket."""

from __future__ import annotations

import asyncio
import socket

import pytest
import uvicorn

from tasklab.service import protocol
from tasklab.service.protocol import Protocol


async def echo(scope, receive, send):
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def talk():
    """Send pieces, one after the other, over one connection; return what was answered until it was closed or full.

    What comes `later` is sent once that is there, and the connection's end waited for.
    """

    def talk(*pieces, expect=b"", wait_for_close=False, later=b""):
        async def run():
            config = uvicorn.Config(
                echo, http=Protocol, ws="none", lifespan="off", log_level="error", port=0, timeout_keep_alive=75
            )
            server = uvicorn.Server(config)
            bound = config.bind_socket()
            bound.listen(5)
            task = asyncio.create_task(server.serve([bound]))
            try:
                return await asyncio.wait_for(speak(bound.getsockname()[1]), 20)
            finally:
                server.should_exit = True
                await task

        async def speak(port):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, family=socket.AF_INET)
            answer = b""
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            while wait_for_close or not answer.endswith(expect):
                data = await reader.read(10_000)
                if not data:
                    break
                answer += data
            if later:
                writer.write(later)
                answer += await reader.read()
            writer.close()
            return answer

        return asyncio.run(run())

    return talk


HEAD = (
    b"POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEA\r\n"
    b"Content-Length: 5\r\n\r\n"
)


@pytest.mark.parametrize(
    "pieces", [(HEAD + b"hello",), (HEAD, b"hello"), (HEAD.lower().replace(b"post", b"POST"), b"hello")]
)
def test_an_offer_of_http_2_is_passed_over_and_the_body_is_not_lost(talk, pieces):
    answer = talk(*[piece.replace(b"http/1.1", b"HTTP/1.1") for piece in pieces], expect=b"\r\n\r\nhello")

    assert answer.startswith(b"HTTP/1.1 200")


def test_a_body_that_speaks_of_an_upgrade_stays_as_it_is(talk):
    body = b"a\r\nUpgrade: h2c\r\n"
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)

    assert talk(head + body, expect=body).endswith(b"\r\n\r\n" + body)


@pytest.mark.parametrize("pieces", [(), (b"GET / HT",), (b"GET / HTTP/1.1\r\nHost: x\r\n",)])
def test_a_client_that_does_not_finish_its_head_is_not_waited_for(talk, monkeypatch, pieces):
    monkeypatch.setattr(protocol, "HEAD_S", 0.05)

    assert talk(*pieces, wait_for_close=True) == b""


def test_a_head_that_came_is_waited_for_no_longer(talk, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_S", 0.5)
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    assert talk(request, request, expect=b"\r\n\r\n").count(b"HTTP/1.1 200") >= 1


def test_a_later_head_that_does_not_end_is_not_waited_for(talk, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_S", 0.05)

    answer = talk(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", expect=b"\r\n\r\n", later=b"GET / HT")

    assert answer.count(b"HTTP/1.1 ") == 1
