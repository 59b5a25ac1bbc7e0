from __future__ import annotations

import base64

import pytest

from tasklab.adapter.auth import BasicAuth, BearerAuth, HeaderAuth, LoginAuth, NoAuth, OAuth2Auth, QueryAuth
from tasklab.adapter.message import Request

REQUEST = Request(verb="GET", path="/x", headers=(("A", "1"),), query=(("q", "1"),))


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        (HeaderAuth("X-Key", "s3cret"), ("X-Key", "s3cret")),
        (BearerAuth("s3cret"), ("Authorization", "Bearer s3cret")),
        (
            BasicAuth("Zoë", "s3cret:x"),
            ("Authorization", "Basic " + base64.b64encode("Zoë:s3cret:x".encode()).decode()),
        ),
    ],
)
def test_a_credential_goes_into_a_header(auth, header):
    assert auth.apply(REQUEST, ()).headers == (("A", "1"), header)
    assert header[1].rpartition(" ")[2] in auth.secrets
    assert "s3cret" not in repr(auth)


def test_key_and_token_go_into_the_query():
    auth = QueryAuth((("key", "k3y"), ("token", "t0k")))
    assert auth.apply(REQUEST, ()).query == (("q", "1"), ("key", "k3y"), ("token", "t0k"))
    assert auth.secrets == ("k3y", "t0k")
    assert "k3y" not in repr(auth)


def test_a_login_adds_what_it_gave():
    auth = LoginAuth(lambda: iter(()))
    assert auth.apply(REQUEST, (("Authorization", "Session x"),)).headers[-1] == ("Authorization", "Session x")


def test_an_access_token_is_added_and_what_it_is_asked_with_is_secret():
    auth = OAuth2Auth("https://login.example/token", "app", "r3fresh", client_secret="s3cret")
    assert auth.apply(REQUEST, (("Authorization", "Bearer a"),)).headers[-1] == ("Authorization", "Bearer a")
    assert set(auth.secrets) == {"r3fresh", "s3cret"}
    assert OAuth2Auth("https://login.example/token", "app", "r3fresh").secrets == ("r3fresh",)
    assert "r3fresh" not in repr(auth)


def test_none_leaves_a_request_as_it_is():
    assert NoAuth().apply(REQUEST, ()) is REQUEST
    assert NoAuth().secrets == ()


def test_a_request_shows_no_value():
    auth = QueryAuth((("key", "k3y"),))
    assert repr(auth.apply(REQUEST, ())) == "Request(GET /x)"
