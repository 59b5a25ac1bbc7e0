"""The gate, asked about what is in the repository now, and what follows: promoted, broken, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.advance.reading import ledger_path
from tasklab.ledger.fact import LEVELS, BrokenFact, PromotionFact
from tasklab.ledger.gate import check_promotion
from tasklab.ledger.outcome import find_level
from tasklab.ledger.state import fold_state
from tasklab.ledger.store import append_facts, read_ledger
from tasklab.spec.load import load_spec
from tasklab.spec.problem import InvalidSpecError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tasklab.advance.reading import PlatformReading
    from tasklab.ledger.fact import Digests, KnownFact
    from tasklab.ledger.gate import GateAnswer
    from tasklab.ledger.policy import Policy
    from tasklab.ledger.state import VersionState
    from tasklab.workspace import Workspace

_METHOD_KEY = 2


@dataclass(frozen=True)
class Judge:
    """Asks the gate about a checkout under its policy, and writes down what follows."""

    workspace: Workspace
    policy: Policy
    by: str
    """Who promotes: `tasklab lab`, a person."""
    find_digests: Callable[[str, str], Digests | None]
    """Finds the digests of what is in the repository, and installed, now."""

    def ask(self, reading: PlatformReading, version: str, at: datetime) -> GateAnswer:
        """Ask whether one version may be promoted."""
        workspace, platform = self.workspace, reading.platform
        return check_promotion(
            platform,
            version,
            reading.state,
            self.policy,
            digests=self.find_digests(platform, version),
            at=at,
            scheme=reading.scheme,
            problems=reading.ledger.problems,
            spec_lines=find_spec_lines(workspace, reading, version),
            todo=find_todo(workspace, platform, version),
        )

    def is_current(self, platform: str, version: str, at: datetime) -> bool:
        """Whether a version's latest evidence is of what is in the repository, and installed, now."""
        facts = read_ledger(ledger_path(self.workspace, platform)).facts
        state = fold_state(facts, platform=platform, at=at).versions.get(version)
        evidence = state.latest_evidence if state else None
        return evidence is not None and evidence.digests == self.find_digests(platform, version)

    def promote(self, reading: PlatformReading, version: str, at: datetime) -> tuple[GateAnswer, bool]:
        """Ask the gate and write the promotion down; returns its answer, and whether a fact was added.

        A version that stands on the same evidence already is left as it is.
        """
        answer, state = self.ask(reading, version, at), reading.state.versions.get(version)
        fact = find_promotion(answer, state, at, self.by) if state else None
        return answer, self._append(reading.platform, fact)

    def settle(self, reading: PlatformReading, version: str, at: datetime) -> GateAnswer:
        """Promote a version, or write down that evidence has turned against it."""
        answer, state = self.ask(reading, version, at), reading.state.versions.get(version)
        if state is not None:
            self._append(reading.platform, find_promotion(answer, state, at, self.by) or find_break(answer, state, at))
        return answer

    def _append(self, platform: str, fact: KnownFact | None) -> bool:
        if fact is not None:
            append_facts(ledger_path(self.workspace, platform), [fact])
        return fact is not None


def find_spec_lines(workspace: Workspace, reading: PlatformReading, version: str) -> dict[str, str]:
    """Find where each method of a version stands in the specs, as `file:line`; nothing when its spec is not valid."""
    if version not in reading.specified:
        return {}
    try:
        loaded = load_spec(workspace.specs, reading.platform, version, workspace.cache / "spec")
    except InvalidSpecError:
        return {}
    return {
        key[1]: f"specs/{place.file}:{place.line}"
        for key, place in loaded.positions.items()
        if len(key) == _METHOD_KEY and key[0] in {"methods", "unavailable"} and isinstance(key[1], str)
    }


def find_todo(workspace: Workspace, platform: str, version: str) -> list[str]:
    """Find what a spec says is not sure yet; nothing for a version without a spec.

    A spec that cannot be loaded has no digest either, which stops it at the gate.
    """
    if not (workspace.specs / platform / f"{version}.yaml").is_file():
        return []
    try:
        mapping = load_spec(workspace.specs, platform, version, workspace.cache / "spec").mapping
    except InvalidSpecError:
        return []
    return [str(item) for item in mapping.get("todo", [])]


def find_promotion(answer: GateAnswer, state: VersionState, at: datetime, by: str) -> PromotionFact | None:
    """Find the promotion that follows from an answer.

    None without a yes, and when the version is supported on the same evidence already.
    """
    evidence = state.latest_evidence
    if not answer.is_yes or evidence is None:
        return None
    if state.status == "supported" and state.promotion and state.promotion.run == evidence.run:
        return None
    levels = [find_level(evidence, outcome) for outcome in evidence.methods.values() if outcome.verdict == "verified"]
    level = min(levels, key=LEVELS.index) if levels else evidence.level
    return PromotionFact(platform=evidence.platform, at=at, version=state.version, run=evidence.run, level=level, by=by)


def find_break(answer: GateAnswer, state: VersionState, at: datetime) -> BrokenFact | None:
    """Find that newer evidence has turned against a version that is served; a doubt alone breaks nothing."""
    evidence = state.latest_evidence
    is_served = state.status in {"supported", "deprecated"}
    if answer.answer != "no" or not is_served or evidence is None or state.promotion is None:
        return None
    if evidence.run == state.promotion.run:
        return None
    first = next(reason for reason in answer.reasons if reason.effect == "no")
    return BrokenFact(platform=evidence.platform, at=at, version=state.version, because=str(first), run=evidence.run)
