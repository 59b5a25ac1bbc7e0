"""Lets requests in: whose key it is, what it may do, and how much the account asks."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.service.error import ApiKeyError, LimitError, ScopeError
from tasklab.service.identity import key_digest
from tasklab.service.store.account import find_principal, note_use
from tasklab.service.store.database import now_us

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.service.config import Limits
    from tasklab.service.identity import Principal
    from tasklab.service.store.database import Database

_BEARER = "bearer "
_LONGEST_KEY = 200
_KEPT = 10_000
_MINUTE_S = 60.0


@dataclass(slots=True)
class Bucket:
    """So many at once, and so many each second on average."""

    level: float
    at_s: float

    def take(self, now_s: float, *, rate: float, burst: float) -> float:
        """Take one and return 0; or take none, and return how long until there is one."""
        self.level = min(burst, self.level + (now_s - self.at_s) * rate)
        self.at_s = now_s
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / rate


class Access:
    """Knows the keys that were used lately."""

    def __init__(self, database: Database, limits: Limits, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._limits = limits
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[Principal, int | None]] = OrderedDict()
        self._accounts: OrderedDict[str, Bucket] = OrderedDict()
        self._wrong: OrderedDict[str, Bucket] = OrderedDict()
        self._used: dict[str, int] = {}
        self._spent: Counter[str] = Counter()
        self._burst = float(limits.burst)

    def forget(self) -> None:
        """Ask the database for each key again: something changed."""
        self._known.clear()

    async def admit(self, authorization: str, client: str, scope: str) -> Principal:
        """Return who asks. Raises: ApiKeyError, ScopeError, LimitError."""
        found = self._known.get(authorization)
        if found is None:
            found = await self._look_up(authorization, client)
        principal, expires_at = found
        now = now_us()
        if expires_at is not None and expires_at <= now:
            raise ApiKeyError("the API key has expired: make another one")
        if principal.is_disabled:
            raise ScopeError("the account is disabled: its data is kept; ask the operator")
        if scope not in principal.scopes:
            raise ScopeError(
                f"the API key lacks the scope {scope!r}: it has {', '.join(sorted(principal.scopes)) or 'none'}"
            )
        self._spend(principal.account_id)
        self._used[principal.key_id] = now
        return principal

    async def _look_up(self, authorization: str, client: str) -> tuple[Principal, int | None]:
        self.require_patience(client)
        text = authorization[len(_BEARER) :].strip()
        if authorization[: len(_BEARER)].lower() != _BEARER or not text or len(authorization) > _LONGEST_KEY:
            raise ApiKeyError("send an API key: `Authorization: Bearer tasklab_…`")
        found = await self._database.run(find_principal, key_digest(text))
        if found is None:
            self.note_wrong(client)
            raise ApiKeyError("the API key is unknown or revoked")
        self._known[authorization] = found
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def require_patience(self, client: str) -> None:
        """Refuse whoever sent too many wrong keys or forged messages. Raises: LimitError."""
        now_s, per_minute = self._monotonic(), self._limits.wrong_keys_per_minute
        bucket = _bucket(self._wrong, client, per_minute, now_s)
        if bucket.level < 1 and bucket.take(now_s, rate=per_minute / _MINUTE_S, burst=per_minute):
            raise LimitError("too much that is wrong came from this address", _MINUTE_S / per_minute)

    def note_wrong(self, client: str) -> None:
        """Count a wrong key, or a forged message."""
        now_s, per_minute = self._monotonic(), self._limits.wrong_keys_per_minute
        bucket = _bucket(self._wrong, client, per_minute, now_s)
        bucket.take(now_s, rate=per_minute / _MINUTE_S, burst=per_minute)

    def _spend(self, account_id: str) -> None:
        now_s = self._monotonic()
        bucket = _bucket(self._accounts, account_id, self._burst, now_s)
        wait_s = bucket.take(now_s, rate=self._limits.requests_per_s, burst=self._burst)
        if wait_s:
            raise LimitError("the account makes more requests than it may", wait_s)
        self._spent[account_id] += 1

    # What other processes let through

    def share(self, processes: int) -> None:
        """Let through at once only this process's part of what an account may ask at once."""
        self._burst = max(1.0, self._limits.burst / processes)

    def take_spent(self) -> Mapping[str, int]:
        """Return how many requests of each account were let through since the last time."""
        spent, self._spent = self._spent, Counter()
        return spent

    def note_others(self, name: str, count: int) -> None:
        """Take what other processes let through of an account from what is left; it may owe what it may ask at once."""
        bucket = self._accounts.get(name)
        if bucket is not None:
            bucket.level = max(bucket.level - count, -float(self._limits.burst))

    async def write_uses(self) -> None:
        """Write down when keys were last used."""
        used, self._used = self._used, {}
        if used:
            await self._database.run(note_use, used)


def _bucket(buckets: OrderedDict[str, Bucket], name: str, burst: float, now_s: float) -> Bucket:
    bucket = buckets.get(name)
    if bucket is None:
        bucket = buckets[name] = Bucket(burst, now_s)
        if len(buckets) > _KEPT:
            buckets.popitem(last=False)
    return bucket
