"""What a benchmark says: a ratio, its bar, and the baseline it was measured against."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured ratio."""

    name: str
    value: float
    bar: float
    baseline: str
    """What one means, with its version."""
    unit: str = "x"
    is_floor: bool = False
    """Whether the bar is the least that is wanted; otherwise it is the most."""

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.value >= self.bar if self.is_floor else self.value <= self.bar


def cpu_of_command(argv: Sequence[str], *, runs: int = 9) -> float:
    """Measure the CPU seconds (user and system) of a whole process: the median of several runs after a warm-up."""
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    figures = []
    for _ in range(runs):
        before = cpu_of_children()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        figures.append(cpu_of_children() - before)
    return statistics.median(figures)


def keeping_bytecode(folder: Path) -> dict[str, str]:
    """Return an environment whose processes compile what they import once, into a folder."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**env, "PYTHONPYCACHEPREFIX": str(folder)}


def cpu_of_children() -> float:
    """Return the CPU seconds, user and system, of all processes that ended so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def paired_ratio(work: Callable[[], object], baseline: Callable[[], object], *, pairs: int = 15) -> float:
    """Measure the CPU time of `work` as a multiple of `baseline`: the median over interleaved pairs."""
    work(), baseline()
    ratios = []
    for _ in range(pairs):
        start = time.process_time_ns()
        work()
        middle = time.process_time_ns()
        baseline()
        ratios.append((middle - start) / max(1, time.process_time_ns() - middle))
    return statistics.median(ratios)
