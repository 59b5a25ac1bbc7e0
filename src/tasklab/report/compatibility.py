"""Folds the ledger's states, judged by the gate, into what the reports say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.ledger.fact import DOCUMENT, LEVELS
from tasklab.ledger.gate import check_promotion
from tasklab.ledger.outcome import find_level
from tasklab.ledger.version import sort_versions
from tasklab.report.part import Cell, Compatibility, CutPart, PlatformPart, RunPart, VersionPart, WaiverPart, WindowPart
from tasklab.unified.catalogue import METHODS
from tasklab.watch.window import find_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from tasklab.ledger.fact import Digests, EvidenceFact, MethodOutcome
    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.policy import Policy
    from tasklab.ledger.state import PlatformState, VersionState
    from tasklab.ledger.store import LedgerProblem
    from tasklab.report.part import Freshness, Verdict
    from tasklab.watch.config import PlatformConfig
    from tasklab.watch.window import Window


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
    return Compatibility(at.date(), tuple(METHODS), parts)


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
    links = config.links.model_dump(exclude_none=True)
    return PlatformPart(
        config.platform,
        config.name,
        config.summary,
        tuple(links.items()),
        tuple(versions),
        tuple(f"{alarm.source}: {alarm.because}" for alarm in state.alarms.values()),
        tuple(str(problem) for problem in source.problems if problem.severity == "error"),
    )


def _fold_version(
    source: Source, version: VersionState, answer: GateAnswer, digests: Digests | None, at: datetime
) -> VersionPart:
    evidence = version.latest_evidence
    freshness = _judge_freshness(evidence, digests)
    cells = tuple(_fold_cell(version, method, evidence, at.date(), freshness) for method in METHODS)
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
        run=_fold_run(evidence) if evidence else None,
        freshness=freshness,
        supported_at=version.promotions[0].at if version.promotions else None,
        window=_fold_window(window, at) if window else None,
        cut=_fold_cut(version),
        waivers=_fold_waivers(version, at.date()),
        cells=cells,
        why_not=tuple(why_not),
        remarks=tuple(str(reason) for reason in answer.reasons if reason.effect == "remark"),
    )


def _judge_freshness(evidence: EvidenceFact | None, digests: Digests | None) -> Freshness:
    if evidence is None or digests is None:
        return "not told"
    return "fresh" if evidence.digests == digests else "stale"


def _fold_run(evidence: EvidenceFact) -> RunPart:
    return RunPart(
        evidence.run,
        evidence.at,
        evidence.target.name,
        evidence.target.release,
        evidence.level,
        evidence.validated,
        evidence.command,
    )


def _fold_cell(
    version: VersionState, method: str, evidence: EvidenceFact | None, on: date, freshness: Freshness
) -> Cell:
    outcome = evidence.methods.get(method) if evidence else None
    waiver = version.find_waiver(method, on)
    if evidence is None or outcome is None:
        missing: Verdict = "waived" if waiver else "unverified"
        return Cell(method, missing, None, 0, freshness, (), "")
    verdict: Verdict = "unverified" if _proves_nothing(outcome) else outcome.verdict
    if waiver and verdict in {"failing", "unverified"}:
        verdict = "waived"
    # What a document alone shows was not seen on the target, whatever the run's level is.
    was_seen = verdict == "verified" or (verdict == "unavailable" and not outcome.proof.startswith(DOCUMENT))
    return Cell(
        method,
        verdict,
        find_level(evidence, outcome) if was_seen else None,
        outcome.passed,
        freshness,
        _word_reasons(outcome),
        outcome.proof,
    )


def _proves_nothing(outcome: MethodOutcome) -> bool:
    """Whether a claim has no case or proof behind it, or one against it; the gate does not count those either."""
    if outcome.verdict == "verified":
        return not outcome.passed or bool(outcome.failed or outcome.flaked)
    return outcome.verdict == "unavailable" and not outcome.proof


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
        corrections=tuple(
            f"{each.was_released_at:%Y-%m-%d} became {each.fact.released_at:%Y-%m-%d}: {each.fact.because}"
            for each in window.corrections
        ),
    )


def _fold_cut(version: VersionState) -> CutPart | None:
    last = version.sunset
    if last is None:
        return None
    return CutPart(last.cuts_on, last.source, last.url, tuple(fact.cuts_on for fact in version.sunsets[:-1]))


def _fold_waivers(version: VersionState, on: date) -> tuple[WaiverPart, ...]:
    return tuple(
        WaiverPart(fact.method, fact.because, fact.owner, fact.expires_on)
        for fact in version.waivers.values()
        if version.find_waiver(fact.method, on)
    )
