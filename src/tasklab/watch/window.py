"""Support windows: opened by a release, due two calendar months later, closed by promotion or withdrawal.

Nothing here is stored: a window is computed from the ledger's facts, so "met" and "missed" cannot be set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.ledger.fact import ReleaseFact
    from tasklab.ledger.state import PlatformState, ReleaseState, VersionState

MONTHS = 2
THRESHOLDS_DAYS = (30, 14, 7, 3, 1)
Result: TypeAlias = Literal["open", "overdue", "met", "missed", "withdrawn"]


@dataclass(frozen=True)
class Correction:
    """A date that was replaced by a better one."""

    fact: ReleaseFact
    was_released_at: datetime
    shortens_by: timedelta
    """How much earlier the due date became; negative when it became later."""


@dataclass(frozen=True)
class Window:
    """The time in which a version is to be supported."""

    platform: str
    version: str
    release: str
    """The release that opened it."""
    opened_at: datetime
    noticed_at: datetime
    due_at: datetime
    result: Result
    closed_at: datetime | None
    opened_by: ReleaseFact
    corrections: tuple[Correction, ...] = ()
    cut_at: datetime | None = None
    """When the vendor cuts the version off, if it said so."""

    @property
    def is_open(self) -> bool:
        """Whether support is still owed."""
        return self.result in {"open", "overdue"}

    @property
    def is_overdue(self) -> bool:
        """Whether support is owed and late."""
        return self.result == "overdue"

    @property
    def first_due_at(self) -> datetime:
        """What to work towards: our due date, or the vendor's cut where that comes first."""
        return min(self.due_at, self.cut_at) if self.cut_at else self.due_at

    def time_left(self, at: datetime) -> timedelta:
        """Return how long until it is due; negative when overdue."""
        return self.due_at - at


def find_due(opened_at: datetime) -> datetime:
    """Find when a window is due: two calendar months later at the same time of day in UTC.

    Where that day does not exist, the last day of that month. Raises: ValueError when the instant is not aware.
    """
    if opened_at.tzinfo is None:
        raise ValueError(f"{opened_at.isoformat()} has no time zone: pass an aware instant")
    return opened_at.astimezone(UTC) + relativedelta(months=MONTHS)


def fold_windows(state: PlatformState) -> list[Window]:
    """Fold a platform's state into one window for each tracked version that has a release, by opening."""
    windows = [window for version in state.versions.values() if (window := find_window(state, version))]
    return sorted(windows, key=lambda window: (window.opened_at, window.version))


def find_window(state: PlatformState, version: VersionState) -> Window | None:
    """Find the window of a version; None when it has no release yet."""
    first = find_opening(list(version.releases.values()))
    if first is None:
        return None
    due_at = find_due(first.released_at)
    promoted_at = version.promotions[0].at if version.promotions else None
    withdrawn_at = _find_withdrawn_at(version)
    result, closed_at = _judge(state.at, due_at, promoted_at, withdrawn_at)
    cut_at = None
    if version.sunset:
        cut_at = datetime.combine(version.sunset.cuts_on, datetime.min.time(), UTC)
    return Window(
        state.platform,
        version.version,
        first.release,
        first.released_at.astimezone(UTC),
        min(each.noticed_at for each in version.releases.values()),
        due_at,
        result,
        closed_at,
        first.current,
        find_corrections(first),
        cut_at,
    )


def find_opening(releases: Sequence[ReleaseState]) -> ReleaseState | None:
    """Find the release that opens the window: the earliest.

    Where everything the vendor had released was withdrawn before it released again, the later release opens anew.
    """
    opening: ReleaseState | None = None
    until: datetime | None = None
    """When the releases so far were all withdrawn; None while one of them stands."""
    for each in sorted(releases, key=lambda release: (release.released_at, release.release)):
        if opening is None or (until is not None and until < each.released_at):
            opening, until = each, each.withdrawn.at if each.withdrawn else None
        elif until is not None:
            until = max(until, each.withdrawn.at) if each.withdrawn else None
    return opening


def find_corrections(release: ReleaseState) -> tuple[Correction, ...]:
    """Find how the date of a release was corrected, oldest first."""
    return tuple(
        Correction(new, old.released_at, find_due(old.released_at) - find_due(new.released_at))
        for old, new in zip(release.facts, release.facts[1:], strict=False)
    )


def find_thresholds(window: Window, at: datetime) -> list[str]:
    """Find the keys of what should have been told about an open window by a moment.

    Of the days before, only the nearest one reached: who is told late needs the last word, not all of them. The keys
    carry the due date, so that a corrected window is told anew.
    """
    if not window.is_open:
        return []
    due = f"{window.due_at:%Y-%m-%d}"
    late = at - window.due_at
    if late >= timedelta(days=1):
        return [f"overdue {window.due_at + timedelta(days=late.days):%Y-%m-%d}, due {due}"]
    if late >= timedelta(0):
        return [f"due {due}"]
    reached = [days for days in THRESHOLDS_DAYS if window.due_at - at <= timedelta(days=days)]
    return [f"{min(reached)} days, due {due}"] if reached else []


def _find_withdrawn_at(version: VersionState) -> datetime | None:
    moments = [release.withdrawn.at for release in version.releases.values() if release.withdrawn]
    return max(moments) if moments and version.is_withdrawn else None


def _judge(
    at: datetime, due_at: datetime, promoted_at: datetime | None, withdrawn_at: datetime | None
) -> tuple[Result, datetime | None]:
    """Say how the window stands; a promotion that came first is not undone by a later withdrawal."""
    if promoted_at is not None and (withdrawn_at is None or promoted_at <= withdrawn_at):
        return ("met" if promoted_at <= due_at else "missed"), promoted_at
    if withdrawn_at is not None:
        return ("withdrawn" if withdrawn_at <= due_at else "missed"), withdrawn_at
    return ("overdue" if at > due_at else "open"), None
