"""Proves the contract: runs it on adapters with a fault planted in each, and reports the share that it notices.

The server of a version stays up while one faulty adapter after another is tried on it; it is started afresh now and
then, so that what they leave behind does not slow the next ones down.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.adapter.registry import PACKAGE, module_name
from tasklab.verify.matrix import find_adapter_file
from tasklab.verify.mutant import Mutant, choose_mutants, plant_mutants
from tasklab.verify.runner import RunFault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.verify.contract.target_file import TargetFile
    from tasklab.verify.evidence import Record
    from tasklab.verify.runner import ContractRun

_BATCH = 6
"""Faulty adapters tried on one start of the server."""


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


def run_mutation(
    runs: Sequence[ContractRun], *, count: int, told: Callable[[Trial], None], width: int = 2
) -> MutationResult:
    """Plant `count` faults in the adapter of each version, one at a time, and run the contract on each.

    Raises: ServerUnavailable; RunFault when the contract fails on an adapter without a fault, or a run breaks off.
    """
    with ThreadPoolExecutor(width) as pool:
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
    chosen = choose_mutants(plant_mutants(source), count)
    with run.open_target() as provided:
        record = run.watch_cases(provided.file, is_first=True)
        _require_clean(run, record)
    trials: list[Trial] = []
    for begin in range(0, len(chosen), _BATCH):
        with run.open_target() as provided:
            for mutant in chosen[begin : begin + _BATCH]:
                trials.append(_try_mutant(run, provided.file, mutant))
                told(trials[-1])
    return trials


def _require_clean(run: ContractRun, record: Record) -> None:
    failing = [case for case in record.cases if case.outcome == "failed"]
    if failing:
        raise RunFault(
            f"{run.platform} {run.version} fails without a planted fault ({failing[0].case}: {failing[0].reason}): "
            "mend that first"
        )


def _try_mutant(run: ContractRun, target: TargetFile, mutant: Mutant) -> Trial:
    relative = Path(PACKAGE, *module_name(run.platform, run.version).split(".")).with_suffix(".py")
    with tempfile.TemporaryDirectory(prefix="tasklab-mutant-") as folder:
        file = Path(folder) / relative
        file.parent.mkdir(parents=True)
        for package in (file.parent, file.parent.parent):
            (package / "__init__.py").write_text('"""A copy with a planted fault."""\n', encoding="utf-8")
        file.write_text(mutant.source, encoding="utf-8")
        asked = replace(run, first_method=mutant.method)
        try:
            record = asked.watch_cases(target, connectors=Path(folder), is_first=True)
        except RunFault as fault:
            if run.stop.is_set():
                raise
            # An adapter that cannot even be imported, or hangs the run, has not got past the contract.
            return Trial(run.platform, run.version, str(relative), mutant, "the run itself", str(fault))
    failing = next((case for case in record.cases if case.outcome == "failed"), None)
    caught, reason = (failing.case, failing.reason) if failing else ("", "")
    return Trial(run.platform, run.version, str(relative), mutant, caught, reason)
