from __future__ import annotations

from itertools import count

import httpx2
import pytest

from tasklab.watch.fetch import Bounds, ConditionalFetch, HttpFetch, Reply, parse_retry_after, require_success
from tasklab.watch.release import SourceError

URL = "https://user:s3cret@index.test/simple/p/?token=s3cret"


def fetch_with(answer, **options):
    return HttpFetch(transport=httpx2.MockTransport(answer), **options)


def test_an_answer_comes_back_without_the_credentials_of_its_address():
    reply = fetch_with(lambda request: httpx2.Response(200, headers={"ETag": "x"}, text=request.headers["accept"]))(
        URL, {"Accept": "text/x"}
    )

    assert (reply.url, reply.status, reply.body) == ("https://index.test/simple/p/", 200, b"text/x")
    assert reply.headers["etag"] == "x"


def broken(_):
    raise httpx2.ConnectError("cannot reach user:s3cret@index.test")


@pytest.mark.parametrize(
    ("answer", "bounds", "said"),
    [
        (lambda _: httpx2.Response(200, content=b"x" * 2000), Bounds(size_bytes=1000), "larger than 1,000 bytes"),
        (lambda _: httpx2.Response(302, headers={"Location": "/again"}), Bounds(), "more than 5 redirects"),
        (lambda _: httpx2.Response(302, headers={"Location": "file:///etc/passwd"}), Bounds(), "not followed"),
        (lambda _: httpx2.Response(302, headers={"Location": "http://index.test/"}), Bounds(), "not followed"),
        (broken, Bounds(), "ConnectError"),
    ],
)
def test_bounds_and_failures_are_errors_without_secrets(answer, bounds, said):
    with pytest.raises(SourceError, match=said) as caught:
        fetch_with(answer, bounds=bounds)(URL, {})
    assert "s3cret" not in str(caught.value)


def test_an_answer_that_drips_is_given_up():
    ticks = count(step=15)
    fetch = fetch_with(lambda _: httpx2.Response(200, content=iter([b"a", b"b", b"c"])), monotonic=lambda: next(ticks))

    with pytest.raises(SourceError, match="no whole answer within 20 s"):
        fetch(URL, {})


def test_a_redirect_elsewhere_takes_no_authorization_along():
    seen = []

    def answer(request):
        seen.append((request.url.host, "authorization" in request.headers))
        is_first = request.url.host == "index.test"
        return httpx2.Response(301, headers={"Location": "https://b.test/"}) if is_first else httpx2.Response(200)

    fetch_with(answer)("https://index.test/", {"Authorization": "Bearer x"})

    assert seen == [("index.test", True), ("b.test", False)]


def test_the_machines_package_lists_are_asked_through_their_program(monkeypatch, tmp_path):
    program = tmp_path / "apt-cache"
    program.write_text('#!/bin/sh\necho "$1 $2 $3"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert HttpFetch()("apt:redmine%2Dx", {}).body == b"madison -- redmine-x\n"


def test_without_that_program_the_source_has_no_answer(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SourceError, match="no `apt-cache` here"):
        HttpFetch()("apt:redmine", {})


class Server:
    def __init__(self):
        self.asked, self.reply = [], Reply("https://x/", 200, {"etag": '"1"', "content-type": "t"}, b"one")

    def __call__(self, url, headers):
        self.asked.append(dict(headers))
        if headers.get("If-None-Match") == self.reply.headers.get("etag"):
            return Reply(url, 304, {}, b"")
        return self.reply


def test_unchanged_content_is_answered_from_the_kept_copy(tmp_path):
    server = Server()
    fetch = ConditionalFetch(server, tmp_path)
    first, second = fetch("https://x/", {"Accept": "a"}), fetch("https://x/", {"Accept": "a"})

    assert (first.status, first.body) == (second.status, second.body) == (200, b"one")
    assert second.headers["content-type"] == "t"
    assert server.asked == [{"Accept": "a"}, {"Accept": "a", "If-None-Match": '"1"'}]


def test_changed_content_replaces_the_copy_and_a_spoilt_copy_is_asked_for_again(tmp_path):
    server = Server()
    fetch = ConditionalFetch(server, tmp_path)
    fetch("https://x/", {})
    server.reply = Reply("https://x/", 200, {"etag": '"2"'}, b"two")
    assert fetch("https://x/", {}).body == b"two"
    (kept,) = tmp_path.iterdir()
    kept.write_text("{")

    assert fetch("https://x/", {}).body == b"two"
    assert server.asked[-1] == {}


def test_no_secret_of_an_address_is_kept(tmp_path):
    ConditionalFetch(Server(), tmp_path)(URL, {})

    assert all("s3cret" not in path.name + path.read_text() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry-after": "120"}, 120.0),
        ({"retry-after": "Sun, 01 Mar 2026 00:02:00 GMT", "date": "Sun, 01 Mar 2026 00:00:00 GMT"}, 120.0),
        ({"retry-after": "Sun, 01 Mar 2026 00:02:00 GMT"}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(headers, wait_s):
    assert parse_retry_after(headers) == wait_s
    with pytest.raises(SourceError, match="answered 429") as caught:
        require_success(Reply("https://x/", 429, headers, b""))
    assert caught.value.retry_after_s == wait_s
