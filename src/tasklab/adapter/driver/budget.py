"""How fast a connection may ask: the documented quota, and what the platform's answers say about it."""

from __future__ import annotations

import datetime as dt
from collections import deque
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.limit import Limits

_MILLISECONDS = 1000.0


class Budget:
    """The requests of one connection in a sliding window. Units: seconds of a monotonic clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sent_at: deque[float] = deque()
        self._blocked_until = 0.0
        self._spent = 0
        self._lock = Lock()

    def try_spend(self, now_s: float) -> float:
        """Take one request from the budget, and return 0; or take none, and return how long to wait."""
        with self._lock:
            wait_s = self._wait_s(now_s)
            if wait_s <= 0 and self._limits.requests is not None:
                self._sent_at.append(now_s)
                self._spent += 1
            return max(0.0, wait_s)

    def _wait_s(self, now_s: float) -> float:
        if now_s < self._blocked_until:
            return self._blocked_until - now_s
        if self._limits.requests is None:
            return 0.0
        begins_at = now_s - self._limits.per_s
        while self._sent_at and self._sent_at[0] <= begins_at:
            self._sent_at.popleft()
        if len(self._sent_at) < self._limits.requests:
            return 0.0
        return self._sent_at[0] + self._limits.per_s - now_s

    def take_spent(self) -> int:
        """Return how many requests were taken since the last time; always 0 where no quota is known."""
        with self._lock:
            spent, self._spent = self._spent, 0
            return spent

    def note_others(self, now_s: float, count: int) -> None:
        """Take requests that others made with the same credential from the budget."""
        with self._lock:
            if self._limits.requests is not None:
                self._sent_at.extend([now_s] * min(count, self._limits.requests))

    def block(self, now_s: float, wait_s: float) -> None:
        """Let nothing through for a while."""
        with self._lock:
            self._blocked_until = max(self._blocked_until, now_s + wait_s)

    def learn(self, headers: Mapping[str, str], now_s: float, now: dt.datetime) -> None:
        """Wait for the reset once an answer says that nothing is left."""
        name = self._limits.remaining_header
        if name is None or headers.get(name, "").strip() not in {"0", "0.0"}:
            return
        wait_s = reset_wait_s(headers, self._limits, now)
        if wait_s:
            self.block(now_s, wait_s)


def retry_after_s(headers: Mapping[str, str], limits: Limits, now: dt.datetime) -> float | None:
    """Return how long the platform asks to wait; None when it does not say. Source: RFC 9110, section 10.2.3."""
    said = headers.get("retry-after", "").strip()
    if said:
        seconds = _number(said)
        if seconds is None:
            seconds = _seconds_until(said, now)
        if seconds is not None:
            return max(0.0, seconds)
    return reset_wait_s(headers, limits, now)


def reset_wait_s(headers: Mapping[str, str], limits: Limits, now: dt.datetime) -> float | None:
    """Return how long it is until the declared reset header's moment; None when it is not there."""
    if limits.reset_header is None:
        return None
    number = _number(headers.get(limits.reset_header, ""))
    if number is None:
        return None
    match limits.reset_unit:
        case "seconds":
            return max(0.0, number)
        case "milliseconds":
            return max(0.0, number / _MILLISECONDS)
        case "epoch_ms":
            return max(0.0, number / _MILLISECONDS - now.timestamp())
        case _:
            return max(0.0, number - now.timestamp())


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if text.replace(".", "", 1).isdecimal() and text.isascii() else None


def _seconds_until(text: str, now: dt.datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return (moment - now).total_seconds()
