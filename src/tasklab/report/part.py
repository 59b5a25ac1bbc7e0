"""What the reports say, as plain data: platforms, versions, cells, windows. Nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tasklab.ledger.state import Status

if TYPE_CHECKING:
    from datetime import date, datetime

    from tasklab.ledger.fact import Level

Verdict: TypeAlias = Literal["verified", "failing", "unverified", "unavailable", "waived"]
VERDICTS: tuple[Verdict, ...] = ("verified", "unavailable", "failing", "unverified", "waived")
Freshness: TypeAlias = Literal["fresh", "stale", "not told"]
"""Whether the evidence is of what is in the repository now; `not told` where that cannot be computed here."""
Standing: TypeAlias = Status | Literal["upcoming"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One unified method on one version."""

    method: str
    verdict: Verdict
    level: Level | None
    """Strength of the proof; None where there is none."""
    cases: int
    """Cases that passed."""
    freshness: Freshness
    reasons: tuple[str, ...]
    proof: str
    """For `unavailable`: what proves it."""

    @property
    def is_stale(self) -> bool:
        """Whether spec, adapter, suite or target changed since the run: such a proof does not count."""
        return self.freshness == "stale"


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
    corrections: tuple[str, ...] = ()
    """How the date of the release was corrected, in words, oldest first."""


@dataclass(frozen=True)
class CutPart:
    """When a vendor cuts a version off, as it says now."""

    on: date
    source: str
    url: str
    before: tuple[date, ...] = ()
    """What it said before, oldest first."""


@dataclass(frozen=True)
class WaiverPart:
    """That somebody accepts, until a day, that a method is not verified."""

    method: str
    because: str
    owner: str
    until: date


@dataclass(frozen=True)
class RunPart:
    """The latest run of the contract on a version."""

    run: str
    at: datetime
    target: str
    """What answered: `radicale 3.9.1 on loopback`."""
    release: str
    """The exact release that ran."""
    level: Level
    validated: bool | None
    """Whether the traffic was held against the vendor's description; None where the run does not say."""
    command: str
    """What reproduces it."""


@dataclass(frozen=True)
class VersionPart:
    """One tracked version of a platform."""

    version: str
    status: Standing
    level: Level | None
    """The lowest level among its verified methods."""
    has_spec: bool
    run: RunPart | None
    freshness: Freshness
    supported_at: datetime | None
    """When it was first promoted."""
    window: WindowPart | None
    cut: CutPart | None
    waivers: tuple[WaiverPart, ...]
    """Those that count today."""
    cells: tuple[Cell, ...]
    """One for each method of the catalogue, in its order."""
    why_not: tuple[str, ...]
    """What the gate says against promoting it; for a supported version, against keeping it."""
    remarks: tuple[str, ...]

    @property
    def ran_at(self) -> datetime | None:
        """When the contract ran on it last."""
        return self.run.at if self.run else None

    @property
    def ran_release(self) -> str:
        """The exact release the evidence was obtained from; empty without evidence."""
        return self.run.release if self.run else ""

    @property
    def is_late(self) -> bool:
        """Whether support is owed and late."""
        return self.window is not None and self.window.result == "overdue"

    def count(self, verdict: Verdict) -> int:
        """Count the methods with a verdict."""
        return sum(cell.verdict == verdict for cell in self.cells)


@dataclass(frozen=True)
class PlatformPart:
    """One platform."""

    platform: str
    name: str
    summary: str
    links: tuple[tuple[str, str], ...]
    """What it leads to (`home`, `api`, `changelog`), and where that is."""
    versions: tuple[VersionPart, ...]
    """Newest first."""
    alarms: tuple[str, ...]
    """Release sources that are in trouble."""
    problems: tuple[str, ...]
    """Lines of the ledger that cannot be read."""

    @property
    def newest(self) -> VersionPart | None:
        """The newest version that the vendor has released; a pre-release only where there is nothing else."""
        released = (version for version in self.versions if version.status != "upcoming")
        return next(released, self.versions[0] if self.versions else None)

    @property
    def served(self) -> VersionPart | None:
        """The newest version that is supported."""
        return next((each for each in self.versions if each.status in {"supported", "deprecated"}), None)


@dataclass(frozen=True)
class Compatibility:
    """Everything the reports say, as of a moment."""

    on: date
    """The day in UTC: a second report on the same day is the same, unless a fact was added."""
    methods: tuple[str, ...]
    platforms: tuple[PlatformPart, ...]

    def find(self, platform: str, version: str) -> VersionPart | None:
        """Find one version."""
        for part in self.platforms:
            if part.platform == platform:
                return next((each for each in part.versions if each.version == version), None)
        return None
