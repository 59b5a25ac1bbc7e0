"""Real servers, each installed and started for one run."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.ledger.fact import TargetIdentity
from tasklab.verify.contract.target_file import TargetFile
from tasklab.verify.provider import Obstacle, Provided
from tasklab.verify.server.install import find_install
from tasklab.verify.server.python2_source import Python2Source, find_python2
from tasklab.verify.server.python_source import PythonSource
from tasklab.verify.server.site import start_site, warm_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.verify.server.recipe import Recipe, Site
    from tasklab.workspace import Workspace

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_ROOM_BYTES = 1 << 30


@dataclass(frozen=True)
class ServerProvider:
    """Runs a product as its recipe says."""

    workspace: Workspace
    recipe: Recipe

    def find_obstacle(self, version: str, *, is_debian: bool) -> Obstacle | None:
        """Find why a version cannot be run here, or was not asked for; None when it can."""
        source = self.recipe.source(version, None)
        if isinstance(source, PythonSource):
            return None
        if isinstance(source, Python2Source):
            reason = "it runs on Python 2.7 alone, and this machine has none"
            return None if find_python2() else Obstacle(reason, is_left_out=True)
        if not is_debian:
            return Obstacle("it comes from Debian, which was not asked for: --debian", is_left_out=True)
        if os.geteuid() != 0:
            return Obstacle("it comes from Debian, which needs root to install")
        if shutil.which("mmdebstrap") is None:
            return Obstacle("it comes from Debian, and mmdebstrap is missing: apt-get install mmdebstrap")
        return None

    def warm(self, version: str, note: Callable[[str], None]) -> None:
        """Install and prepare its server. Raises: ServerUnavailable."""
        warm_site(self.recipe.platform, version, cache_dir=self._cache_dir, progress=note)

    def find_digest(self, version: str) -> str | None:
        """Find the digest of the recipe and what is installed; None while nothing is."""
        install = find_install(self.recipe, version, cache_dir=self._cache_dir)
        return None if install is None else install.digest

    @contextmanager
    def open(self, version: str, kept_dir: Path, note: Callable[[str], None]) -> Iterator[Provided]:
        """Run the version's server until the block ends; its log is kept.

        Raises: ServerUnavailable
        """
        platform = self.recipe.platform
        with start_site(platform, version, cache_dir=self._cache_dir, work_dir=self._work_dir(), progress=note) as site:
            try:
                yield Provided(_describe(site, self.recipe.pace), self._identify(site))
            finally:
                kept_dir.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(site.log, kept_dir / "server.log")
        shutil.rmtree(site.log.parent, ignore_errors=True)

    @property
    def _cache_dir(self) -> Path:
        """Where servers are installed."""
        return self.workspace.cache / "servers"

    def _work_dir(self) -> Path:
        """Return where servers keep their data for a run: in memory where there is room, as nothing has to last."""
        if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES:
            return _MEMORY / f"tasklab-{os.getuid()}"
        return self.workspace.cache / "work"

    def _identify(self, site: Site) -> TargetIdentity:
        install = find_install(self.recipe, site.version, cache_dir=self._cache_dir)
        packages = install.installed.packages if install else ()
        installed = dict(package.partition("==")[::2] for package in packages)
        return TargetIdentity(name=_name(site), release=site.release, installed=installed)


def _name(site: Site) -> str:
    return f"{site.platform} {site.release} on loopback"


def _describe(site: Site, pace: str) -> TargetFile:
    return TargetFile(
        platform=site.platform,
        version=site.version,
        name=_name(site),
        url=site.url,
        pid=site.pid,
        pace=pace,
        parameters=dict(site.parameters),
        others={role: dict(who) for role, who in site.others.items()},
        context=dict(site.context),
    )
