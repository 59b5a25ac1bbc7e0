"""How long the gate takes on a ledger of 100,000 facts: reading, folding and answering for the whole lab."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.report.builder import DIGESTS, NOW, POLICY, build_large_lab, write_ledger

from bench.figure import Figure
from tasklab.ledger.gate import GateAnswer, check_release
from tasklab.ledger.state import fold_state
from tasklab.ledger.store import read_ledger

FACTS, RUNS_IN = 100_000, 10
BAR_MS = 300.0
RUNS = 7


def measure() -> list[Figure]:
    """Ask about all served versions, from the files on disk, and compare with reading their JSON alone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_ledger(build_large_lab(FACTS, runs_in=RUNS_IN), folder)
        size_mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        answer = ask(folder)
        assert answer.reasons, "the generated lab has versions that are broken, failing and stale"
        gate_ms = cpu_ms(lambda: ask(folder))
        plain_ms = cpu_ms(lambda: load(folder))
    what = f"CPU, {FACTS} facts in 60 files, one in {RUNS_IN} a run of 47 methods, {size_mb:.0f} MB"
    return [
        Figure("gate over the whole lab", gate_ms, BAR_MS, what, unit="ms"),
        Figure("gate over the whole lab", gate_ms / plain_ms, 0.6, "json.loads of the same lines"),
    ]


def ask(folder: Path) -> GateAnswer:
    """Read, fold and answer."""
    ledgers = [read_ledger(path, sealed=True) for path in sorted(folder.glob("*.jsonl"))]
    states = [fold_state(ledger.facts, platform=ledger.path.stem, at=NOW) for ledger in ledgers]
    problems = [problem for ledger in ledgers for problem in ledger.problems]
    return check_release(states, POLICY, lambda _platform, _version: DIGESTS, NOW, problems=problems)


def load(folder: Path) -> None:
    """Read the same lines as plain JSON."""
    for path in folder.glob("*.jsonl"):
        for line in path.read_bytes().splitlines():
            json.loads(line)


def cpu_ms(work: object) -> float:
    """Return the CPU milliseconds of some work: the median of several runs after a warm-up."""
    assert callable(work)
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1e3)
    return statistics.median(times)
