"""One platform as the repository has it at a moment: its file, its ledger, its state, its specs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.ledger.state import PlatformState, fold_state
from tasklab.ledger.store import Ledger, read_ledger
from tasklab.spec.load import find_specs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from tasklab.ledger.version import Scheme
    from tasklab.watch.config import PlatformConfig
    from tasklab.workspace import Workspace


@dataclass(frozen=True)
class PlatformReading:
    """One platform as the repository has it at a moment."""

    config: PlatformConfig
    ledger: Ledger
    state: PlatformState
    specified: tuple[str, ...]
    """Versions that have a spec."""

    @property
    def platform(self) -> str:
        """The platform's name."""
        return self.config.platform

    @property
    def scheme(self) -> Scheme:
        """How its versions are ordered."""
        return self.config.watch.scheme if self.config.watch else "dotted"


def ledger_path(workspace: Workspace, platform: str) -> Path:
    """Return the file of a platform's facts."""
    return workspace.ledger / f"{platform}.jsonl"


def read_platform(workspace: Workspace, config: PlatformConfig, at: datetime) -> PlatformReading:
    """Read one platform as of a moment.

    Raises: InvalidSpecError when a spec cannot be read as far as its `extends`.
    """
    return next(iter(read_all(workspace, [config], at)))


def read_all(
    workspace: Workspace, configs: Iterable[PlatformConfig], at: datetime, *, sealed: bool = False
) -> list[PlatformReading]:
    """Read several platforms as of a moment; the folder of specs is walked once. `sealed` is as in `read_ledger`.

    Raises: InvalidSpecError when a spec cannot be read as far as its `extends`.
    """
    specified: dict[str, list[str]] = {}
    for name in find_specs(workspace.specs, workspace.cache / "spec"):
        specified.setdefault(name.platform, []).append(name.version)
    readings = []
    for config in configs:
        versions = tuple(specified.get(config.platform, ()))
        ledger = read_ledger(ledger_path(workspace, config.platform), sealed=sealed)
        state = fold_state(ledger.facts, platform=config.platform, at=at, specified=versions)
        readings.append(PlatformReading(config, ledger, state, versions))
    return readings
