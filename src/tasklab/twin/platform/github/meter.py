"""How many requests a caller made. Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api."""

from __future__ import annotations

import math
from dataclasses import dataclass

HOUR_S, MINUTE_S = 3600.0, 60.0
ANONYMOUS = 60
"""Requests per hour of somebody unknown."""
CONTENT = 80
"""Requests per minute that make content: the secondary limit."""


@dataclass(frozen=True)
class Standing:
    """How a caller stands in the current window of one resource."""

    resource: str
    limit: int
    used: int
    reset_at_s: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.used >= self.limit

    @property
    def headers(self) -> dict[str, str]:
        """What is told with each answer."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(max(0, self.limit - self.used)),
            "x-ratelimit-reset": str(self.reset_at_s),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-resource": self.resource,
        }

    @property
    def body(self) -> dict[str, int]:
        """What `GET /rate_limit` tells."""
        remaining = max(0, self.limit - self.used)
        return {"limit": self.limit, "used": self.used, "remaining": remaining, "reset": self.reset_at_s}


class Meter:
    """Counts requests in windows that begin with the first of them."""

    def __init__(self, limits: dict[str, tuple[int, float]]) -> None:
        """Count against these limits: requests and seconds by resource."""
        self._limits = limits
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    @property
    def resources(self) -> list[str]:
        """The resources that are limited."""
        return list(self._limits)

    def read(self, caller: str, resource: str, now_s: float) -> Standing:
        """Say how a caller stands, without counting."""
        limit, period_s = self._limits[resource]
        begin_s, used = self._windows.get((caller, resource), (now_s, 0))
        if now_s >= begin_s + period_s:
            begin_s, used = now_s, 0
        most = ANONYMOUS if resource == "core" and not caller else limit
        return Standing(resource, most, used, math.ceil(begin_s + period_s))

    def count(self, caller: str, resource: str, now_s: float) -> Standing:
        """Count one request, and say how the caller stands after it."""
        before = self.read(caller, resource, now_s)
        self._windows[caller, resource] = (before.reset_at_s - self._limits[resource][1], before.used + 1)
        return self.read(caller, resource, now_s)
