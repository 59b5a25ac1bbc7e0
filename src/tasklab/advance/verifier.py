"""The plug between the loop and what runs the contract, so that the loop can be tried without a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from tasklab.ledger.fact import EvidenceFact

Note: TypeAlias = Callable[[str], None]
"""Called with a stage: installing, preparing, starting, or how far a run is."""


@dataclass(frozen=True)
class Ran:
    """How a run ended."""

    evidence: EvidenceFact | None = None
    """What was written into the ledger; None when there is none."""
    reason: str = ""
    """Why there is no evidence: the server could not be installed or started, or the run was stopped."""
    is_left_out: bool = False
    """Whether it was not asked for, so that its absence says nothing about the loop."""


class Verifier(Protocol):
    """Runs the contract on real servers and writes the evidence into the ledger."""

    def find_obstacle(self, platform: str, version: str) -> Ran | None:
        """Find why a version cannot be run here, or was not asked for; None when it can."""

    def warm(self, platform: str, version: str, note: Note) -> str:
        """Install and prepare its server; returns why that was not possible, or nothing."""

    def verify(self, platform: str, version: str, note: Note) -> Ran:
        """Run the contract."""

    def stop(self) -> None:
        """Let the runs that are under way end soon, their servers stopped; nothing is started any more."""
