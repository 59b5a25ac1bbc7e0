"""A platform's word for where a file is leads no further than a customer's own word for where a site is."""

from __future__ import annotations

import base64
import shutil
import socket
import threading

import msgspec
import pytest
from tests.service.conftest import ROOT

from tasklab.service.sandbox import TwinTransport
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import wall_clock

VENDOR = "https://app.asana.com"


class Lying:
    """Asana, as far as this process goes, but its files are said to be elsewhere; what is there is really called."""

    def __init__(self):
        self.twin = open_twin("asana", None, clock=wall_clock(), address=VENDOR)
        self.files = VENDOR
        self.real = None

    async def send(self, request):
        if not request.url.startswith(VENDOR):
            return await self.real.send(request)
        found = await TwinTransport(self.twin).send(request)
        told = found.body.replace(f'"download_url":"{VENDOR}'.encode(), f'"download_url":"{self.files}'.encode())
        return msgspec.structs.replace(found, body=told)


@pytest.fixture
def inside():
    """A server of the operator's own network: its port, and what it was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    asked.append(caller.recv(65536))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], asked
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def attached(make_config, start):
    """Start with networks that may be called; give the stage, the platform, and where a file is downloaded."""

    def begin(stage, lying):
        lying.real = stage.service.transport
        body = {"platform": "asana", "parameters": {"token": lying.twin.account()["personal_access_token"]}}
        connection = stage.call("POST", "/v1/connections", body)
        assert connection.status == 201, connection.body
        base = f"/v1/connections/{connection.json['id']}"
        (project, *_) = stage.call("GET", f"{base}/projects").json["items"]
        task = stage.call("POST", f"{base}/tasks", {"title": "x", "project_id": project["id"]}).json
        draft = {"name": "a.txt", "content": base64.b64encode(b"hello").decode()}
        made = stage.call("POST", f"{base}/tasks/{task['id']}/attachments", draft)
        assert made.status == 201, made.body
        return f"{base}/attachments/{made.json['id']}/download"

    config = make_config()
    shutil.copy(ROOT / "ledger" / "asana.jsonl", config.ledger)

    def open_with(**changes):
        lying = Lying()
        return start(make_config(**changes), lying), lying, begin

    return open_with


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("127.0.0.1", "an address that this service does not call"),
        ("localhost", "an address that this service does not call"),
        ("[::ffff:127.0.0.1]", "an address that this service does not call"),
        ("2130706433", "not a canonical IPv4 address"),
    ],
)
def test_a_file_said_to_be_inside_is_not_fetched(attached, inside, host, reason):
    port, asked = inside
    opened, lying, begin = attached()
    with opened as stage:
        path = begin(stage, lying)
        assert stage.call("GET", path).status == 200
        lying.files = f"https://{host}:{port}"
        reply = stage.call("GET", path)
    assert (reply.status, reply.kind) == (503, "platform_unavailable")
    assert reason in reply.json["detail"]
    assert f"to https://{host}" in reply.json["detail"]
    assert asked == []


def test_a_network_that_the_operator_allows_is_called(attached, inside):
    port, asked = inside
    opened, lying, begin = attached(allowed_networks=("127.0.0.0/8",))
    with opened as stage:
        path = begin(stage, lying)
        lying.files = f"https://127.0.0.1:{port}"
        assert stage.call("GET", path).status == 503, "what is there does not speak TLS"
    (hello,) = asked
    assert hello.startswith(b"\x16\x03"), "a TLS handshake (RFC 8446, section 5.1)"


def test_a_file_said_to_be_on_a_site_without_tls_is_not_fetched(attached, inside):
    port, asked = inside
    opened, lying, begin = attached(allowed_networks=("127.0.0.0/8",))
    with opened as stage:
        path = begin(stage, lying)
        lying.files = f"http://127.0.0.1:{port}"
        reply = stage.call("GET", path)
    assert (reply.status, reply.kind) == (502, "platform_error")
    assert asked == []
