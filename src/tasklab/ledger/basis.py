"""What an answer of the gate rests on, in sentences: `--explain` shows them beside the rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasklab.ledger.fact import EvidenceFact
    from tasklab.ledger.policy import PlatformPolicy
    from tasklab.ledger.state import VersionState

_HELD = {
    True: "was held against the vendor's description",
    False: "was not held against a vendor's description",
    None: "does not say whether it was held against a vendor's description",
}


def describe_basis(
    version: VersionState, evidence: EvidenceFact, policy: PlatformPolicy, previous: VersionState | None
) -> tuple[str, ...]:
    """Describe the run, the policy and the version before that an answer rests on; the run comes first."""
    return tuple(
        filter(
            None,
            (
                _describe_run(evidence),
                f"the policy asks for proof of level {policy.level} and requires {len(policy.required)} methods",
                _describe_previous(previous),
                *(
                    f"a waiver of {each.method} by {each.owner or 'nobody'} until {each.expires_on}: {each.because}"
                    for each in version.waivers.values()
                ),
            ),
        )
    )


def _describe_run(evidence: EvidenceFact) -> str:
    counts = Counter(outcome.verdict for outcome in evidence.methods.values())
    words = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())) or "nothing"
    return (
        f"run {evidence.run} of {evidence.at:%Y-%m-%d %H:%M} UTC on {evidence.target.name}, "
        f"level {evidence.level}: {words}; it {_HELD[evidence.validated]}"
    )


def _describe_previous(previous: VersionState | None) -> str:
    if previous is None:
        return "no supported version before it: there is no parity to keep"
    run = previous.promoted_evidence
    if run is None:
        return f"parity with {previous.version}, whose run is not in the ledger"
    count = sum(outcome.verdict == "verified" for outcome in run.methods.values())
    return f"parity with {previous.version}: {count} methods verified in run {run.run} of {run.at:%Y-%m-%d}"
