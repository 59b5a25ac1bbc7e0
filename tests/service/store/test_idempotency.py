"""Keys that outlast the process."""

from __future__ import annotations

from functools import partial

import pytest

from tasklab.adapter.driver.idempotency import KeyRecord, KeyState
from tasklab.service.store import idempotency as store
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate

KEY = store.row_key("acc_1", "con_1\ntask.create\nk")


@pytest.fixture
def do(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(database)
    yield database.do
    database.close()


def claim(do, owner="p1", lease_s=60.0, fingerprint="f", *, is_repeatable=False):
    return do(partial(store.claim_key, is_repeatable=is_repeatable), KEY, fingerprint, owner, lease_s)


def test_the_first_claims_and_the_second_waits(do):
    assert claim(do) is None
    assert claim(do, "p2").state is KeyState.RUNNING


def test_what_was_kept_is_given_again(do):
    claim(do)
    do(store.keep_key, KEY, "p1", KeyRecord("f", KeyState.DONE, b"{}"))

    assert claim(do, "p2") == KeyRecord("f", KeyState.DONE, b"{}")


def test_a_released_key_is_free(do):
    claim(do)
    do(store.release_key, KEY, "p1")
    assert claim(do, "p2") is None


def test_a_process_that_never_came_back_leaves_an_unknown_outcome(do):
    claim(do, lease_s=-1)
    assert claim(do, "p2").state is KeyState.UNKNOWN


def test_of_two_that_repeat_a_harmless_write_one_holds_it(do):
    claim(do, lease_s=-1, is_repeatable=True)

    assert claim(do, "p2").state is KeyState.UNKNOWN
    assert claim(do, "p3").state is KeyState.RUNNING


def test_a_process_that_lost_its_claim_settles_nothing(do):
    claim(do, lease_s=-1, is_repeatable=True)
    claim(do, "p2")

    do(store.release_key, KEY, "p1")
    do(store.keep_key, KEY, "p1", KeyRecord("f", KeyState.DONE, b"late"))

    assert claim(do, "p3").state is KeyState.RUNNING


def test_keys_are_dropped_after_a_day(do, monkeypatch):
    claim(do)
    later = store.now_us() + 25 * 3600 * 1_000_000
    monkeypatch.setattr(store, "now_us", lambda: later)

    assert do(store.drop_old_keys) == 1
    assert claim(do, "p2") is None
