from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.ledger import lock, store
from tasklab.ledger.fact import NotificationFact, ReleaseFact, UnknownFact, render_fact
from tasklab.ledger.store import append_facts, read_ledger, read_lines

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def release(name="3.9.1", at=AT):
    return ReleaseFact(
        platform="radicale",
        at=at,
        version="3.9",
        release=name,
        released_at=at - timedelta(days=1),
        date_class="registry",
        source="package_index radicale",
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "radicale.jsonl"


def test_facts_come_back_as_they_were_written(path):
    facts = [
        release(),
        release("3.9.2"),
        NotificationFact(platform="radicale", at=AT, version="3.9", key="k", channel="c"),
    ]

    assert append_facts(path, facts[:1]) is None
    append_facts(path, facts[1:])

    assert read_ledger(path).facts == facts
    assert path.read_bytes().count(b"\n") == 3


def test_no_file_is_an_empty_ledger(path):
    assert (read_ledger(path).facts, read_ledger(path).is_readable) == ((), True)


@given(st.data())
def test_a_write_that_was_cut_off_is_reported_and_never_read(data):
    whole = render_fact(release()) + render_fact(release("3.9.2"))
    first = len(render_fact(release()))
    cut = data.draw(st.integers(first + 1, len(whole) - 2))

    items = [item for _, item in read_lines(Path("radicale.jsonl"), whole[:cut])]

    assert items[0] == release()
    assert [type(item) for item in items[1:]] == [store.LedgerProblem]
    assert "radicale.jsonl:2: torn last line" in str(items[1])


def test_the_next_append_removes_a_torn_line_and_says_so(path):
    path.write_bytes(render_fact(release()) + render_fact(release("3.9.2"))[:-20])

    problem = append_facts(path, [release("3.9.3")])

    assert "torn" in str(problem)
    assert read_ledger(path).facts == [release(), release("3.9.3")]


def test_a_whole_last_line_without_its_line_break_is_kept(path):
    path.write_bytes(render_fact(release())[:-1])

    append_facts(path, [release("3.9.2")])

    assert read_ledger(path).facts == [release(), release("3.9.2")]
    assert read_ledger(path).is_readable


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"\xff\xfe",
        b"[]",
        b'{"kind":"release","platform":"radicale"}',
        render_fact(release()).replace(b'"registry"', b'"rumour"').strip(),
        render_fact(release()).replace(b"2026-03-01T12:00:00Z", b"2026-03-01T12:00:00").strip(),
    ],
)
def test_a_line_that_is_no_fact_is_named_with_its_place_and_the_others_are_read(path, line):
    path.write_bytes(render_fact(release()) + line + b"\n" + render_fact(release("3.9.2")))

    ledger = read_ledger(path)

    assert ledger.facts == [release(), release("3.9.2")]
    assert not ledger.is_readable
    assert str(ledger.problems[0]).startswith(f"{path}:2: not a fact")


def test_unknown_kinds_are_kept_word_for_word(path):
    line = b'{"kind":"omen","platform":"radicale","at":"2026-03-01T12:00:00Z","bird":"raven"}\n'
    path.write_bytes(line)

    ledger = read_ledger(path)

    assert ledger.is_readable
    assert isinstance(ledger.facts[0], UnknownFact)
    assert render_fact(ledger.facts[0]) == line


def test_a_fact_of_another_platform_or_without_time_zone_writes_nothing(path):
    with pytest.raises(ValueError, match="does not belong"):
        append_facts(path.with_name("xandikos.jsonl"), [release()])
    with pytest.raises(ValueError, match="no time zone"):
        append_facts(path, [release(), release(at=datetime(2026, 3, 1))])  # noqa: DTZ001
    assert list(path.parent.iterdir()) == []


def test_a_full_disk_leaves_no_half_batch(path, monkeypatch):
    append_facts(path, [release()])
    write = store.os.write
    calls = []

    def write_a_little(descriptor, data):
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:40])

    monkeypatch.setattr(store.os, "write", write_a_little)
    with pytest.raises(OSError, match="No space"):
        append_facts(path, [release("3.9.2")])

    assert path.read_bytes() == render_fact(release())


def _write_many(path, writer):
    for number in range(40):
        append_facts(path, [release(f"{writer}.{number}.0"), release(f"{writer}.{number}.1")])


@pytest.mark.parametrize("has_fcntl", [True, False])
def test_writers_at_once_lose_and_mix_nothing(path, monkeypatch, has_fcntl):
    if not has_fcntl:
        monkeypatch.setattr(lock, "fcntl", None)
    processes = [multiprocessing.get_context("fork").Process(target=_write_many, args=(path, n)) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)

    ledger = read_ledger(path)
    names = [fact.release for fact in ledger.facts]

    assert ledger.is_readable
    assert sorted(names) == sorted(f"{w}.{n}.{p}" for w in range(3) for n in range(40) for p in range(2))
    assert all(second == first[:-1] + "1" for first, second in zip(names[::2], names[1::2], strict=True))


def test_a_lock_file_that_never_goes_away_is_an_error_that_says_what_to_do(tmp_path):
    held = tmp_path / "radicale.jsonl.lock"
    held.touch()

    with pytest.raises(lock.LedgerBusyError, match="remove the file when none is running"), lock.lock_file(held, 0):
        pass
    assert held.exists()
