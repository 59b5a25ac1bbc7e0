"""Parts of web addresses."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.address import encode_address_above, encode_address_name, encode_address_path, encode_origin


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://example.org/tracker/", "https://example.org"),
        ("http://127.0.0.1:8080/t", "http://127.0.0.1:8080"),
        ("https://user:word@example.org/t", "https://example.org"),
    ],
)
def test_an_origin_is_scheme_host_and_port_and_never_a_password(address: str, origin: str) -> None:
    assert encode_origin(address) == origin


@pytest.mark.parametrize(
    ("address", "path"),
    [("https://example.org", ""), ("https://example.org/", ""), ("https://example.org/dav/root/", "/dav/root")],
)
def test_a_path_has_no_slash_at_its_end(address: str, path: str) -> None:
    assert encode_address_path(address) == path


@pytest.mark.parametrize(
    ("address", "path"),
    [("/alice/", "/"), ("/dav/users/alice/", "/dav/users/"), ("https://h.example/dav/a%20b", "/dav/"), ("/", "/")],
)
def test_the_collection_above(address, path):
    assert encode_address_above(address) == path


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://h.example/a/download/two%20words%20%C3%A9.txt?sig=1", "two words é.txt"),
        ("https://h.example/a/", "a"),
        ("https://h.example", ""),
    ],
)
def test_the_name_at_the_end_of_an_address(address, name):
    assert encode_address_name(address) == name
