"""Files that a platform keeps on other hosts: fetched there, and no credential goes along."""

from __future__ import annotations

import pytest

from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.message import Request, Response
from tasklab.unified.error import PlatformError
from tasklab.unified.objects import Task

SIGNED = "https://files.example.net/a?sig=1"


class Recorder:
    """A transport that answers in order and keeps what it was asked."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.asked = []

    def send(self, request):
        self.asked.append(request)
        return self._answers.pop(0)


@pytest.fixture
def fetch(paper, password):
    """Fetch an address with a platform's adapter."""

    class Filing(paper):
        first = ""

        def task_get(self, parameters):
            response = yield Request(verb="GET", path=self.first, is_elsewhere=True)
            self.expect(response)
            return Task(id="1", title=response.body.decode(), platform="paper", platform_version="1.0")

    def run(path, *answers, site="https://paper.example/api"):
        Filing.first = path
        recorder = Recorder(*answers)
        adapter = Filing(Connection("c1", {"site": site, "password": password}))
        client = Client(adapter, SyncDriver(recorder, lambda _: None))
        return recorder, lambda: client.call("task.get", {"id": "1"}).title

    return run


def names(request):
    return {name.lower() for name, _ in request.headers}


def redirect(location, status=302):
    return Response(status=status, headers={"location": location})


FILE = Response(status=200, body=b"content")


def test_another_host_is_asked_without_credentials(fetch):
    recorder, get = fetch(SIGNED, FILE)
    assert get() == "content"
    (asked,) = recorder.asked
    assert asked.url == SIGNED
    assert names(asked) == {"user-agent", "accept-encoding"}


def test_the_sites_own_host_is_asked_with_them(fetch):
    recorder, get = fetch("https://paper.example/files/a?x=1", FILE)
    assert get() == "content"
    assert recorder.asked[0].url == "https://paper.example/files/a?x=1"
    assert "authorization" in names(recorder.asked[0])


def test_a_redirect_to_another_host_leaves_credentials_behind(fetch):
    recorder, get = fetch("/content/1", redirect(SIGNED, 303), FILE)
    assert get() == "content"
    first, second = recorder.asked
    assert "authorization" in names(first)
    assert second.url == SIGNED
    assert names(second) == {"user-agent", "accept-encoding", "accept"}


def test_credentials_do_not_come_back_with_a_redirect_home(fetch):
    recorder, get = fetch("/content/1", redirect(SIGNED), redirect("https://paper.example/home"), FILE)
    assert get() == "content"
    assert "authorization" not in names(recorder.asked[2])


def test_a_redirect_within_the_site_keeps_them(fetch):
    recorder, get = fetch("/content/1", redirect("/content/2"), FILE)
    assert get() == "content"
    assert recorder.asked[1].url == "https://paper.example/content/2"
    assert "authorization" in names(recorder.asked[1])


@pytest.mark.parametrize("address", ["http://files.example.net/a", "ftp://files.example.net/a"])
def test_what_is_less_safe_than_the_site_is_refused(fetch, address):
    recorder, get = fetch(address)
    with pytest.raises(PlatformError):
        get()
    assert not recorder.asked
    recorder, get = fetch("/content/1", redirect(address))
    with pytest.raises(PlatformError):
        get()
    assert len(recorder.asked) == 1


def test_a_site_on_loopback_may_keep_its_files_on_another_port(fetch):
    recorder, get = fetch("http://127.0.0.1:9/a", FILE, site="http://127.0.0.1:8")
    assert get() == "content"
    assert recorder.asked[0].url == "http://127.0.0.1:9/a"
