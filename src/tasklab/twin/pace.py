"""Rate limits in fixed windows, told in the headers of the vendor."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a vendor names what it tells about a limit; an empty name is not told."""

    limit: str = "x-ratelimit-limit"
    remaining: str = "x-ratelimit-remaining"
    reset: str = "x-ratelimit-reset"
    retry_after: str = "retry-after"
    is_reset_a_moment: bool = True
    """Whether the reset is told in Unix seconds; otherwise in seconds from now."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands in the current window."""

    limit: int
    remaining: int
    reset_at_s: float
    is_over: bool

    def headers(self, spelling: Spelling, now_s: float) -> dict[str, str]:
        """Return what the vendor tells with each answer, and with a refusal when to come back."""
        wait_s = max(1, math.ceil(self.reset_at_s - now_s))
        reset = math.ceil(self.reset_at_s) if spelling.is_reset_a_moment else wait_s
        told = {spelling.limit: self.limit, spelling.remaining: self.remaining, spelling.reset: reset}
        if self.is_over:
            told[spelling.retry_after] = wait_s
        return {name: str(value) for name, value in told.items() if name}


class RateLimit:
    """So many calls of each caller in each window."""

    def __init__(self, limit: int, period_s: float) -> None:
        if limit < 1 or period_s <= 0:
            raise ValueError(f"{limit} calls in {period_s} s is no limit")
        self._limit = limit
        self._period_s = period_s
        self._windows: dict[str, tuple[float, int]] = {}

    def take(self, caller: str, now_s: float) -> Standing:
        """Count one call, and say how the caller stands. A refused call counts for nothing."""
        begin_s, used = self._windows.get(caller, (now_s, 0))
        if now_s >= begin_s + self._period_s:
            begin_s, used = now_s, 0
        is_over = used >= self._limit
        used = used if is_over else used + 1
        self._windows[caller] = (begin_s, used)
        return Standing(self._limit, self._limit - used, begin_s + self._period_s, is_over)
