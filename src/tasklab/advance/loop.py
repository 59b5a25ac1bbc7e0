"""The lab's main job: every version with a spec verified and judged, every new release taken forward."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.advance.reading import read_all, read_platform
from tasklab.advance.schedule import Ended, Name, Schedule
from tasklab.generate.generation import generate_all
from tasklab.ledger.version import sort_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tasklab.advance.attempt import Advancer, Attempt
    from tasklab.advance.judgement import Judge
    from tasklab.advance.reading import PlatformReading
    from tasklab.advance.verifier import Verifier
    from tasklab.ledger.gate import GateAnswer
    from tasklab.watch.config import PlatformConfig
    from tasklab.workspace import Workspace


@dataclass
class LoopResult:
    """What the loop did, as far as it came."""

    regenerated: tuple[str, ...] = ()
    """Adapters that were not what their specs say, and were written again."""
    problems: tuple[str, ...] = ()
    """Specs that give no adapter."""
    ended: dict[Name, Ended] = field(default_factory=dict)
    answers: dict[Name, GateAnswer] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    is_interrupted: bool = False


@dataclass(frozen=True)
class Loop:
    """One pass over a checkout; a second pass does only what is stale."""

    workspace: Workspace
    configs: Sequence[PlatformConfig]
    judge: Judge
    verifier: Verifier
    advancer: Advancer
    now: Callable[[], datetime]
    note: Callable[[Name, str], None]
    """Told how far a version is."""
    told: Callable[[Name, Ended, GateAnswer], None]
    """Told as each version is judged."""

    def run(self) -> LoopResult:
        """Run the loop; an interruption ends it early, with everything finished kept."""
        result = LoopResult()
        try:
            self._generate(result)
            self._verify(result)
            self._advance(result)
        except KeyboardInterrupt:
            result.is_interrupted = True
        return result

    def _generate(self, result: LoopResult) -> None:
        report = generate_all(self.workspace.specs, self.workspace.connectors)
        result.regenerated = report.written
        result.problems = tuple(str(problem) for problem in report.problems)

    def _verify(self, result: LoopResult) -> None:
        names = [name for reading in self._read() for name in self._plan(reading)]
        obstacles = {name: self.verifier.find_obstacle(name.platform, name.version) for name in names}
        settling = _Settling(self, names, result)
        for name, obstacle in obstacles.items():
            if obstacle is not None:
                settling.end(Ended(name, "not run", obstacle))
        schedule = Schedule(self.verifier, self._is_current, self.note, settling.end)
        schedule.run(_interleave([name for name in names if obstacles[name] is None]))

    def _plan(self, reading: PlatformReading) -> list[Name]:
        """Name the versions with a spec, oldest first, without those that an attempt takes care of."""
        left = set(self.advancer.find_candidates(reading))
        versions = [version for version in reading.specified if version not in left]
        return [Name(reading.platform, version) for version in sort_versions(versions, reading.scheme)]

    def _advance(self, result: LoopResult) -> None:
        for reading in self._read():
            for version in self.advancer.find_candidates(reading):
                result.attempts.append(self.advancer.advance(reading.config, version))

    def _read(self) -> list[PlatformReading]:
        return read_all(self.workspace, self.configs, self.now())

    def _is_current(self, name: Name) -> bool:
        return self.judge.is_current(name.platform, name.version, self.now())

    def settle(self, ended: Ended) -> GateAnswer:
        """Judge a version whose older ones have been judged, and write down what follows."""
        config = next(each for each in self.configs if each.platform == ended.name.platform)
        reading = read_platform(self.workspace, config, self.now())
        answer = self.judge.settle(reading, ended.name.version, self.now())
        self.told(ended.name, ended, answer)
        return answer


class _Settling:
    """Judges versions in their order, whatever order they end in: parity is with the supported one before."""

    def __init__(self, loop: Loop, names: Sequence[Name], result: LoopResult) -> None:
        self._loop, self._result = loop, result
        self._waiting: dict[str, list[Name]] = {}
        for name in names:
            self._waiting.setdefault(name.platform, []).append(name)

    def end(self, ended: Ended) -> None:
        """Take in how a version ended, and judge every version that nothing older is waited for."""
        self._result.ended[ended.name] = ended
        waiting = self._waiting[ended.name.platform]
        while waiting and waiting[0] in self._result.ended:
            name = waiting.pop(0)
            self._result.answers[name] = self._loop.settle(self._result.ended[name])


def _interleave(names: Sequence[Name]) -> list[Name]:
    """Take platforms in turn, so that an interruption leaves something of each."""
    platforms: dict[str, list[Name]] = {}
    for name in names:
        platforms.setdefault(name.platform, []).append(name)
    longest = max(map(len, platforms.values()), default=0)
    return [row[place] for place in range(longest) for row in platforms.values() if place < len(row)]
