from __future__ import annotations

import uuid

import pytest

from tasklab.adapter.driver.idempotency import (
    KeyRecord,
    KeyState,
    MemoryKeyStore,
    derived_token,
    fingerprint,
    require_free,
    scope_key,
)
from tasklab.unified.error import ConflictError, ValidationError
from tasklab.unified.parameter.task import TaskCreateParameters


def test_a_key_is_claimed_by_one():
    store = MemoryKeyStore(lambda: 0.0, 10)
    assert store.claim("k", "f") is None
    assert store.claim("k", "f") == KeyRecord("f", KeyState.RUNNING)
    store.release("k")
    assert store.claim("k", "g") is None


def test_what_became_of_it_is_kept_until_it_is_old():
    now = [0.0]
    store = MemoryKeyStore(lambda: now[0], 10)
    store.claim("early", "f")
    store.claim("late", "f")
    now[0] = 5
    store.keep("early", KeyRecord("f", KeyState.DONE, b"1"))
    now[0] = 11
    assert store.claim("late", "f") is None
    assert store.claim("early", "f").result == b"1"
    now[0] = 16
    assert store.claim("early", "f") is None


def test_keys_of_other_connections_and_methods_never_meet():
    assert (
        len({scope_key("a", "b", "c"), scope_key("a", "b", "d"), scope_key("a", "x", "c"), scope_key("y", "b", "c")})
        == 4
    )


def test_tokens_are_the_keys_own_and_look_like_uuids():
    first, second = derived_token("k", 1), derived_token("k", 2)
    assert first == derived_token("k", 1)
    assert len({first, second, derived_token("l", 1)}) == 3
    assert str(uuid.UUID(first)) == first


def test_the_fingerprint_holds_every_parameter():
    one = fingerprint(TaskCreateParameters(title="x"))
    assert one == fingerprint(TaskCreateParameters(title="x"))
    assert (
        len(
            {
                one,
                fingerprint(TaskCreateParameters(title="x", description=None)),
                fingerprint(TaskCreateParameters(title="y")),
            }
        )
        == 3
    )


@pytest.mark.parametrize(
    "known",
    [None, KeyRecord("f", KeyState.DONE), KeyRecord("f", KeyState.UNKNOWN, is_repeatable=True)],
)
def test_a_call_goes_on_whose_key_does_no_harm(known):
    require_free(known, "f")


@pytest.mark.parametrize(
    ("known", "error"),
    [
        (KeyRecord("g", KeyState.DONE), ValidationError),
        (KeyRecord("f", KeyState.RUNNING), ConflictError),
        (KeyRecord("f", KeyState.UNKNOWN), ConflictError),
    ],
)
def test_a_call_does_not_go_on_whose_key_is_taken(known, error):
    with pytest.raises(error) as caught:
        require_free(known, "f")
    assert caught.value.pointer == "/idempotency_key"
