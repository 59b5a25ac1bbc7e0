"""A twin answers, misbehaves as told, and keeps a log without credentials."""

from __future__ import annotations

import msgspec
import pytest
from tests.twin.sample import add, basic, counter, get

from tasklab.adapter.driver.direct import DirectDriver
from tasklab.adapter.driver.effect import Send
from tasklab.adapter.transport.protocol import TransportError
from tasklab.twin.clock import stopped_clock
from tasklab.twin.fault import KINDS, Fault
from tasklab.twin.site import TwinError


def count(twin):
    return msgspec.json.decode(twin.handle(get()).body)["count"]


def statuses(twin, number):
    return [twin.handle(get()).status for _ in range(number)]


@pytest.mark.parametrize(
    ("kind", "status", "retry_after"),
    [
        ("rate_limited", 429, "9"),
        ("error", 500, None),
        ("unavailable", 503, "9"),
        ("expired", 401, None),
    ],
)
def test_a_refusal_is_the_vendors_and_nothing_is_done(kind, status, retry_after):
    twin = counter()
    twin.misbehave(Fault(kind=kind, count=1, retry_after_s=9))
    response = twin.handle(add(1))

    assert response.status == status
    assert msgspec.json.decode(response.body) == {"refused": status}
    assert response.headers.get("retry-after") == retry_after
    assert count(twin) == 0


@pytest.mark.parametrize(
    ("kind", "may_have_arrived", "is_done"),
    [("not_sent", False, 0), ("request_lost", True, 0), ("answer_lost", True, 1)],
)
def test_a_lost_exchange_says_whether_it_may_have_arrived(kind, may_have_arrived, is_done):
    twin = counter()
    twin.misbehave(Fault(kind=kind, count=1))
    with pytest.raises(TransportError) as caught:
        twin.handle(add(1))

    assert caught.value.may_have_arrived is may_have_arrived
    assert count(twin) == is_done
    assert [entry.status for entry in twin.log] == [None, 200]


def test_a_body_is_cut_or_replaced_though_it_was_done():
    twin = counter()
    whole = twin.handle(get()).body
    twin.misbehave(Fault(kind="truncated", count=1))
    assert twin.handle(get()).body == whole[: len(whole) // 2]
    twin.misbehave(Fault(kind="garbage", count=1))
    garbage = twin.handle(add(2))

    assert garbage.status == 200
    assert garbage.headers["content-type"] == "text/html"
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(garbage.body)
    assert count(twin) == 2


def test_a_brownout_ends_by_the_clock():
    clock = stopped_clock()
    twin = counter(clock=clock)
    twin.misbehave(Fault(kind="brownout", for_s=300))

    assert statuses(twin, 2) == [410, 410]
    clock.advance(299)
    assert statuses(twin, 1) == [410]
    clock.advance(1)
    assert statuses(twin, 1) == [200]
    assert twin.faults == []


def test_an_older_version_is_served_in_silence():
    twin = counter("2")
    twin.misbehave(Fault(kind="older", version="1", count=1))

    assert [msgspec.json.decode(twin.handle(get()).body)["version"] for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize("version", ["2", "3", "0"])
def test_only_an_older_version_is_older(version):
    with pytest.raises(TwinError, match="those are 1"):
        counter("2").misbehave(Fault(kind="older", version=version))


def test_a_slow_answer_moves_the_clock_and_sleeps_nowhere():
    clock, waited = stopped_clock(), []
    twin = counter(clock=clock)
    twin.misbehave(Fault(kind="slow", delay_s=4, count=1))
    before = clock()
    assert twin.handle(get()).status == 200
    assert clock() - before == 4

    twin = counter(wait=waited.append)
    twin.misbehave(Fault(kind="slow", delay_s=4, count=1))
    assert twin.exchange(get()).delay_s == 4
    assert waited == []
    twin.misbehave(Fault(kind="slow", delay_s=4, count=1))
    twin.handle(get())
    assert waited == [4]


def test_a_fault_befalls_only_what_matches_and_so_often():
    twin = counter()
    twin.misbehave(Fault(kind="error", count=2, verb="POST", path="/cou*", text='"add": 7'))

    assert twin.handle(get()).status == 200
    assert twin.handle(add(1)).status == 200
    assert [twin.handle(add(7)).status for _ in range(3)] == [500, 500, 200]
    twin.misbehave(Fault(kind="error", path="/other/*"))
    assert statuses(twin, 1) == [200]
    assert twin.handle(get("/other/x")).status == 500


def test_the_oldest_fault_goes_first_and_the_count_is_told():
    twin = counter()
    twin.misbehave(Fault(kind="error", count=2))
    twin.misbehave(Fault(kind="unavailable"))

    assert statuses(twin, 1) == [500]
    assert [(fault.kind, fault.count) for fault in twin.faults] == [("error", 1), ("unavailable", None)]
    assert statuses(twin, 3) == [500, 503, 503]
    twin.behave()
    assert statuses(twin, 1) == [200]


def test_chance_is_repeatable_and_about_what_was_asked_for():
    runs = []
    for seed in (1, 1, 2):
        twin = counter(seed=seed)
        twin.misbehave(Fault(kind="error", probability=0.3))
        runs.append(statuses(twin, 400))

    assert runs[0] == runs[1] != runs[2]
    assert 80 < runs[0].count(500) < 160
    twin.behave()
    twin.misbehave(Fault(kind="error", probability=0))
    assert set(statuses(twin, 50)) == {200}


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "error", "count": 0},
        {"kind": "error", "probability": 1.5},
        {"kind": "error", "for_s": -1},
        {"kind": "slow", "delay_s": -1},
        {"kind": "older"},
        {"kind": "error", "version": "1"},
        {"kind": "brownout"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(words):
    with pytest.raises(ValueError, match=r"\w"):
        Fault(**words)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(words), type=Fault)


def test_every_kind_of_fault_changes_something():
    for kind in KINDS:
        more = {"older": {"version": "1"}, "brownout": {"for_s": 1}}.get(kind, {})
        twin, honest = counter(), counter().exchange(get())
        twin.misbehave(Fault(kind=kind, **more))
        try:
            spoilt = twin.exchange(get())
        except TransportError:
            continue
        assert spoilt != honest, kind


def test_the_log_has_what_was_asked_and_no_credentials():
    clock = stopped_clock(5)
    twin = counter(clock=clock)
    twin.handle(get(headers=(basic("ann", "hunter2"),), query=(("key", "hunter2"),)))
    twin.misbehave(Fault(kind="error", count=1))
    twin.handle(add(1))

    assert [(entry.verb, entry.path, entry.status, entry.fault) for entry in twin.log] == [
        ("GET", "/count", 200, None),
        ("POST", "/count", 500, "error"),
    ]
    assert twin.log[1].body == '{"add": 1}'
    assert twin.log[0].at_s == 5
    assert b"hunter2" not in msgspec.json.encode(twin.log)


def test_the_log_is_bounded():
    twin = counter()
    for _ in range(1005):
        twin.handle(get())
    twin.handle(add(1))
    twin.handle(msgspec.structs.replace(add(1), body=b'{"add": 1, "pad": "' + b"x" * 100_000 + b'"}'))

    assert len(twin.log) == 1000
    assert len(twin.log[-1].body) == 16 * 1024
    twin.forget()
    assert twin.log == []


def test_a_reset_begins_anew():
    twin = counter()
    twin.handle(add(5))
    twin.misbehave(Fault(kind="error"))
    twin.reset()

    assert twin.log == twin.faults == []
    assert count(twin) == 0


def test_a_negative_number_of_tasks_is_refused():
    twin = counter()
    assert twin.seed(3) == {"count": 3}
    with pytest.raises(TwinError, match="-1 tasks"):
        twin.seed(-1)


def test_it_fits_the_direct_driver():
    twin = counter()

    def effects():
        return (yield Send(add(2), "http://127.0.0.1", 30.0, 1_000_000))

    response = DirectDriver(twin.handle, twin.clock.advance).run(effects())

    assert msgspec.json.decode(response.body) == {"count": 2, "version": "2"}
