"""One round of the watcher at one platform, from its file to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.ledger.state import fold_state
from tasklab.ledger.store import LedgerProblem, append_facts, read_ledger
from tasklab.watch.fetch import ConditionalFetch
from tasklab.watch.question import ask_sources, load_memory, remember, save_memory
from tasklab.watch.watcher import WatchResult, watch_platform

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tasklab.watch.config import PlatformConfig
    from tasklab.watch.fetch import Fetch


@dataclass(frozen=True)
class Places:
    """Where a round reads and writes."""

    ledger: Path
    """The folder of `<platform>.jsonl`."""
    cache: Path
    """`.tasklab/watch`: kept answers and counts; may be removed at any time."""


@dataclass(frozen=True)
class RoundReport:
    """What a round did."""

    platform: str
    result: WatchResult
    problems: tuple[LedgerProblem, ...] = ()
    """Problems of the ledger's file; while there are errors, nothing is written."""


def run_round(
    config: PlatformConfig, places: Places, fetch: Fetch, now: Callable[[], datetime], *, is_dry: bool = False
) -> RoundReport:
    """Ask a platform's sources and append what is new; with `is_dry` only say what would be.

    Raises: OSError, LedgerBusyError, ValueError when the platform is not watched.
    """
    if config.watch is None:
        raise ValueError(f"{config.platform} has no `watch` in its platform.yaml: nothing to ask")
    path, memory_path = places.ledger / f"{config.platform}.jsonl", places.cache / f"{config.platform}.json"
    memory = load_memory(memory_path)
    kept = ConditionalFetch(fetch, places.cache / "kept")
    answers, waits = ask_sources(config.watch.sources, kept, memory, now())
    # Read after asking, which is what takes the time: another round may have written meanwhile.
    ledger = read_ledger(path)
    moment = now()
    state = fold_state(ledger.facts, platform=config.platform, at=moment)
    result = watch_platform(config, answers, state, moment)
    problems = list(ledger.problems)
    if not is_dry:
        save_memory(memory_path, remember(memory, answers, result.troubles, waits, moment))
        if ledger.is_readable:
            mended = append_facts(path, result.facts)
            problems += [mended] if mended else []
    return RoundReport(config.platform, result, tuple(problems))
