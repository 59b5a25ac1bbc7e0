"""Leaves a site alone that does not answer: those who wait for it get their answer at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.unified.error import PlatformUnavailableError

if TYPE_CHECKING:
    from tasklab.service.config import Limits


@dataclass(slots=True)
class Breaker:
    """What is known of one site: how often in a row it gave no answer, and how many calls wait for it."""

    limits: Limits
    failures: int = 0
    in_flight: int = 0
    closed_until_s: float = 0.0

    def enter(self, now_s: float) -> None:
        """Begin a call; `leave` ends it. Raises: PlatformUnavailableError, with when to ask again."""
        if self.failures >= self.limits.failures:
            if now_s < self.closed_until_s:
                raise PlatformUnavailableError(
                    f"the site gave no answer {self.failures} times in a row: it is left alone for a while",
                    retry_after=self.closed_until_s - now_s,
                )
            # One call finds out; those that come meanwhile wait for what it finds.
            self.closed_until_s = now_s + self.limits.pause_s
        if self.in_flight >= self.limits.in_flight_per_site:
            raise PlatformUnavailableError(f"{self.in_flight} calls are waiting for the site already", retry_after=1.0)
        self.in_flight += 1

    def leave(self, now_s: float, *, is_answered: bool) -> None:
        """End a call, and tell whether the site answered anything at all."""
        self.in_flight -= 1
        if is_answered:
            self.failures = 0
            return
        self.failures += 1
        self.closed_until_s = now_s + self.limits.pause_s

    def cancel(self) -> None:
        """End a call of which it is not known whether the site would have answered."""
        self.in_flight -= 1
