"""What the reports say: the ledger's states, judged by the gate, as plain data. Nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.ledger.fact import LEVELS
from tasklab.ledger.gate import check_promotion
from tasklab.ledger.version import sort_versions
from tasklab.unified.catalogue import METHODS
from tasklab.watch.window import find_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from tasklab.ledger.fact import Digests, EvidenceFact, Level, MethodOutcome
    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.policy import Policy
    from tasklab.ledger.state import PlatformState, Status, VersionState
    from tasklab.ledger.store import LedgerProblem
    from tasklab.watch.config import PlatformConfig
    from tasklab.watch.window import Window

Verdict: TypeAlias = Literal["verified", "failing", "unverified", "unavailable", "waived"]


@dataclass(frozen=True)
class Cell:
    """One unified method on one version."""

    method: str
    verdict: Verdict
    level: Level | None
    """Strength of the proof; None where there is none."""
    cases: int
    """Cases that passed."""
    is_stale: bool
    """Whether spec, adapter, suite or server changed since the run."""
    reasons: tuple[str, ...]
    proof: str
    """For `unavailable`: what proves it."""


@dataclass(frozen=True)
class WindowPart:
    """The support window of a version."""

    release: str
    released_at: datetime
    date_class: str
    """Who says when: `registry`, `vendor`, or `observed`."""
    source: str
    url: str
    noticed_at: datetime
    due_at: datetime
    result: str
    closed_at: datetime | None
    days_left: int | None
    """Whole days until it is due, negative when overdue; None when it is closed."""


@dataclass(frozen=True)
class VersionPart:
    """One tracked version of a platform."""

    version: str
    status: Status | Literal["upcoming"]
    level: Level | None
    """The lowest level among its verified methods."""
    has_spec: bool
    ran_release: str
    """The exact release the evidence was obtained from; empty without evidence."""
    ran_at: datetime | None
    command: str
    """What reproduces the evidence."""
    window: WindowPart | None
    cells: tuple[Cell, ...]
    """One for each method of the catalogue, in its order."""
    why_not: tuple[str, ...]
    """What the gate says against promoting it; for a supported version, against keeping it."""
    remarks: tuple[str, ...]

    def count(self, verdict: Verdict) -> int:
        """Count the methods with a verdict."""
        return sum(cell.verdict == verdict for cell in self.cells)


@dataclass(frozen=True)
class PlatformPart:
    """One platform."""

    platform: str
    name: str
    summary: str
    versions: tuple[VersionPart, ...]
    """Newest first."""
    alarms: tuple[str, ...]
    """Release sources that are in trouble."""
    problems: tuple[str, ...]
    """Lines of the ledger that cannot be read."""


@dataclass(frozen=True)
class Compatibility:
    """Everything the reports say, as of a moment."""

    format: int
    """Version of this shape; 1."""
    on: date
    """The day in UTC: a second report on the same day is the same, unless a fact was added."""
    methods: tuple[str, ...]
    platforms: tuple[PlatformPart, ...]


@dataclass(frozen=True)
class Source:
    """What one platform's part is made from."""

    config: PlatformConfig
    state: PlatformState
    specified: frozenset[str]
    """Versions that have a spec."""
    problems: Sequence[LedgerProblem] = ()


def fold_compatibility(
    sources: Iterable[Source],
    policy: Policy,
    find_digests: Callable[[str, str], Digests | None],
    at: datetime,
    *,
    find_todo: Callable[[str, str], Sequence[str]] = lambda _platform, _version: (),
) -> Compatibility:
    """Fold ledger states into what the reports say."""
    lookup = _Lookup(find_digests, find_todo)
    parts = tuple(_fold_platform(source, policy, lookup, at) for source in sources)
    return Compatibility(1, at.date(), tuple(METHODS), parts)


@dataclass(frozen=True)
class _Lookup:
    """What is asked of the repository for each version."""

    digests: Callable[[str, str], Digests | None]
    todo: Callable[[str, str], Sequence[str]]


def _fold_platform(source: Source, policy: Policy, lookup: _Lookup, at: datetime) -> PlatformPart:
    config, state = source.config, source.state
    scheme = config.watch.scheme if config.watch else "dotted"
    versions = []
    for name in reversed(sort_versions(state.versions, scheme)):
        digests = lookup.digests(config.platform, name) if name in source.specified else None
        answer = check_promotion(
            config.platform,
            name,
            state,
            policy,
            digests=digests,
            at=at,
            scheme=scheme,
            problems=source.problems,
            todo=lookup.todo(config.platform, name),
        )
        versions.append(_fold_version(source, state.versions[name], answer, digests, at))
    return PlatformPart(
        config.platform,
        config.name,
        config.summary,
        tuple(versions),
        tuple(f"{alarm.source}: {alarm.because}" for alarm in state.alarms.values()),
        tuple(str(problem) for problem in source.problems if problem.severity == "error"),
    )


def _fold_version(
    source: Source, version: VersionState, answer: GateAnswer, digests: Digests | None, at: datetime
) -> VersionPart:
    evidence = version.latest_evidence
    is_stale = evidence is not None and evidence.digests != digests
    cells = tuple(_fold_cell(version, method, evidence, at, is_stale=is_stale) for method in METHODS)
    levels = [cell.level for cell in cells if cell.level and cell.verdict == "verified"]
    window = find_window(source.state, version)
    why_not = [str(reason) for reason in answer.reasons if reason.effect != "remark"]
    if version.version not in source.specified:
        why_not.insert(0, f"no spec yet: run `tasklab advance {source.config.platform} {version.version}`")
    return VersionPart(
        version=version.version,
        status="upcoming" if version.is_upcoming else version.status,
        level=min(levels, key=LEVELS.index) if levels else None,
        has_spec=version.version in source.specified,
        ran_release=evidence.target.release if evidence else "",
        ran_at=evidence.at if evidence else None,
        command=evidence.command if evidence else "",
        window=_fold_window(window, at) if window else None,
        cells=cells,
        why_not=tuple(why_not),
        remarks=tuple(str(reason) for reason in answer.reasons if reason.effect == "remark"),
    )


def _fold_cell(
    version: VersionState, method: str, evidence: EvidenceFact | None, at: datetime, *, is_stale: bool
) -> Cell:
    outcome = evidence.methods.get(method) if evidence else None
    waiver = version.find_waiver(method, at.date())
    if outcome is None:
        verdict: Verdict = "waived" if waiver else "unverified"
        return Cell(method, verdict, None, 0, is_stale, (), "")
    verdict = outcome.verdict
    if waiver and verdict in {"failing", "unverified"}:
        verdict = "waived"
    has_proof = verdict in {"verified", "unavailable"}
    return Cell(
        method,
        verdict,
        outcome.level if has_proof else None,
        outcome.passed,
        is_stale,
        _word_reasons(outcome),
        outcome.proof,
    )


def _word_reasons(outcome: MethodOutcome) -> tuple[str, ...]:
    return tuple(f"{reason.case}: {reason.text}" for reason in outcome.reasons)


def _fold_window(window: Window, at: datetime) -> WindowPart:
    opened = window.opened_by
    return WindowPart(
        release=window.release,
        released_at=window.opened_at,
        date_class=opened.date_class,
        source=opened.source,
        url=opened.url,
        noticed_at=window.noticed_at,
        due_at=window.due_at,
        result=window.result,
        closed_at=window.closed_at,
        days_left=window.time_left(at).days if window.is_open else None,
    )
