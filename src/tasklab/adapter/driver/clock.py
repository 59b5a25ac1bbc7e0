"""Time as the session sees it: always given, never read deep inside."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """Return the current moment, aware, UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> dt.datetime:
        """Return the current moment, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()


class ManualClock:
    """Time that moves only when it is told to: waiting costs none."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self._elapsed_s = 0.0

    def now(self) -> dt.datetime:
        """Return the current moment, aware, UTC."""
        return self._now + dt.timedelta(seconds=self._elapsed_s)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Let time pass; a `sleep` for drivers that do not wait."""
        self._elapsed_s += seconds
