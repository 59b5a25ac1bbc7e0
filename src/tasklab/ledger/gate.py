"""The gate: may a version be promoted, may the lab be released; every answer with reasons a person can act on.

It reads evidence and never runs a case, and it fails closed: what cannot be told is not a yes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.ledger.basis import describe_basis
from tasklab.ledger.outcome import Question, check_methods
from tasklab.ledger.reason import RULES, VERSION_RULES, GateReason
from tasklab.ledger.version import UnreadableVersionError, parse_version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from tasklab.ledger.fact import Digests, EvidenceFact
    from tasklab.ledger.policy import Policy
    from tasklab.ledger.reason import Rule
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
    asked: tuple[Rule, ...] = VERSION_RULES
    """The rules that were asked: what cannot be read is asked nothing more."""
    basis: tuple[str, ...] = ()
    """What the answer rests on, one sentence each."""

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
    known = state.versions.get(version)
    unreadable = [GateReason("unknown", "read", str(each)) for each in problems if each.severity == "error"]
    if state.platform != platform:
        unreadable.append(GateReason("unknown", "read", f"the state is of {state.platform!r}, not of {platform!r}"))
    if unreadable:
        return _answer_about(platform, version, unreadable, asked=("read",))
    if known is None or not known.releases:
        text = f"the ledger knows no release of {platform} {version}: run `tasklab watch`, or check the name"
        reason = GateReason("unknown", "release", text, command=f"tasklab watch {platform}")
        return _answer_about(platform, version, [reason], asked=("read", "release"))
    reasons = [*_check_standing(known), *_check_evidence(known, digests, platform)]
    reasons += [GateReason("no", "todo", f"its spec has a todo: {item}") for item in todo]
    evidence, previous = known.latest_evidence, find_previous(state, version, scheme)
    own_policy = policy.find(platform, version)
    if evidence is None:
        asked = tuple(rule for rule in VERSION_RULES if rule in {"read", "release", "standing", "evidence", "todo"})
        return _answer_about(platform, version, reasons, asked=asked)
    question = Question(platform, known, evidence, own_policy, at.date(), dict(spec_lines or {}))
    reasons += check_methods(question, previous)
    return _answer_about(platform, version, reasons, basis=describe_basis(known, evidence, own_policy, previous))


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
    find_spec_lines: Callable[[str, str], Mapping[str, str]] = lambda _platform, _version: {},
) -> GateAnswer:
    """Answer whether the lab as it stands may be released: every served version still holds.

    `overdue` names versions whose window is overdue, as `platform version`. `find_spec_lines` is asked only about
    versions that do not hold: places in specs are slow to find.
    """
    reasons = [GateReason("unknown", "read", str(each)) for each in problems if each.severity == "error"]
    basis: list[str] = []
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
            reasons += _locate(answer.reasons, find_spec_lines)
            reasons += _check_promoted_run(state.platform, version)
            basis.append(f"{answer.subject}: {answer.answer}; {answer.basis[0] if answer.basis else 'no run'}")
    if not served:
        text = "the ledger knows no supported version: nothing says what works"
        reasons.append(GateReason("unknown", "served", text, command="tasklab lab"))
    effect: Literal["no", "remark"] = "no" if policy.overdue_blocks else "remark"
    reasons += [GateReason(effect, "overdue", f"{name} is overdue", command="tasklab windows") for name in overdue]
    return _answer("the release", reasons, asked=tuple(RULES), basis=tuple(basis))


def refuse(subject: str, text: str) -> GateAnswer:
    """Answer that nothing can be told, because what the answer would rest on cannot be read."""
    return GateAnswer(subject, "cannot tell", (GateReason("unknown", "read", text),), asked=("read",))


def _locate(
    reasons: Iterable[GateReason], find_spec_lines: Callable[[str, str], Mapping[str, str]]
) -> Iterable[GateReason]:
    """Say where in the specs each reason about a method stands."""
    for reason in reasons:
        if not reason.method or reason.spec_line:
            yield reason
        else:
            lines = find_spec_lines(reason.platform, reason.version)
            yield replace(reason, spec_line=lines.get(reason.method, ""))


def _check_promoted_run(platform: str, version: VersionState) -> Iterable[GateReason]:
    promotion = version.promotion
    if promotion and version.promoted_evidence is None:
        text = f"promoted on run {promotion.run}, which is not in the ledger"
        command = f"tasklab promote {platform} {version.version}"
        yield GateReason("unknown", "evidence", text, command=command, platform=platform, version=version.version)


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
        return [
            GateReason("no", "standing", f"retired on {version.retirement.at:%Y-%m-%d}: {version.retirement.because}")
        ]
    if version.is_withdrawn:
        return [GateReason("no", "standing", f"the vendor withdrew every release of {version.version}")]
    if version.broken:
        newer = version.latest_evidence
        if newer is None or newer.at <= version.broken.at:
            text = f"broken since {version.broken.at:%Y-%m-%d}: {version.broken.because}"
            return [GateReason("no", "standing", text)]
    return []


def _check_evidence(version: VersionState, digests: Digests | None, platform: str) -> list[GateReason]:
    """Check that there is evidence and that it is of what is in the repository now."""
    command = f"tasklab verify {platform} {version.version}"
    evidence = version.latest_evidence
    if evidence is None:
        return [GateReason("unknown", "evidence", "there is no evidence: nothing was run", command=command)]
    if digests is None:
        text = "its digests could not be computed (spec, adapter or server are not here), so its evidence may be stale"
        return [GateReason("unknown", "fresh", text, command=command)]
    stale = _compare_digests(evidence, digests)
    if stale:
        text = f"the evidence of run {evidence.run} is stale: {', '.join(stale)} changed since"
        return [GateReason("unknown", "fresh", text, command=command)]
    return []


def _compare_digests(evidence: EvidenceFact, digests: Digests) -> list[str]:
    return [
        name
        for name in ("spec", "adapter", "suite", "target")
        if not getattr(evidence.digests, name) or getattr(evidence.digests, name) != getattr(digests, name)
    ]


def _answer_about(
    platform: str,
    version: str,
    reasons: Iterable[GateReason],
    *,
    asked: tuple[Rule, ...] = VERSION_RULES,
    basis: tuple[str, ...] = (),
) -> GateAnswer:
    named = [replace(reason, platform=platform, version=version) for reason in reasons]
    return _answer(f"{platform} {version}", named, asked=asked, basis=basis)


def _answer(
    subject: str, reasons: Iterable[GateReason], *, asked: tuple[Rule, ...], basis: tuple[str, ...]
) -> GateAnswer:
    """Answer by the worst reason: a certain no comes before a doubt, and a remark stops nothing."""
    kept = tuple(reasons)
    effects = {reason.effect for reason in kept}
    answer: Answer = "no" if "no" in effects else "cannot tell" if "unknown" in effects else "yes"
    return GateAnswer(subject, answer, kept, asked, basis)
