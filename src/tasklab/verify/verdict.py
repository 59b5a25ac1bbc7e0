"""Verdicts: what the cases of a run say about each unified method. They fail closed: no case, no pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tasklab.ledger.fact import DOCUMENT, CaseReason, EvidenceFact, MethodOutcome
from tasklab.unified.catalogue import METHODS
from tasklab.verify.parity import find_differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tasklab.ledger.fact import Level, Outcome
    from tasklab.verify.case import CaseRecord
    from tasklab.verify.evidence import Evidence

_PARITY = "contract_tests/test_parity.py::test_the_scenario_gives_what_it_gave"
_MOST_REASONS = 5
_COUNTED = ("passed", "failed", "flaked", "skipped")


@dataclass(frozen=True)
class Parity:
    """How the fixed scenario went against the previous version."""

    previous: str = ""
    """The version compared with; empty when there was none to compare with."""
    differences: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What differs, by method."""


def compare(evidence: Evidence, previous: Evidence | None) -> Parity:
    """Compare the scenario of a run with that of the previous version; only runs of the same suite can be compared."""
    if previous is None or previous.header.digests.suite != evidence.header.digests.suite:
        return Parity()
    now = evidence.scenario
    differences = {
        method: find_differences(before, now[method]) for method, before in previous.scenario.items() if method in now
    }
    return Parity(previous.header.version, {method: found for method, found in differences.items() if found})


def fold_methods(evidence: Evidence, unavailable: Mapping[str, str], parity: Parity) -> dict[str, MethodOutcome]:
    """Fold the cases of a run into a verdict for every method of the catalogue.

    `unavailable` maps the methods that the version declares unavailable to the address of who says so.
    """
    by_method: dict[str, list[CaseRecord]] = {name: [] for name in METHODS}
    for case in evidence.cases:
        for name in case.methods:
            by_method[name].append(case)
    level, stopped = evidence.header.level, evidence.header.stopped
    return {
        name: _fold(name, cases, level, stopped=stopped, unavailable=unavailable, parity=parity)
        for name, cases in by_method.items()
    }


def _fold(
    name: str,
    cases: Sequence[CaseRecord],
    level: Level,
    *,
    stopped: str,
    unavailable: Mapping[str, str],
    parity: Parity,
) -> MethodOutcome:
    count = {outcome: sum(case.outcome == outcome for case in cases) for outcome in _COUNTED}
    reasons = [_word(case) for case in cases if case.outcome in {"failed", "flaked"}]
    lost = parity.differences.get(name, ())
    if lost:
        text = f"not as on {parity.previous}: {'; '.join(lost[:_MOST_REASONS])}"
        reasons.append(CaseReason(case=f"{_PARITY}[{name}]", text=text))
    proof = "" if reasons else _proof(cases, unavailable.get(name, ""))
    why = "" if reasons else stopped or _why_unverified(cases, name in unavailable, proof, count["passed"])
    verdict: Outcome = "unavailable" if name in unavailable else "verified"
    return MethodOutcome(
        verdict="failing" if reasons else "unverified" if why else verdict,
        level=level,
        passed=count["passed"],
        failed=count["failed"] + bool(lost),
        flaked=count["flaked"],
        skipped=count["skipped"],
        reasons=reasons[:_MOST_REASONS] or ([CaseReason(case="", text=why)] if why else []),
        proof="" if why else proof,
    )


def _why_unverified(cases: Sequence[CaseRecord], is_unavailable: bool, proof: str, passed: int) -> str:
    if is_unavailable:
        return "" if proof else "it is declared unavailable, and no case showed it"
    if passed:
        return ""
    skipped = next((case.reason for case in cases if case.outcome == "skipped"), "")
    return f"no case ran: {skipped}" if skipped else "no case ran"


def _proof(cases: Iterable[CaseRecord], source: str) -> str:
    for case in cases:
        if case.outcome == "passed" and case.proof == "refused":
            return f"the target refuses or lacks it: {case.case}"
        if case.outcome == "passed" and case.proof == "document":
            return f"{DOCUMENT}{source}; no call can show it on the target"
    return ""


def _word(case: CaseRecord) -> CaseReason:
    return CaseReason(case=case.case, text=case.reason, is_flaky=case.outcome == "flaked")


def summarise(evidence: Evidence, unavailable: Mapping[str, str], previous: Evidence | None) -> EvidenceFact:
    """Summarise a run as a fact for the ledger."""
    header = evidence.header
    return EvidenceFact(
        platform=header.platform,
        at=header.at,
        version=header.version,
        run=header.run,
        digests=header.digests,
        target=header.target,
        level=header.level,
        methods=fold_methods(evidence, unavailable, compare(evidence, previous)),
        duration_s=header.duration_s,
        command=header.command,
        validated=header.validated,
    )
