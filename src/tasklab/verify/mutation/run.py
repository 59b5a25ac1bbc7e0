"""Proves the contract: runs it on adapters with a fault planted in each, and reports the share that it notices.

A twin is opened anew for each fault. A real server stays up while some faults are tried on it and is then started
afresh, so that what they leave behind does not slow the next ones down.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tasklab.adapter.registry import PACKAGE, module_name
from tasklab.verify.matrix import find_adapter_file
from tasklab.verify.mutation.mutant import choose_mutants, plant_mutants
from tasklab.verify.mutation.plan import Outcome, Plan, Planned, read_outcomes
from tasklab.verify.mutation.reach import find_hint, find_lines
from tasklab.verify.runner import RunFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.verify.contract.target_file import TargetFile
    from tasklab.verify.mutation.mutant import Mutant
    from tasklab.verify.runner import ContractRun

_BATCH = 8
"""Faulty adapters tried on one start of a server."""
_LONGEST_S = 4 * 3600.0


@dataclass(frozen=True)
class Trial:
    """What became of one planted fault."""

    platform: str
    version: str
    file: str
    """The adapter, relative to the folder of connectors."""
    mutant: Mutant
    caught_by: str
    """The first case that noticed; empty when none did."""
    reason: str = ""
    duration_s: float = 0.0

    @property
    def is_caught(self) -> bool:
        """Whether the contract noticed."""
        return bool(self.caught_by)


@dataclass(frozen=True)
class MutationResult:
    """What became of all planted faults."""

    trials: tuple[Trial, ...]

    @property
    def survivors(self) -> tuple[Trial, ...]:
        """The faults that no case noticed."""
        return tuple(trial for trial in self.trials if not trial.is_caught)

    @property
    def share(self) -> float:
        """Share of the faults that the contract noticed; 0 when none was planted."""
        return 1 - len(self.survivors) / len(self.trials) if self.trials else 0.0

    def of(self, platform: str) -> MutationResult:
        """Return what became of the faults in one platform's adapter."""
        return MutationResult(tuple(trial for trial in self.trials if trial.platform == platform))


def run_mutation(
    runs: Sequence[ContractRun], *, count: int, told: Callable[[Trial], None], jobs: int = 1
) -> MutationResult:
    """Plant `count` faults in the adapter of each version, one at a time, and run the contract on each.

    Raises: ServerUnavailable; RunFault when the contract fails on an adapter without a fault, or a run breaks off.
    """
    with ThreadPoolExecutor(jobs) as pool:
        try:
            trials = list(pool.map(lambda run: _try_version(run, count, told), runs))
        except BaseException:
            # Interrupted, or one version broke off: what the others have running ends with its servers.
            for run in runs:
                run.stop.set()
            raise
    return MutationResult(tuple(trial for found in trials for trial in found))


def _try_version(run: ContractRun, count: int, told: Callable[[Trial], None]) -> list[Trial]:
    file = find_adapter_file(run.workspace.connectors, run.platform, run.version)
    if file is None:
        raise RunFault(f"{run.platform} {run.version} has no adapter: run `tasklab generate`")
    source = file.read_text(encoding="utf-8")
    chosen = choose_mutants(plant_mutants(source), count, run.platform)
    with tempfile.TemporaryDirectory(prefix="tasklab-mutation-") as folder:
        trying = _Trying(run, source, chosen, Path(folder), told)
        while len(trying.trials) < len(chosen):
            with run.open_target() as provided:
                trying.go_on(provided.file)
    return trying.trials


class _Trying:
    """Faults of one version, some of them tried already."""

    def __init__(
        self, run: ContractRun, source: str, chosen: Sequence[Mutant], folder: Path, told: Callable[[Trial], None]
    ) -> None:
        self._run, self._source, self._chosen = run, source, chosen
        self._folder, self._told = folder, told
        self._outcomes = folder / "outcomes.jsonl"
        self.trials: list[Trial] = []

    def go_on(self, target: TargetFile) -> None:
        """Try the next faults on a target."""
        begin = len(self.trials)
        end = begin + _BATCH if target.twin is None else len(self._chosen)
        plan = Plan(
            original=self._source,
            reach=str(self._folder / "reach.json"),
            outcomes=str(self._outcomes),
            faults=tuple(self._planned(number) for number in range(begin, min(end, len(self._chosen)))),
        )
        file = self._folder / "plan.json"
        file.write_bytes(msgspec.json.encode(plan))
        options = ("-p", "tasklab.verify.mutation.plugin", "--plan", str(file), "--no-rerun")
        self._run.watch_cases(target, options=options, longest_s=_LONGEST_S, tick=self._collect)
        self._collect()
        if len(self.trials) < begin + len(plan.faults):
            raise RunFault(f"a run of faults ended in the middle: see {self._run.kept_dir / 'pytest.log'}")

    def _planned(self, number: int) -> Planned:
        mutant = self._chosen[number]
        tree = mutant.original.tree
        return Planned(
            number=number,
            operator=mutant.operator,
            source=mutant.source,
            lines=find_lines(tree, mutant.line),
            hint=find_hint(tree, mutant.line),
        )

    def _collect(self) -> None:
        """Take up the outcomes that were written since the last time."""
        found = read_outcomes(self._outcomes)
        if found and found[0].number < 0:
            raise RunFault(
                f"{self._run.platform} {self._run.version} fails without a planted fault ({found[0].caught_by}: "
                f"{found[0].reason}): mend that first"
            )
        for outcome in found[len(self.trials) :]:
            self.trials.append(self._trial(outcome))
            self._told(self.trials[-1])

    def _trial(self, outcome: Outcome) -> Trial:
        run, mutant = self._run, self._chosen[outcome.number]
        file = str(Path(PACKAGE, *module_name(run.platform, run.version).split(".")).with_suffix(".py"))
        return Trial(run.platform, run.version, file, mutant, outcome.caught_by, outcome.reason, outcome.duration_s)
