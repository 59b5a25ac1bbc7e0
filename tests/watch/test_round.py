from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tasklab.ledger.fact import AlarmFact, ReleaseFact
from tasklab.ledger.store import read_ledger
from tasklab.watch.config import PlatformConfig, SourceConfig, WatchConfig
from tasklab.watch.round import Places, run_round

START = datetime(2026, 3, 1, tzinfo=UTC)
URL = "https://index.test/simple/p/"
SOURCES = (SourceConfig(source="package_index", which="p", url="https://index.test/simple"),)
CONFIG = PlatformConfig(
    platform="p",
    name="P",
    summary="s",
    kind="product",
    watch=WatchConfig(scheme="pep440", track="minor", since="1.0", sources=SOURCES),
)


def put(shelf, *names):
    files = [{"filename": f"p-{name}.tar.gz", "upload-time": "2026-02-01T00:00:00Z"} for name in names]
    shelf.put(URL, json.dumps({"files": files}), content_type="application/json", etag='"1"')


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "ledger", tmp_path / "cache")


def watch(places, shelf, hours=0.0, **options):
    return run_round(CONFIG, places, shelf, lambda: START + timedelta(hours=hours), **options)


def read(places):
    return read_ledger(places.ledger / "p.jsonl").facts


def test_a_round_writes_what_is_new_and_a_second_one_nothing(shelf, places):
    put(shelf, "1.0", "1.1")
    watch(places, shelf)
    before = (places.ledger / "p.jsonl").read_bytes()
    second = watch(places, shelf, 1)

    assert [fact.release for fact in read(places) if isinstance(fact, ReleaseFact)] == ["1.0", "1.1"]
    assert second.result.facts == ()
    assert (places.ledger / "p.jsonl").read_bytes() == before
    assert shelf.asked[1][1]["If-None-Match"] == '"1"'


def test_a_dry_round_writes_nothing(shelf, places):
    put(shelf, "1.0")

    assert len(watch(places, shelf, is_dry=True).result.facts) == 1
    assert not places.ledger.exists()


def test_a_lost_cache_or_ledger_does_no_harm(shelf, places):
    put(shelf, "1.0")
    watch(places, shelf)
    facts = read(places)
    for path in places.cache.rglob("*.json"):
        path.write_text("garbage")
    assert watch(places, shelf, 1).result.facts == ()
    (places.ledger / "p.jsonl").unlink()
    watch(places, shelf)

    assert read(places) == facts


def test_failures_are_counted_over_rounds_until_the_alarm_and_a_good_answer_ends_it(shelf, places):
    put(shelf, "1.0")
    watch(places, shelf)
    shelf.put(URL, "", status=500)
    for hour in range(1, 6):
        watch(places, shelf, hour)
    put(shelf, "1.0")
    watch(places, shelf, 9)
    alarms = [fact for fact in read(places) if isinstance(fact, AlarmFact)]

    assert [(alarm.at, alarm.tries, alarm.is_over) for alarm in alarms] == [
        (START + timedelta(hours=3), 3, False),
        (START + timedelta(hours=9), 0, True),
    ]


def test_a_server_that_wants_to_be_left_alone_is(shelf, places):
    shelf.put(URL, "", status=429, retry_after="7200")
    for hours in (0, 1, 1.9, 2):
        watch(places, shelf, hours)

    assert len(shelf.asked) == 2


def test_nothing_is_written_beside_lines_that_cannot_be_read(shelf, places):
    put(shelf, "1.0")
    places.ledger.mkdir()
    (places.ledger / "p.jsonl").write_text("spoilt\n")
    report = watch(places, shelf)

    assert (places.ledger / "p.jsonl").read_text() == "spoilt\n"
    assert "p.jsonl:1: not a fact" in str(report.problems[0])
