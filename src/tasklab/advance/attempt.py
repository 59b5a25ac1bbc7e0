"""One new version, taken as far as the lab can alone: specified, generated, installed, verified, promoted; or a report.

Every step looks first at what is there already: an attempt that was cut off goes on where it stopped, and a second one
changes nothing. Of two at once one waits for the other: each platform has a lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.advance.reading import PlatformReading, read_platform
from tasklab.advance.scaffold import Scaffold, find_parent, plan_scaffold
from tasklab.advance.schedule import Ended, Name, Schedule
from tasklab.advance.shortfall import render_shortfall
from tasklab.generate.generation import generate_adapters
from tasklab.ledger.version import UnreadableVersionError, sort_versions
from tasklab.spec.load import load_spec
from tasklab.spec.problem import InvalidSpecError
from tasklab.verify.server.lock import hold_lock
from tasklab.watch.window import find_window

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tasklab.advance.judgement import Judge
    from tasklab.advance.verifier import Verifier
    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.state import VersionState
    from tasklab.watch.config import PlatformConfig
    from tasklab.workspace import Workspace

Result: TypeAlias = Literal["supported", "blocked", "cannot tell", "not begun"]


@dataclass(frozen=True)
class Attempt:
    """What became of one version."""

    name: Name
    result: Result
    reasons: tuple[str, ...] = ()
    """Why it is not supported."""
    report: Path | None = None
    """Where the reasons are told in full."""
    is_left_out: bool = False
    """Whether it was not asked for."""


class NotAReleaseError(Exception):
    """A version that the ledger knows no release of."""


@dataclass(frozen=True)
class Advancer:
    """Takes versions forward in one checkout."""

    workspace: Workspace
    judge: Judge
    verifier: Verifier
    now: Callable[[], datetime]
    note: Callable[[Name, str], None]

    def find_candidates(self, reading: PlatformReading) -> list[str]:
        """Find the versions that the lab may take forward alone, oldest first.

        Those are released and have no spec, or only the one that an earlier attempt left.
        """
        names = [version.version for version in reading.state.versions.values() if self._is_candidate(reading, version)]
        return sort_versions(names, reading.scheme)

    def _is_candidate(self, reading: PlatformReading, version: VersionState) -> bool:
        if not version.releases or version.is_withdrawn or version.retirement:
            return False
        path = self._path(reading, version.version)
        if not path.is_file():
            return True
        is_left = not version.promotions or "\ntodo:" in path.read_text(encoding="utf-8")
        return is_left and self.is_own(reading, version)

    def is_own(self, reading: PlatformReading, version: VersionState) -> bool:
        """Whether a version's spec is one that an attempt wrote and nobody has changed since."""
        path, scaffold = self._path(reading, version.version), self._plan(reading, version)
        return scaffold is not None and path.is_file() and scaffold.is_own(path.read_text(encoding="utf-8"))

    def advance(self, config: PlatformConfig, version: str) -> Attempt:
        """Take one version as far as possible.

        Raises: NotAReleaseError, OSError, and KeyboardInterrupt after its server has been stopped.
        """
        with hold_lock(self.workspace.cache / "advance" / f"{config.platform}.lock"):
            reading = read_platform(self.workspace, config, self.now())
            state = reading.state.versions.get(version)
            if state is None or not state.releases:
                known = ", ".join(name for name, each in reading.state.versions.items() if each.releases) or "none"
                raise NotAReleaseError(
                    f"the ledger knows no release of {config.platform} {version}, only of {known}: "
                    "run `tasklab watch`, or check the name"
                )
            return self._advance(reading, state)

    def _advance(self, reading: PlatformReading, state: VersionState) -> Attempt:
        name, path, scaffold = Name(reading.platform, state.version), self._path(reading, state.version), None
        obstacle = self.verifier.find_obstacle(name.platform, name.version)
        if obstacle is not None and not path.is_file():
            return Attempt(name, "not begun", (obstacle.reason,), is_left_out=obstacle.is_left_out)
        if not path.is_file() or self.is_own(reading, state):
            scaffold = self._plan(reading, state)
            if scaffold is None:
                text = f"no lower version has a spec to stand on: write the first with `tasklab new version {name}`"
                return Attempt(name, "blocked", (text,))
            _replace(path, scaffold.render())
        self.note(name, "generating")
        problems = self._generate(name)
        if problems:
            return self._leave(name, scaffold, "blocked", problems)
        ended = self._verify(name)
        answer = self.judge.settle(read_platform(self.workspace, reading.config, self.now()), name.version, self.now())
        if answer.is_yes:
            self._report_path(name).unlink(missing_ok=True)
            return Attempt(name, "supported")
        return self._leave(name, scaffold, *_word(answer, ended), answer=answer)

    def _generate(self, name: Name) -> tuple[str, ...]:
        try:
            spec = load_spec(self.workspace.specs, name.platform, name.version, self.workspace.cache / "spec")
        except InvalidSpecError as error:
            return tuple(str(each) for each in error.errors)
        report = generate_adapters([spec], self.workspace.connectors, is_whole=False)
        return tuple(str(problem) for problem in report.problems)

    def _verify(self, name: Name) -> Ended:
        obstacle = self.verifier.find_obstacle(name.platform, name.version)
        if obstacle is not None:
            return Ended(name, "not run", obstacle)
        ended: list[Ended] = []
        Schedule(self.verifier, self._is_current, self.note, ended.append, width=1).run([name])
        return ended[0]

    def _is_current(self, name: Name) -> bool:
        return self.judge.is_current(name.platform, name.version, self.now())

    def _leave(
        self,
        name: Name,
        scaffold: Scaffold | None,
        result: Result,
        reasons: tuple[str, ...],
        *,
        answer: GateAnswer | None = None,
    ) -> Attempt:
        """Leave a report, and a `todo` in a spec that is ours, so that it cannot pass the gate."""
        report = self._report_path(name)
        report.parent.mkdir(parents=True, exist_ok=True)
        _replace(report, render_shortfall(name, result, reasons, answer))
        if scaffold is not None:
            where = report.relative_to(self.workspace.root).as_posix()
            todo = f"{len(reasons)} reasons against it, see {where}; first: {reasons[0]}"
            _replace(self._path_of(name), scaffold.render([todo]))
            self._generate(name)
        return Attempt(name, result, reasons, report)

    def _plan(self, reading: PlatformReading, state: VersionState) -> Scaffold | None:
        window = find_window(reading.state, state)
        try:
            parent = find_parent(state.version, reading.specified, reading.scheme)
        except UnreadableVersionError:
            return None
        return plan_scaffold(reading.config, state.version, window, parent) if window and parent else None

    def _path(self, reading: PlatformReading, version: str) -> Path:
        return self._path_of(Name(reading.platform, version))

    def _path_of(self, name: Name) -> Path:
        return self.workspace.specs / name.platform / f"{name.version}.yaml"

    def _report_path(self, name: Name) -> Path:
        return self.workspace.reports / "advance" / f"{name.platform}-{name.version}.md"


def _word(answer: GateAnswer, ended: Ended) -> tuple[Result, tuple[str, ...]]:
    reasons = tuple(str(reason) for reason in answer.reasons if reason.effect != "remark")
    if ended.reason:
        return "cannot tell", (ended.reason, *reasons)
    return ("blocked" if answer.answer == "no" else "cannot tell"), reasons


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all, and only when it says something new."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
