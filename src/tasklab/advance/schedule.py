"""Runs many versions: servers are installed ahead while the contract runs on those that are ready."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.advance.verifier import Ran

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.advance.verifier import Verifier

Kind: TypeAlias = Literal["ran", "current", "not run"]


@dataclass(frozen=True, order=True)
class Name:
    """One version of one platform."""

    platform: str
    version: str

    def __str__(self) -> str:
        return f"{self.platform} {self.version}"


@dataclass(frozen=True)
class Ended:
    """What became of one version."""

    name: Name
    kind: Kind
    ran: Ran = field(default_factory=Ran)

    @property
    def reason(self) -> str:
        """Why it was not run; empty when it was, or did not have to be."""
        return self.ran.reason


@dataclass(frozen=True)
class Schedule:
    """What it takes to run many versions."""

    verifier: Verifier
    is_current: Callable[[Name], bool]
    """Whether the evidence in the ledger is of what is in the repository, and installed, now."""
    note: Callable[[Name, str], None]
    """Told how far each version is."""
    ended: Callable[[Ended], None]
    """Told, on the caller's own thread, as each version ends."""
    width: int = 2
    """Contract runs at the same time."""

    def run(self, names: Sequence[Name]) -> list[Ended]:
        """Run versions in their order; an interruption lets the runs that are under way stop their servers first.

        Raises: KeyboardInterrupt, after everything that was finished was told.
        """
        stopping = Event()
        with ThreadPoolExecutor(1) as installer, ThreadPoolExecutor(self.width) as runner:
            futures: list[Future[Ended]] = []
            try:
                # The first runs begin before the last ones are asked for, and may be interrupted by then.
                for name in names:
                    warmed = installer.submit(self._warm, name, stopping)
                    futures.append(runner.submit(self._finish, name, warmed, stopping))
                return self._collect(futures)
            except BaseException:
                stopping.set()
                self.verifier.stop()
                self._collect([future for future in futures if not future.cancel()], is_told=False)
                raise

    def _collect(self, futures: Sequence[Future[Ended]], *, is_told: bool = True) -> list[Ended]:
        done: list[Ended] = []
        pending = set(futures)
        while pending:
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=futures.index):
                done.append(future.result())
                if is_told or done[-1].kind == "ran":
                    self.ended(done[-1])
        return done

    def _warm(self, name: Name, stopping: Event) -> str:
        if stopping.is_set():
            return "interrupted"
        return self.verifier.warm(name.platform, name.version, lambda stage: self.note(name, stage))

    def _finish(self, name: Name, warmed: Future[str], stopping: Event) -> Ended:
        reason = warmed.result()
        if not reason and self.is_current(name):
            return Ended(name, "current")
        reason = reason or ("interrupted" if stopping.is_set() else "")
        if reason:
            return Ended(name, "not run", Ran(reason=reason))
        ran = self.verifier.verify(name.platform, name.version, lambda stage: self.note(name, stage))
        return Ended(name, "ran" if ran.evidence else "not run", ran)
