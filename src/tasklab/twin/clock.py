"""The clock of a twin: any source of seconds, and a shift that moves it on without waiting."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

START_S = 1_700_000_000.0
"""Where a stopped clock stands when nothing else is said: 2023-11-14T22:13:20Z."""


class Clock:
    """Answers Unix seconds: those of its source and what it was moved on since."""

    def __init__(self, source: Callable[[], float]) -> None:
        self._source = source
        self._shift_s = 0.0

    def __call__(self) -> float:
        """Return the moment it shows, in Unix seconds."""
        return self._source() + self._shift_s

    def advance(self, seconds: float) -> None:
        """Move on. Raises: ValueError for a negative span, since vendors' clocks do not run backwards."""
        if seconds < 0:
            raise ValueError(f"a clock cannot be moved back by {-seconds} s")
        self._shift_s += seconds


def stopped_clock(at_s: float = START_S) -> Clock:
    """Return a clock that moves only when it is moved on."""
    return Clock(lambda: at_s)


def wall_clock() -> Clock:
    """Return the clock of this machine."""
    return Clock(time.time)
