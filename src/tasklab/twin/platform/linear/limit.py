"""How often and how much a caller may ask: buckets that fill up again at a steady pace.

Source: https://linear.app/developers/rate-limiting. Older: 1500 requests (OAuth 1200) and 250 000 points an hour, as
the page said in 2024; newer: 2500 (5000) and 3 000 000 (2 000 000). `searchIssues`: 30 requests a minute, as its
description in the schema says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.twin.platform.linear.version import NEWER, OLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUR_S, MINUTE_S = 3600.0, 60.0
SEARCHES = 30
"""Searches a minute, in the newer version."""
_LIMITS = {
    (OLDER, False): (1500, 250_000),
    (OLDER, True): (1200, 250_000),
    (NEWER, False): (2500, 3_000_000),
    (NEWER, True): (5000, 2_000_000),
}


@dataclass
class Bucket:
    """So much, filled up again over a period."""

    limit: int
    period_s: float
    left: float
    at_s: float

    def fill(self, now_s: float) -> None:
        """Add what has come since the last time."""
        self.left = min(self.limit, self.left + (now_s - self.at_s) * self.limit / self.period_s)
        self.at_s = now_s

    def take(self, amount: float) -> bool:
        """Take an amount if there is so much."""
        if self.left < amount:
            return False
        self.left -= amount
        return True

    @property
    def reset_ms(self) -> int:
        """When it is full again, in Unix milliseconds."""
        return math.ceil((self.at_s + (self.limit - self.left) * self.period_s / self.limit) * 1000)

    def headers(self, name: str) -> dict[str, str]:
        """Return what is told of it: limit, rest, and when it is full again."""
        told = {"limit": self.limit, "remaining": math.floor(self.left), "reset": self.reset_ms}
        return {f"x-ratelimit-{name}-{word}": str(number) for word, number in told.items()}


@dataclass
class Budgets:
    """The buckets of one user, by name; none where nothing is limited."""

    buckets: dict[str, Bucket] = field(default_factory=dict)

    def fill(self, now_s: float) -> None:
        """Add to each what has come since the last time."""
        for bucket in self.buckets.values():
            bucket.fill(now_s)

    def headers(self) -> dict[str, str]:
        """Return what is told with each answer; of an endpoint only where it was asked."""
        told: dict[str, str] = {}
        for name in ("requests", "complexity"):
            if name in self.buckets:
                told.update(self.buckets[name].headers(name))
        return told


def open_budgets(version: str, limits: Mapping[str, int | None], now_s: float, *, is_token: bool) -> Budgets:
    """Return full buckets for a user; a limit given goes before Linear's own, and 0 means none."""
    requests, points = _LIMITS[version, is_token]
    wanted = {
        "requests": (limits["requests"] if limits.get("requests") is not None else requests, HOUR_S),
        "complexity": (limits["complexity"] if limits.get("complexity") is not None else points, HOUR_S),
    }
    if version == NEWER and wanted["requests"][0]:
        wanted["searchIssues"] = (SEARCHES, MINUTE_S)
    return Budgets({name: Bucket(limit, period_s, limit, now_s) for name, (limit, period_s) in wanted.items() if limit})
