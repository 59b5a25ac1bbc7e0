"""Twins, each opened inside the run; where the vendor's description is here, the traffic is held against it."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import tasklab
from tasklab.ledger.fact import TargetIdentity
from tasklab.vendor.lock import FILE as LOCK_FILE
from tasklab.vendor.lock import load_lock
from tasklab.vendor.shelf import Here, open_shelf
from tasklab.verify.contract.target_file import DescribedBy, TargetFile, TwinChoice
from tasklab.verify.digest import digest_files, render_digest
from tasklab.verify.provider import Obstacle, Provided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.vendor.lock import LockedDescription
    from tasklab.verify.binding import Binding
    from tasklab.workspace import Workspace

_TWINS = Path(tasklab.__file__).parent / "twin"
_PACE = "fast"


@dataclass(frozen=True)
class TwinProvider:
    """Opens a platform's twin as its binding says."""

    workspace: Workspace
    platform: str
    binding: Binding

    def find_obstacle(self, version: str, *, is_debian: bool) -> Obstacle | None:
        """Find why a version cannot be run here; None when it can."""
        del is_debian
        from tasklab.twin.catalogue import find_platform  # noqa: PLC0415 - imports the whole twin

        known = find_platform(self.binding.twin or self.platform).versions
        wanted = self.binding.find_version(version)
        if wanted in known:
            return None
        return Obstacle(f"its twin knows no version {wanted}; it knows {', '.join(known)}")

    def warm(self, version: str, note: Callable[[str], None]) -> None:
        """Do nothing: a twin is there at once."""

    def find_digest(self, version: str) -> str | None:
        """Find the digest of the twin, of how it is reached, and of the description that is locked for it.

        Whether that description is on this machine does not count: the evidence says whether it was held against it.
        """
        package = _TWINS / "platform" / (self.binding.twin or self.platform).replace("-", "_")
        own = package.rglob("*.py") if package.is_dir() else [package.with_suffix(".py")]
        total = hashlib.sha256(digest_files(_TWINS, [*_TWINS.glob("*.py"), *own]))
        total.update(f"{version} {self.binding!r}".encode())
        entry = self._locked.get(version)
        total.update(entry.sha256.encode() if entry else b"")
        return render_digest(total.digest())

    @contextmanager
    def open(self, version: str, kept_dir: Path, note: Callable[[str], None]) -> Iterator[Provided]:
        """Say which twin the run opens."""
        del kept_dir, note
        described_by = self._find_description(version)
        twin, twin_version = self.binding.twin or self.platform, self.binding.find_version(version)
        name = f"twin of {twin} {twin_version}"
        choice = TwinChoice(
            name=twin,
            version=twin_version,
            binding=self.binding.model_dump(exclude_defaults=True),
            described_by=described_by,
        )
        file = TargetFile(platform=self.platform, version=version, name=name, pace=_PACE, twin=choice)
        description = f"sha256:{described_by.sha256}" if described_by else ""
        identity = TargetIdentity(name=name, release=twin_version, description=description)
        yield Provided(file, identity, is_validated=described_by is not None)

    @cached_property
    def _locked(self) -> dict[str, LockedDescription]:
        path = self.workspace.specs / self.platform / LOCK_FILE
        return load_lock(path).descriptions if path.is_file() else {}

    def _find_description(self, version: str) -> DescribedBy | None:
        entry = self._locked.get(version)
        if entry is None:
            return None
        found = open_shelf(self.workspace.cache, os.environ).find(entry)
        if not isinstance(found, Here):
            return None
        lock = self.workspace.specs / self.platform / LOCK_FILE
        return DescribedBy(
            path=str(found.path),
            kind=entry.kind,
            sha256=entry.sha256,
            lock=str(lock),
            version=version,
            is_strict=self.binding.is_strict,
        )
