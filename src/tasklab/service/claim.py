"""Idempotency keys of the live API: claimed in the database before a call, settled after it.

A session asks its key store in the middle of a call and cannot wait there. So the claim is made beforehand, and the
store of a session gives what was found; what the session says in the end is written down before the caller is answered.
A process that dies in between leaves a claim behind whose lease runs out: then the outcome counts as unknown, and only
a write that does no harm twice is done again.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tasklab.adapter.driver.idempotency import KeyRecord, KeyState
from tasklab.service.identity import new_id
from tasklab.service.store.idempotency import claim_key, keep_key, release_key, row_key
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tasklab.service.store.database import Database

_LONGEST_KEY = 255
"""As `idempotency_key` of the methods."""


@dataclass
class Claim:
    """One key on its way through one call."""

    row: bytes
    known: KeyRecord | None
    """What was known of the key; None when it was free."""
    outcome: KeyRecord | None = None
    is_released: bool = False

    @property
    def is_held(self) -> bool:
        """Whether the key is this call's, to settle."""
        return self.known is None or (self.known.state is KeyState.UNKNOWN and self.known.is_repeatable)


_CURRENT: ContextVar[Claim] = ContextVar("claim")


class CallKeys:
    """The key store that sessions are given: it speaks of the current call's claim alone."""

    def claim(self, _key: str, _fingerprint: str) -> KeyRecord | None:
        """Return what was known of the key."""
        return _CURRENT.get().known

    def keep(self, _key: str, record: KeyRecord) -> None:
        """Note what became of it."""
        if record.state is not KeyState.RUNNING:
            _CURRENT.get().outcome = record

    def release(self, _key: str) -> None:
        """Note that the call changed nothing."""
        _CURRENT.get().is_released = True


class Claims:
    """Makes and settles claims for one process."""

    def __init__(self, database: Database, lease_s: float) -> None:
        self._database = database
        self._lease_s = lease_s
        self.owner = new_id("pro")

    @asynccontextmanager
    async def held(
        self, account_id: str, scoped_key: str, fingerprint: str, *, is_repeatable: bool
    ) -> AsyncIterator[Claim]:
        """Claim a key for a call, and settle it when the call has ended in whatever way."""
        row = row_key(account_id, scoped_key)
        known = await self._database.run(
            partial(claim_key, is_repeatable=is_repeatable), row, fingerprint, self.owner, self._lease_s
        )
        claim = Claim(row, known)
        token = _CURRENT.set(claim)
        try:
            yield claim
        finally:
            _CURRENT.reset(token)
            if claim.is_held and (known is None or known.fingerprint == fingerprint):
                await asyncio.shield(self._settle(claim, fingerprint))

    async def _settle(self, claim: Claim, fingerprint: str) -> None:
        if claim.outcome is not None:
            await self._database.run(keep_key, claim.row, self.owner, claim.outcome)
        elif claim.is_released or claim.known is None:
            # Never reached the session, or changed nothing there.
            await self._database.run(release_key, claim.row, self.owner)
        else:
            unknown = KeyRecord(fingerprint, KeyState.UNKNOWN, is_repeatable=True)
            await self._database.run(keep_key, claim.row, self.owner, unknown)


def require_key(key: str) -> str:
    """Return an idempotency key that may be one. Raises: ValidationError."""
    if not 0 < len(key) <= _LONGEST_KEY:
        raise ValidationError(f"an idempotency key has 1 to {_LONGEST_KEY} letters", pointer="/idempotency_key")
    return key
