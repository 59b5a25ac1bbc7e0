"""Runs the contract on real servers for the loop: what can run here, installing ahead, and the run itself."""

from __future__ import annotations

import os
import shutil
from threading import Event
from typing import TYPE_CHECKING

from tasklab.advance.reading import ledger_path
from tasklab.advance.verifier import Ran
from tasklab.ledger.store import append_facts
from tasklab.spec.problem import InvalidSpecError
from tasklab.verify.matrix import servers_dir
from tasklab.verify.runner import ContractRun, RunFault
from tasklab.verify.server.fault import ServerUnavailable
from tasklab.verify.server.python_source import PythonSource
from tasklab.verify.server.recipe import find_recipe, list_platforms
from tasklab.verify.server.site import warm_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tasklab.advance.verifier import Note
    from tasklab.workspace import Workspace


class ServerVerifier:
    """Runs the contract on real servers and writes the evidence into the ledger."""

    def __init__(
        self, workspace: Workspace, now: Callable[[], datetime], *, is_debian: bool, methods: tuple[str, ...] = ()
    ) -> None:
        self._workspace, self._is_debian, self._methods = workspace, is_debian, methods
        self._now, self._stop = now, Event()

    def find_obstacle(self, platform: str, version: str) -> Ran | None:
        """Find why a version cannot be run here, or was not asked for; None when it can."""
        recipe = find_recipe(platform)
        if recipe is None:
            return Ran(reason=f"nothing here knows how to run {platform}: there are {', '.join(list_platforms())}")
        if isinstance(recipe.source(version, None), PythonSource):
            return None
        if not self._is_debian:
            return Ran(reason="it comes from Debian, which was not asked for: --debian", is_left_out=True)
        if os.geteuid() != 0:
            return Ran(reason="it comes from Debian, which needs root to install")
        if shutil.which("mmdebstrap") is None:
            return Ran(reason="it comes from Debian, and mmdebstrap is missing: apt-get install mmdebstrap")
        return None

    def warm(self, platform: str, version: str, note: Note) -> str:
        """Install and prepare its server; returns why that was not possible, or nothing."""
        try:
            warm_site(platform, version, cache_dir=servers_dir(self._workspace), progress=note)
        except ServerUnavailable as error:
            return " ".join(str(error).split())
        return ""

    def verify(self, platform: str, version: str, note: Note) -> Ran:
        """Run the contract; a run of some methods is not written down."""
        run = ContractRun(self._workspace, platform, version, self._now, note, self._stop, self._methods)
        try:
            fact = run.summarise(run.run())
        except (ServerUnavailable, RunFault, InvalidSpecError) as error:
            return Ran(reason=" ".join(str(error).split()))
        if not self._methods:
            append_facts(ledger_path(self._workspace, platform), [fact])
        return Ran(fact)

    def stop(self) -> None:
        """Let the runs that are under way end soon, their servers stopped; nothing is started any more."""
        self._stop.set()
