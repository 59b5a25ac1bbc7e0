"""The control endpoint steers a twin."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.sample import add, counter

from tasklab.adapter.message import Request
from tasklab.twin.control import Control
from tasklab.twin.site import TwinError


@pytest.fixture
def twin():
    return counter()


@pytest.fixture
def control(twin):
    endpoint = Control(twin, "_twin/")

    def call(verb, path, value=None, status=200):
        body = None if value is None else msgspec.json.encode(value)
        response = endpoint.handle(Request(verb=verb, path=f"/_twin/{path}", body=body))
        assert response.status == status, response.body
        return msgspec.json.decode(response.body)

    return call


def test_state_seed_and_reset(twin, control):
    assert control("POST", "seed", {"tasks": 4}) == {"count": 4}
    state = control("GET", "state")
    assert (state["platform"], state["version"], state["account"]) == ("Counter", "2", {"token": "t"})
    control("POST", "reset")
    assert twin.site.count == 0


def test_faults_are_set_told_and_cleared(twin, control):
    assert control("POST", "faults", {"kind": "error", "count": 3}) == [{"kind": "error", "count": 3}]
    assert twin.handle(add(1)).status == 500
    assert control("GET", "faults") == [{"kind": "error", "count": 2}]
    assert control("DELETE", "faults") == []
    assert twin.handle(add(1)).status == 200


def test_the_log_is_read_and_emptied(twin, control):
    twin.handle(add(1))
    assert [entry["body"] for entry in control("GET", "log")] == ['{"add": 1}']
    assert control("DELETE", "log") == []
    assert control("GET", "log") == []


def test_the_clock_is_moved_on(twin, control):
    before = twin.clock()
    assert control("POST", "clock", {"advance_s": 60}) == {"now_s": before + 60}


@pytest.mark.parametrize(
    ("verb", "path", "value", "status"),
    [
        ("POST", "seed", {"tasks": "many"}, 400),
        ("POST", "seed", {"tasks": -1}, 400),
        ("POST", "seed", {"tasks": 1, "more": 2}, 400),
        ("POST", "faults", {"kind": "flood"}, 400),
        ("POST", "faults", {"kind": "brownout"}, 400),
        ("POST", "faults", {"kind": "older", "version": "3"}, 400),
        ("POST", "clock", {"advance_s": -1}, 400),
        ("GET", "nothing", None, 404),
        ("PUT", "faults", {}, 405),
    ],
)
def test_what_is_wrong_is_told(control, verb, path, value, status):
    assert control(verb, path, value, status)["error"]


def test_it_owns_its_own_paths_alone(twin):
    control = Control(twin, "/_twin")

    assert control.owns("/_twin")
    assert control.owns("/_twin/log")
    assert not control.owns("/_twins")
    assert not control.owns("/")
    with pytest.raises(TwinError, match="a path of its own"):
        Control(twin, "/")
