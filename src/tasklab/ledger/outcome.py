"""Whether the outcomes of a run are enough: per method, and against the previous supported version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tasklab.ledger.fact import LEVELS
from tasklab.ledger.reason import GateReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tasklab.ledger.fact import EvidenceFact, Level, MethodOutcome
    from tasklab.ledger.policy import PlatformPolicy
    from tasklab.ledger.reason import Effect, Rule
    from tasklab.ledger.state import VersionState


@dataclass(frozen=True)
class Question:
    """What is asked about: one version, by one run, under one policy, on one day."""

    platform: str
    version: VersionState
    evidence: EvidenceFact
    policy: PlatformPolicy
    on: date
    spec_lines: Mapping[str, str]

    def reason(
        self, method: str, text: str, effect: Effect = "no", rule: Rule = "method", case: str = ""
    ) -> GateReason:
        """Word a reason about a method, with the command that reproduces it."""
        command = f"tasklab verify {self.platform} {self.version.version} --method {method}"
        line = self.spec_lines.get(method, "")
        return GateReason(effect, rule, text, method=method, case=case, command=command, spec_line=line)


def find_level(evidence: EvidenceFact, outcome: MethodOutcome) -> Level:
    """Find the strength of an outcome's proof: never more than that of the run it belongs to."""
    return min(evidence.level, outcome.level, key=LEVELS.index)


def check_methods(question: Question, previous: VersionState | None) -> list[GateReason]:
    """Check every method that is required, that the run speaks of, or that the previous version had verified."""
    had = _find_verified(previous) if previous else set()
    methods = sorted(question.policy.required | question.evidence.methods.keys() | had)
    reasons: list[GateReason] = []
    for method in methods:
        found = list(_check_method(question, method))
        if method in had and not found:
            found = list(_check_parity(question, method, previous.version if previous else ""))
        reasons += _waive(question, method, found)
    if previous and previous.promoted_evidence is None:
        text = f"parity with {previous.version} cannot be told: the run it was promoted on is not in the ledger"
        command = f"tasklab verify {question.platform} {previous.version}"
        reasons.append(GateReason("unknown", "parity", text, command=command))
    return reasons


def _find_verified(version: VersionState) -> set[str]:
    evidence = version.promoted_evidence
    return {name for name, item in evidence.methods.items() if item.verdict == "verified"} if evidence else set()


def _check_method(question: Question, method: str) -> Iterable[GateReason]:
    outcome = question.evidence.methods.get(method)
    if outcome is None:
        yield question.reason(method, "unverified: the run says nothing about it")
    elif outcome.verdict == "failing" or outcome.failed or outcome.flaked:
        yield from _word_failures(question, method, outcome)
    elif outcome.verdict == "unverified":
        text = outcome.reasons[0].text if outcome.reasons else "no case ran"
        yield question.reason(method, f"unverified: {text}")
    elif outcome.verdict == "unavailable" and not outcome.proof:
        yield question.reason(method, "said to be unavailable, and nothing proves it")
    elif outcome.verdict == "verified" and not outcome.passed:
        yield question.reason(method, "said to be verified, and no case passed")
    elif not question.policy.is_enough(level := find_level(question.evidence, outcome)):
        reason = question.reason(method, "the proof is too weak", rule="level")
        yield replace(reason, level_needed=question.policy.level, level_had=level)


def _word_failures(question: Question, method: str, outcome: MethodOutcome) -> Iterable[GateReason]:
    for item in outcome.reasons:
        kind = "flaky" if item.is_flaky else "failing"
        yield question.reason(method, f"{kind}: {item.text}", case=item.case)
    if not outcome.reasons:
        yield question.reason(method, f"failing: {outcome.failed} cases failed, {outcome.flaked} are flaky")


def _check_parity(question: Question, method: str, previous: str) -> Iterable[GateReason]:
    outcome = question.evidence.methods[method]
    is_proven_core = outcome.verdict == "unavailable" and method in question.policy.required
    if outcome.verdict != "verified" and not is_proven_core:
        yield question.reason(
            method, f"{outcome.verdict}, and {previous} has it verified: parity is lost", rule="parity"
        )


def _waive(question: Question, method: str, reasons: list[GateReason]) -> list[GateReason]:
    """Turn reasons into a remark where a valid waiver says so; say why where one does not count."""
    waiver = question.version.waivers.get(method)
    if not reasons or waiver is None:
        return reasons
    if question.version.find_waiver(method, question.on):
        text = f"waived by {waiver.owner} until {waiver.expires_on}: {waiver.because} ({reasons[0].text})"
        return [question.reason(method, text, "remark", "waiver")]
    text = f"its waiver by {waiver.owner} expired on {waiver.expires_on}"
    if waiver.expires_on >= question.on:
        text = "its waiver names no owner or no reason, so it does not count"
    return [*reasons, question.reason(method, text, rule="waiver")]
