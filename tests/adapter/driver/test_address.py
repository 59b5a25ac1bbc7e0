from __future__ import annotations

import pytest

from tasklab.adapter.driver.address import Site, join_query, parse_origin, parse_site
from tasklab.unified.error import PlatformError, ValidationError

SITE = Site("https://h.example", "/api")


@pytest.mark.parametrize(
    ("base", "site"),
    [
        ("https://h.example/api/", SITE),
        (" https://h.example ", Site("https://h.example", "")),
        ("http://[::1]:8080/x", Site("http://[::1]:8080", "/x")),
    ],
)
def test_a_base_address_is_split(base, site):
    assert parse_site(base) == site


@pytest.mark.parametrize(
    "base", ["", "h.example", "ftp://h.example", "https://", "https://u:s3cret@h.example", "https://h:x/"]
)
def test_what_is_no_web_address_is_refused_without_being_shown(base):
    with pytest.raises(ValidationError) as caught:
        parse_site(base)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "placed"),
    [
        ("/issues/1", "/api/issues/1"),
        ("issues", "/api/issues"),
        ("", "/api"),
        ("/a%2Fb?x=1&y=%20", "/api/a%2Fb?x=1&y=%20"),
        ("/ö x", "/api/%C3%B6%20x"),
        ("/a\r\nX: 1", "/api/a%0D%0AX:%201"),
        ("https://h.example/elsewhere?p=2", "/elsewhere?p=2"),
        ("https://H.example:443/x", "/x"),
        ("https://h.example", "/"),
    ],
)
def test_a_path_is_placed_below_the_base(path, placed):
    assert SITE.place(path) == placed


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "http://h.example/",
        "https://h.example:444/",
        "https://h.example@evil.example/",
        "https://[/",
    ],
)
def test_no_request_leaves_the_origin(address):
    with pytest.raises(PlatformError):
        SITE.place(address)


def test_the_platforms_other_hosts_keep_their_whole_address():
    site = Site("https://h.example", "/api", ("https://people.example",))
    assert site.place("https://people.example/v1/users?x=1") == "https://people.example/v1/users?x=1"
    assert site.follow("https://people.example/v1/users", "/v2") == "https://people.example/v2"
    for address in ("https://evil.example/", "http://people.example/", "https://people.example.evil.example/"):
        with pytest.raises(PlatformError):
            site.place(address)


def test_relative_redirects_stay_below_where_they_were_given():
    assert SITE.follow("/api/a/b", "c") == "/api/a/c"
    assert SITE.follow("/api/a/b", "../c?d") == "/api/c?d"


def test_queries_are_joined():
    assert join_query("/a", ()) == "/a"
    assert join_query("/a", (("x", "1 &"),)) == "/a?x=1%20%26"
    assert join_query("/a?y", (("x", ""),)) == "/a?y&x="


def test_default_ports_are_the_same_origin():
    assert parse_origin("https://h.example") == parse_origin("HTTPS://H.EXAMPLE:443/x")
