"""Whether the ledger's files are in order: each problem with its file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.ledger import fact as f
from tasklab.ledger.store import LedgerProblem, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tasklab.ledger.store import Ledger, Severity


def check_ledger(folder: Path, now: datetime) -> list[LedgerProblem]:
    """Check every ledger file of a folder.

    Raises: OSError when a file cannot be opened.
    """
    return [problem for path in sorted(folder.glob("*.jsonl")) for problem in check_file(path, path.read_bytes(), now)]


def check_file(path: Path, data: bytes, now: datetime) -> list[LedgerProblem]:
    """Check the bytes of one ledger file."""
    problems: list[LedgerProblem] = []
    facts: list[tuple[int, f.AnyFact]] = []
    for number, item in read_lines(path, data):
        if isinstance(item, LedgerProblem):
            problems.append(item)
        else:
            facts.append((number, item))
    problems += [
        LedgerProblem(path, number, f"{text}: append a fact that corrects it", severity)
        for number, text, severity in [*_check_each(path.stem, facts, now), *_check_together(facts)]
    ]
    return sorted(problems, key=lambda problem: problem.line)


def check_future(ledger: Ledger, now: datetime) -> list[LedgerProblem]:
    """Check that no fact of a ledger says to have been written later than now: a wrong clock decides nothing."""
    return [
        LedgerProblem(ledger.path, number, f"written at {fact.at.isoformat()}, which is in the future")
        for number, fact in enumerate(ledger.facts, 1)
        if fact.at > now
    ]


def _check_each(
    platform: str, facts: list[tuple[int, f.AnyFact]], now: datetime
) -> Iterator[tuple[int, str, Severity]]:
    for number, fact in facts:
        if fact.platform != platform:
            yield number, f"a fact about {fact.platform!r} in the file of {platform!r}", "error"
        if fact.at > now:
            yield number, f"written at {fact.at.isoformat()}, which is in the future", "error"
        match fact:
            case f.UnknownFact():
                yield number, f"unknown kind {fact.kind!r}: kept, not counted", "note"
            case f.ReleaseFact() if fact.released_at > fact.at:
                yield number, f"released at {fact.released_at.isoformat()}, after it was written down", "error"
            case f.ReleaseFact() if fact.corrects is not None and not fact.because:
                yield number, "a correction without a reason", "error"
            case f.WaiverFact() if fact.expires_on < fact.at.date():
                yield number, f"a waiver that had expired on {fact.expires_on} when it was made", "error"
            case f.WaiverFact() if not (fact.owner.strip() and fact.because.strip()):
                yield number, "a waiver without an owner or a reason", "error"
            case _:
                pass


def _check_together(facts: list[tuple[int, f.AnyFact]]) -> Iterator[tuple[int, str, Severity]]:
    """Check what only the whole file shows: repeated lines, runs and releases that are spoken of and not there."""
    lines: dict[bytes, int] = {}
    run_lines: dict[str, int] = {}
    runs = {fact.run for _, fact in facts if isinstance(fact, f.EvidenceFact)}
    releases = {(fact.version, fact.release) for _, fact in facts if isinstance(fact, f.ReleaseFact | f.UpcomingFact)}
    for number, fact in facts:
        first = lines.setdefault(f.render_fact(fact), number)
        if first != number:
            yield number, f"the same fact as line {first}", "note"
        if isinstance(fact, f.EvidenceFact) and first == number:
            other = run_lines.setdefault(fact.run, number)
            if other != number:
                yield number, f"run {fact.run!r} says something else than in line {other}", "error"
        if isinstance(fact, f.PromotionFact) and fact.run not in runs:
            yield number, f"promoted on run {fact.run!r}, which is not in the ledger", "error"
        if isinstance(fact, f.WithdrawnFact) and (fact.version, fact.release) not in releases:
            yield number, f"{fact.release} was withdrawn, and the ledger knows no such release", "error"
