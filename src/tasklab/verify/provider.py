"""What gives the target of a run: a real server that is installed and started, or a twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tasklab.ledger.fact import TargetIdentity
    from tasklab.verify.contract.target_file import TargetFile


@dataclass(frozen=True)
class Obstacle:
    """Why a version cannot be run here."""

    reason: str
    is_left_out: bool = False
    """Whether it was only not asked for."""


@dataclass(frozen=True)
class Provided:
    """A target that is ready."""

    file: TargetFile
    identity: TargetIdentity
    is_validated: bool = False
    """Whether its traffic is held against the vendor's own description too."""


class Provider(Protocol):
    """Gives the targets of one platform's versions."""

    def find_obstacle(self, version: str, *, is_debian: bool) -> Obstacle | None:
        """Find why a version cannot be run here, or was not asked for; None when it can."""

    def warm(self, version: str, note: Callable[[str], None]) -> None:
        """Make ready what can be made ready ahead. Raises: ServerUnavailable."""

    def find_digest(self, version: str) -> str | None:
        """Find the identity of what a run would talk to now; None when that cannot be told."""

    def open(self, version: str, kept_dir: Path, note: Callable[[str], None]) -> AbstractContextManager[Provided]:
        """Give a target until the block ends; its log is kept in `kept_dir`. Raises: ServerUnavailable."""
