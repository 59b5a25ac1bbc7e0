"""The same idempotency key twice makes one object."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from enum import Enum
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from tasklab.unified.error import ConflictError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable


class KeyState(Enum):
    """What became of the call that first had a key."""

    RUNNING = "running"
    DONE = "done"
    UNKNOWN = "unknown"
    """It wrote, or may have written, and did not end."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key that was used."""

    fingerprint: str
    """Digest of the call: the same key must come with the same call."""
    state: KeyState = KeyState.RUNNING
    result: bytes = b""
    """The answer as JSON, once done."""
    is_repeatable: bool = False
    """Whether repeating an unknown call cannot make a second object."""


class KeyStore(Protocol):
    """Keeps keys; the live API gives one that outlasts the process."""

    def claim(self, key: str, fingerprint: str) -> KeyRecord | None:
        """Claim a key in one step: None when it was free, else what is known of it."""

    def keep(self, key: str, record: KeyRecord) -> None:
        """Write down what became of a claimed key."""

    def release(self, key: str) -> None:
        """Free a key whose call changed nothing."""


class MemoryKeyStore:
    """Keeps keys for as long as the process lives, and not longer than told."""

    def __init__(self, monotonic: Callable[[], float], keep_s: float) -> None:
        self._monotonic = monotonic
        self._keep_s = keep_s
        self._records: dict[str, tuple[KeyRecord, float]] = {}
        self._lock = Lock()

    def claim(self, key: str, fingerprint: str) -> KeyRecord | None:
        """Claim a key in one step: None when it was free, else what is known of it."""
        with self._lock:
            self._drop_old()
            known = self._records.get(key)
            if known is None:
                self._records[key] = (KeyRecord(fingerprint), self._monotonic() + self._keep_s)
            return known[0] if known else None

    def keep(self, key: str, record: KeyRecord) -> None:
        """Write down what became of a claimed key."""
        with self._lock:
            self._records.pop(key, None)
            self._records[key] = (record, self._monotonic() + self._keep_s)

    def release(self, key: str) -> None:
        """Free a key whose call changed nothing."""
        with self._lock:
            self._records.pop(key, None)

    def _drop_old(self) -> None:
        now_s = self._monotonic()
        # Insertion order is order of age: `keep` moves a key to the end.
        for key, (_, until_s) in list(self._records.items()):
            if until_s > now_s:
                break
            del self._records[key]


def scope_key(connection_id: str, method: str, key: str) -> str:
    """Return the name of a key in the store: keys of different connections and methods never meet."""
    return f"{connection_id}\n{method}\n{key}"


def fingerprint(parameters: Any) -> str:
    """Return the digest of a call's parameters."""
    return hashlib.blake2b(msgspec.json.encode(parameters, order="sorted"), digest_size=16).hexdigest()


def require_free(known: KeyRecord | None, digest: str) -> None:
    """Let a call go on whose key is free, has its answer already, or may be used again without harm.

    Raises: ValidationError, ConflictError
    """
    if known is None:
        return
    if known.fingerprint != digest:
        raise ValidationError(
            "this idempotency key was used with another call: use a new one", pointer="/idempotency_key"
        )
    if known.state is KeyState.RUNNING:
        raise ConflictError(
            "a call with this idempotency key is still running: wait for it", pointer="/idempotency_key"
        )
    if known.state is KeyState.UNKNOWN and not known.is_repeatable:
        raise ConflictError(
            "an earlier call with this idempotency key may have made its write, and its outcome is unknown: look "
            "whether it is there, then repeat with a new key if it is not",
            pointer="/idempotency_key",
        )


def derived_token(scoped_key: str, number: int) -> str:
    """Return the token of a key: the same one for the same key, in the form of a UUID."""
    digest = hashlib.blake2b(f"{scoped_key}\n{number}".encode(), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=5))
