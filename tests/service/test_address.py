"""No site leads into the operator's own network."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from tasklab.adapter.transport.aiohttp import AiohttpTransport
from tasklab.adapter.transport.protocol import TransportError, WireRequest
from tasklab.service.address import AddressGuard, BlockedAddressError
from tasklab.unified.error import ValidationError

CLOSED = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0",
    "fec0::1",
    "ff02::1", "3fff::1", "100::1",
]  # fmt: skip
OPEN = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "192.167.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_of_the_inside_is_not_called(address):
    assert not AddressGuard().allows(address)


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_called(address):
    assert AddressGuard().allows(address)


def test_the_operator_may_allow_a_network():
    guard = AddressGuard(["10.1.0.0/16", "fd00::/8"])

    assert guard.allows("10.1.2.3")
    assert guard.allows("::ffff:10.1.2.3")
    assert guard.allows("fd12::1")
    assert not guard.allows("10.2.0.1")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "[::1]", "[::ffff:7f00:1]", "0",
     "169.254.169.254", "[fe80::1%25eth0]", "127.0.0.1:8080"],
)  # fmt: skip
def test_a_site_that_says_its_address_is_refused_at_once(host):
    with pytest.raises(ValidationError) as caught:
        AddressGuard().require_site(f"http://{host}/x", "/parameters/site")
    assert caught.value.pointer == "/parameters/site"


@pytest.mark.parametrize(
    "site", ["http://exa mple.org", "http://a\\b", "file:///etc/passwd", "gopher://x", "http://", "http://[::1", "//x",
             "http://u:p@example.org", "http://example.org:99999"]
)  # fmt: skip
def test_a_site_that_is_no_web_address_is_refused(site):
    with pytest.raises(ValidationError):
        AddressGuard().require_site(site, "/parameters/site")


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_the_socket_itself_is_guarded(listening, host):
    """Whatever the name resolves to when the connection is made is what is checked."""

    async def call():
        connector = aiohttp.TCPConnector(socket_factory=AddressGuard().open_socket)
        async with AiohttpTransport(connector=connector) as transport:
            await transport.send(WireRequest("GET", f"http://{host}:{listening}/", timeout_s=5))

    with pytest.raises(TransportError) as caught:
        asyncio.run(call())
    assert not caught.value.may_have_arrived


def test_a_name_that_resolves_to_something_else_the_second_time(listening):
    """DNS rebinding: the name was public when it was checked, and is not when it is connected to."""
    answers = iter(["93.184.216.34", "127.0.0.1"])

    class Rebinding(aiohttp.abc.AbstractResolver):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            return [{"hostname": host, "host": next(answers), "port": port, "family": family, "proto": 0, "flags": 0}]

        async def close(self):
            pass

    opened = []

    def open_socket(info):
        opened.append(info[4][0])
        return AddressGuard().open_socket(info) if info[4][0] == "127.0.0.1" else refuse()

    def refuse():
        raise OSError("not in a test")

    async def call():
        connector = aiohttp.TCPConnector(resolver=Rebinding(), use_dns_cache=False, socket_factory=open_socket)
        async with AiohttpTransport(connector=connector) as transport:
            for _ in range(2):
                with pytest.raises(TransportError):
                    await transport.send(WireRequest("GET", f"http://rebind.example.org:{listening}/", timeout_s=5))

    asyncio.run(call())
    assert opened == ["93.184.216.34", "127.0.0.1"]


def test_a_blocked_address_is_not_named():
    with pytest.raises(BlockedAddressError) as caught:
        AddressGuard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 80)))
    assert "10.0.0.7" not in str(caught.value)
