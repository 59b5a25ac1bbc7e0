"""The gate: may a version be promoted, may the lab be released; every answer with reasons a person can act on.

It reads evidence and never runs a case, and it fails closed: what cannot be told is not a yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.ledger.outcome import Question, check_methods
from tasklab.ledger.reason import GateReason
from tasklab.ledger.version import UnreadableVersionError, parse_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from tasklab.ledger.fact import Digests, EvidenceFact
    from tasklab.ledger.policy import Policy
    from tasklab.ledger.state import PlatformState, VersionState
    from tasklab.ledger.store import LedgerProblem
    from tasklab.ledger.version import Scheme

Answer: TypeAlias = Literal["yes", "no", "cannot tell"]
_SERVED = frozenset({"supported", "deprecated", "broken"})


@dataclass(frozen=True)
class GateAnswer:
    """What the gate says, and why."""

    subject: str
    """`radicale 3.9`, or `the release`."""
    answer: Answer
    reasons: tuple[GateReason, ...] = ()
    """Why not; for a yes, only remarks such as valid waivers."""

    @property
    def is_yes(self) -> bool:
        """Whether it may be done."""
        return self.answer == "yes"

    @property
    def exit_code(self) -> int:
        """0 yes, 1 no, 2 could not tell."""
        return {"yes": 0, "no": 1, "cannot tell": 2}[self.answer]


def check_promotion(
    platform: str,
    version: str,
    state: PlatformState,
    policy: Policy,
    *,
    digests: Digests | None,
    at: datetime,
    scheme: Scheme = "dotted",
    problems: Sequence[LedgerProblem] = (),
    spec_lines: Mapping[str, str] | None = None,
    todo: Sequence[str] = (),
) -> GateAnswer:
    """Answer whether a version may be promoted at a moment.

    `digests` are those of what is in the repository now (None: they could not be computed); `problems` are the
    ledger's; `spec_lines` says for a method where its spec stands, as `file:line`; `todo` is what its spec is not
    sure of.
    """
    subject = f"{platform} {version}"
    found = state.versions.get(version)
    unreadable = [problem for problem in problems if problem.severity == "error"]
    if unreadable:
        return _answer(subject, [GateReason("unknown", str(problem)) for problem in unreadable])
    if state.platform != platform:
        text = f"the state is of {state.platform!r}, not of {platform!r}"
        return _answer(subject, [GateReason("unknown", text)])
    if found is None or not found.releases:
        text = f"the ledger knows no release of {subject}: run `tasklab watch`, or check the name"
        return _answer(subject, [GateReason("unknown", text)])
    reasons = [*_check_standing(found), *_check_evidence(found, digests, platform)]
    reasons += [GateReason("no", f"its spec has a todo: {item}") for item in todo]
    evidence = found.latest_evidence
    if evidence is not None:
        question = Question(
            platform, found, evidence, policy.find_platform(platform), at.date(), dict(spec_lines or {})
        )
        previous = find_previous(state, version, scheme)
        reasons += check_methods(question, previous)
    return _answer(subject, reasons)


def check_release(
    states: Iterable[PlatformState],
    policy: Policy,
    find_digests: Callable[[str, str], Digests | None],
    at: datetime,
    *,
    schemes: Mapping[str, Scheme] | None = None,
    problems: Sequence[LedgerProblem] = (),
    overdue: Sequence[str] = (),
    find_todo: Callable[[str, str], Sequence[str]] = lambda _platform, _version: (),
) -> GateAnswer:
    """Answer whether the lab as it stands may be released: every served version still holds.

    `overdue` names versions whose window is overdue, as `platform version`.
    """
    reasons = [GateReason("unknown", str(problem)) for problem in problems if problem.severity == "error"]
    served = 0
    for state in states:
        for version in state.versions.values():
            if version.status not in _SERVED:
                continue
            served += 1
            digests = find_digests(state.platform, version.version)
            scheme = (schemes or {}).get(state.platform, "dotted")
            answer = check_promotion(
                state.platform,
                version.version,
                state,
                policy,
                digests=digests,
                at=at,
                scheme=scheme,
                todo=find_todo(state.platform, version.version),
            )
            reasons += answer.reasons
    if not served:
        reasons.append(GateReason("unknown", "the ledger knows no supported version: nothing says what works"))
    effect: Literal["no", "remark"] = "no" if policy.overdue_blocks else "remark"
    reasons += [GateReason(effect, f"{name} is overdue: run `tasklab windows`") for name in overdue]
    return _answer("the release", reasons)


def find_previous(state: PlatformState, version: str, scheme: Scheme) -> VersionState | None:
    """Find the newest supported version before this one, by the order of the scheme."""
    try:
        own = parse_version(version, scheme)
        earlier = [
            (parse_version(name, scheme), other)
            for name, other in state.versions.items()
            if other.promotions and other.status in _SERVED and name != version
        ]
    except UnreadableVersionError:
        return None
    candidates = [pair for pair in earlier if pair[0] < own]
    return max(candidates, key=lambda pair: pair[0])[1] if candidates else None


def _check_standing(version: VersionState) -> list[GateReason]:
    if version.retirement:
        return [GateReason("no", f"retired on {version.retirement.at:%Y-%m-%d}: {version.retirement.because}")]
    if version.is_withdrawn:
        return [GateReason("no", f"the vendor withdrew every release of {version.version}")]
    if version.broken:
        newer = version.latest_evidence
        if newer is None or newer.at <= version.broken.at:
            return [GateReason("no", f"broken since {version.broken.at:%Y-%m-%d}: {version.broken.because}")]
    return []


def _check_evidence(version: VersionState, digests: Digests | None, platform: str) -> list[GateReason]:
    """Check that there is evidence and that it is of what is in the repository now."""
    command = f"tasklab verify {platform} {version.version}"
    evidence = version.latest_evidence
    if evidence is None:
        return [GateReason("unknown", "there is no evidence: nothing was run", command=command)]
    if digests is None:
        text = "the digests of what is in the repository could not be computed, so evidence may be stale"
        return [GateReason("unknown", text, command=command)]
    stale = _compare_digests(evidence, digests)
    if stale:
        text = f"the evidence of run {evidence.run} is stale: {', '.join(stale)} changed since"
        return [GateReason("unknown", text, command=command)]
    return []


def _compare_digests(evidence: EvidenceFact, digests: Digests) -> list[str]:
    return [
        name
        for name in ("spec", "adapter", "suite", "target")
        if not getattr(evidence.digests, name) or getattr(evidence.digests, name) != getattr(digests, name)
    ]


def _answer(subject: str, reasons: Iterable[GateReason]) -> GateAnswer:
    """Answer by the worst reason: a certain no comes before a doubt, and a remark stops nothing."""
    kept = tuple(reasons)
    effects = {reason.effect for reason in kept}
    answer: Answer = "no" if "no" in effects else "cannot tell" if "unknown" in effects else "yes"
    return GateAnswer(subject, answer, kept)
