"""What the facts of one platform amount to at a moment: per version its releases, evidence, decisions and status."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tasklab.ledger import fact as f
from tasklab.ledger.collector import collector_paused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

Status: TypeAlias = Literal["detected", "specified", "verified", "supported", "deprecated", "retired", "broken"]


@dataclass(slots=True)
class ReleaseState:
    """One release, with every date that was ever given for it."""

    release: str
    facts: list[f.ReleaseFact]
    """Oldest first; the last one counts."""
    withdrawn: f.WithdrawnFact | None = None

    @property
    def current(self) -> f.ReleaseFact:
        """The fact whose date counts."""
        return self.facts[-1]

    @property
    def released_at(self) -> datetime:
        """When it was released, as far as is known now."""
        return self.current.released_at

    @property
    def noticed_at(self) -> datetime:
        """When we first wrote it down."""
        return self.facts[0].at


@dataclass(slots=True)
class VersionState:
    """One tracked version at a moment."""

    version: str
    releases: dict[str, ReleaseState] = field(default_factory=dict)
    upcoming: dict[str, f.UpcomingFact] = field(default_factory=dict)
    evidence: dict[str, f.EvidenceFact | f.SealedEvidenceFact] = field(default_factory=dict)
    """By run, oldest first; what was read sealed is opened when it is asked for."""
    waivers: dict[str, f.WaiverFact] = field(default_factory=dict)
    """The latest for each method, whether still valid or not: see `find_waiver`."""
    promotions: list[f.PromotionFact] = field(default_factory=list)
    broken: f.BrokenFact | None = None
    deprecation: f.DeprecationFact | None = None
    retirement: f.RetirementFact | None = None
    sunsets: list[f.SunsetFact] = field(default_factory=list)
    """Oldest first; the last one counts, the others show how the vendor moved it."""
    notified: set[str] = field(default_factory=set)
    is_specified: bool = False

    @property
    def latest_evidence(self) -> f.EvidenceFact | None:
        """The latest run. Raises: UnreadableRunError when it was read sealed, and is not evidence."""
        return self._find_run(next(reversed(self.evidence), ""))

    @property
    def promotion(self) -> f.PromotionFact | None:
        """The latest promotion."""
        return self.promotions[-1] if self.promotions else None

    @property
    def promoted_evidence(self) -> f.EvidenceFact | None:
        """The run that the latest promotion stands on, when the ledger has it. Raises: UnreadableRunError."""
        return self._find_run(self.promotions[-1].run) if self.promotions else None

    def _find_run(self, run: str) -> f.EvidenceFact | None:
        fact = self.evidence.get(run)
        if isinstance(fact, f.SealedEvidenceFact):
            fact = self.evidence[run] = fact.open()
        return fact

    @property
    def sunset(self) -> f.SunsetFact | None:
        """The vendor's latest word on when it cuts the version off."""
        return self.sunsets[-1] if self.sunsets else None

    @property
    def is_upcoming(self) -> bool:
        """Whether only pre-releases of it exist."""
        return not self.releases and bool(self.upcoming)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the vendor pulled every release of it."""
        return bool(self.releases) and all(release.withdrawn for release in self.releases.values())

    @property
    def status(self) -> Status:
        """Where the version stands; `verified` needs a run without a failing or unverified method."""
        if self.retirement:
            return "retired"
        if self.broken:
            return "broken"
        if self.promotions:
            return "deprecated" if self.deprecation else "supported"
        latest = self.latest_evidence
        if latest and is_passing(latest):
            return "verified"
        return "specified" if self.is_specified or latest else "detected"

    def find_waiver(self, method: str, on: date) -> f.WaiverFact | None:
        """Find the waiver of a method that is valid on a day: not expired, with an owner and a reason."""
        waiver = self.waivers.get(method)
        is_valid = waiver and waiver.expires_on >= on and waiver.owner.strip() and waiver.because.strip()
        return waiver if is_valid else None


@dataclass
class PlatformState:
    """One platform at a moment."""

    platform: str
    at: datetime
    versions: dict[str, VersionState] = field(default_factory=dict)
    alarms: dict[str, f.AlarmFact] = field(default_factory=dict)
    """By source; only those that are not over."""
    fact_count: int = 0

    def find_release(self, version: str, release: str) -> ReleaseState | None:
        """Find a release that was seen."""
        state = self.versions.get(version)
        return state.releases.get(release) if state else None


def is_passing(evidence: f.EvidenceFact) -> bool:
    """Whether a run has something verified and nothing failing, unverified or flaky."""
    outcomes = evidence.methods.values()
    return any(outcome.verdict == "verified" for outcome in outcomes) and all(
        outcome.verdict in {"verified", "unavailable"} and not outcome.flaked and not outcome.failed
        for outcome in outcomes
    )


def fold_state(
    facts: Iterable[f.AnyFact], *, platform: str, at: datetime, specified: Collection[str] = ()
) -> PlatformState:
    """Fold facts into the state of a platform as of a moment; later facts count for nothing.

    Raises: ValueError when the moment is not aware.
    """
    if at.tzinfo is None:
        raise ValueError(f"the moment {at.isoformat()} has no time zone: pass an aware instant")
    state = PlatformState(platform, at.astimezone(UTC))
    with collector_paused():
        _fold_facts(state, _order(list(facts)), at)
    for name in specified:
        state.versions.setdefault(name, VersionState(name)).is_specified = True
    return state


def _fold_facts(state: PlatformState, facts: Sequence[f.AnyFact], at: datetime) -> None:
    versions, platform = state.versions, state.platform
    for fact in facts:
        if fact.at > at:
            break
        if fact.platform != platform:
            continue  # Reading the ledger has named it as a problem; another platform's proof proves nothing here.
        state.fact_count += 1
        fold = _FOLDS.get(type(fact))
        if fold is not None:
            name = fact.version  # type: ignore[union-attr]  # every kind in the table has one
            version = versions.get(name)
            if version is None:
                version = versions[name] = VersionState(name)
            fold(version, fact)
        elif isinstance(fact, f.AlarmFact):
            _fold_alarm(state.alarms, fact)


def _order(facts: Sequence[f.AnyFact]) -> Sequence[f.AnyFact]:
    """Order by moment: two branches of a repository that were merged leave lines out of order."""
    moments = [fact.at for fact in facts]
    if all(map(datetime.__le__, moments, moments[1:])):
        return facts
    return sorted(facts, key=lambda fact: fact.at)


def _fold_alarm(alarms: dict[str, f.AlarmFact], fact: f.AlarmFact) -> None:
    if fact.is_over:
        alarms.pop(fact.source, None)
    else:
        alarms[fact.source] = fact


def _fold_release(version: VersionState, fact: f.ReleaseFact) -> None:
    seen = version.releases.get(fact.release)
    if seen is None:
        version.releases[fact.release] = ReleaseState(fact.release, [fact])
    else:
        seen.facts.append(fact)


def _fold_upcoming(version: VersionState, fact: f.UpcomingFact) -> None:
    version.upcoming[fact.release] = fact


def _fold_withdrawn(version: VersionState, fact: f.WithdrawnFact) -> None:
    if fact.release in version.releases:
        version.releases[fact.release].withdrawn = None if fact.is_over else fact
    elif not fact.is_over:
        version.upcoming.pop(fact.release, None)


def _fold_evidence(version: VersionState, fact: f.EvidenceFact | f.SealedEvidenceFact) -> None:
    version.evidence.pop(fact.run, None)
    version.evidence[fact.run] = fact


def _fold_waiver(version: VersionState, fact: f.WaiverFact) -> None:
    version.waivers[fact.method] = fact


def _fold_promotion(version: VersionState, fact: f.PromotionFact) -> None:
    version.promotions.append(fact)
    version.broken = None


def _fold_broken(version: VersionState, fact: f.BrokenFact) -> None:
    version.broken = None if fact.is_over else fact


def _fold_deprecation(version: VersionState, fact: f.DeprecationFact) -> None:
    version.deprecation = fact


def _fold_retirement(version: VersionState, fact: f.RetirementFact) -> None:
    version.retirement = fact


def _fold_notification(version: VersionState, fact: f.NotificationFact) -> None:
    version.notified.add(fact.key)


def _fold_sunset(version: VersionState, fact: f.SunsetFact) -> None:
    version.sunsets.append(fact)


_FOLDS: Mapping[type, Callable[[VersionState, Any], None]] = {
    f.ReleaseFact: _fold_release,
    f.UpcomingFact: _fold_upcoming,
    f.WithdrawnFact: _fold_withdrawn,
    f.EvidenceFact: _fold_evidence,
    f.SealedEvidenceFact: _fold_evidence,
    f.WaiverFact: _fold_waiver,
    f.PromotionFact: _fold_promotion,
    f.BrokenFact: _fold_broken,
    f.DeprecationFact: _fold_deprecation,
    f.RetirementFact: _fold_retirement,
    f.NotificationFact: _fold_notification,
    f.SunsetFact: _fold_sunset,
}
"""By kind: a table, because a chain of tests on a hundred thousand facts is most of what the gate would cost."""
