"""Runs the contract for the loop: what can run here, making ready ahead, and the run itself."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from tasklab.advance.reading import ledger_path
from tasklab.advance.verifier import Ran
from tasklab.ledger.store import append_facts
from tasklab.spec.problem import InvalidSpecError
from tasklab.verify.matrix import find_provider
from tasklab.verify.runner import ContractRun, RunFault
from tasklab.verify.server.fault import ServerUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tasklab.advance.verifier import Note
    from tasklab.workspace import Workspace


class ContractVerifier:
    """Runs the contract on real servers and twins, and writes the evidence into the ledger."""

    def __init__(
        self, workspace: Workspace, now: Callable[[], datetime], *, is_debian: bool, methods: tuple[str, ...] = ()
    ) -> None:
        self._workspace, self._is_debian, self._methods = workspace, is_debian, methods
        self._now, self._stop = now, Event()

    def find_obstacle(self, platform: str, version: str) -> Ran | None:
        """Find why a version cannot be run here, or was not asked for; None when it can."""
        try:
            provider = find_provider(self._workspace, platform, version)
        except InvalidSpecError as error:
            return Ran(reason=" ".join(str(error).split()))
        if provider is None:
            return Ran(reason=f"nothing here knows how to run {platform}: there is neither a recipe nor a twin.yaml")
        found = provider.find_obstacle(version, is_debian=self._is_debian)
        return None if found is None else Ran(reason=found.reason, is_left_out=found.is_left_out)

    def warm(self, platform: str, version: str, note: Note) -> str:
        """Install and prepare its server; returns why that was not possible, or nothing."""
        provider = find_provider(self._workspace, platform, version)
        try:
            if provider is not None:
                provider.warm(version, note)
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
