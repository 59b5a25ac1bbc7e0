"""What to worry about, worst first: the one order that the site, the terminal and the feeds share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tasklab.report.part import Compatibility, PlatformPart, VersionPart

Severity: TypeAlias = Literal["bad", "soon", "note"]
SHOWN = 5
_SOON_DAYS = 30
_CUT_DAYS = 90


@dataclass(frozen=True)
class Worry:
    """One thing that somebody should look at."""

    rank: int
    """Kinds of worry, worst first."""
    days: int
    """Within a kind: what has the least time left comes first; negative is late."""
    severity: Severity
    platform: str
    name: str
    """Of the platform, for people."""
    version: str
    """Empty when it is about the whole platform."""
    text: str
    command: str
    """What to run, or to look at."""


def find_worries(report: Compatibility) -> list[Worry]:
    """Find everything there is to worry about, worst first."""
    worries = [
        worry
        for platform in report.platforms
        for worry in (*_about_platform(platform), *_about_all(platform, report.on))
    ]
    return sorted(worries, key=lambda worry: (worry.rank, worry.days, worry.name, worry.version))


def _about_platform(platform: PlatformPart) -> Iterator[Worry]:
    for text in platform.problems:
        yield Worry(0, 0, "bad", platform.platform, platform.name, "", f"its ledger: {text}", "tasklab ledger check")
    for text in platform.alarms:
        command = f"tasklab watch {platform.platform}"
        yield Worry(6, 0, "note", platform.platform, platform.name, "", f"a release source: {text}", command)


def _about_all(platform: PlatformPart, on: date) -> Iterator[Worry]:
    for version in platform.versions:
        for rank, days, severity, text, verb in (*_about_proof(platform, version), *_about_time(version, on)):
            command = f"tasklab {verb} {platform.platform} {version.version}"
            yield Worry(rank, days, severity, platform.platform, platform.name, version.version, text, command)


def _about_proof(platform: PlatformPart, version: VersionPart) -> Iterator[tuple[int, int, Severity, str, str]]:
    if version.status == "broken":
        why = version.why_not[0].partition(" [")[0] if version.why_not else "evidence has turned against it"
        yield 1, 0, "bad", why, "gate"
    elif version.status in {"supported", "deprecated"} and version.freshness == "stale":
        yield 4, 0, "soon", "its proof is out of date: something changed since the run", "verify"
    elif version is platform.newest and (count := version.count("failing")):
        yield 3, 0, "bad", f"{count} {'method fails' if count == 1 else 'methods fail'}", "gate"


def _about_time(version: VersionPart, on: date) -> Iterator[tuple[int, int, Severity, str, str]]:
    window = version.window
    if window is not None and window.days_left is not None:
        days = window.days_left
        if days < 0:
            yield 2, days, "bad", f"support is {-days} {_days(-days)} late (due {window.due_at:%Y-%m-%d})", "gate"
        else:
            severity: Severity = "soon" if days <= _SOON_DAYS else "note"
            text = f"support is due in {days} {_days(days)} ({window.due_at:%Y-%m-%d})"
            yield 5, days, severity, text, "gate" if version.has_spec else "advance"
    days = (version.cut.on - on).days if version.cut and version.status != "retired" else -1
    if version.cut and 0 <= days <= _CUT_DAYS:
        yield 5, days, "soon", f"the vendor cuts it off in {days} {_days(days)} ({version.cut.on})", "gate"
    for waiver in version.waivers:
        days = (waiver.until - on).days
        if days <= _SOON_DAYS:
            yield 5, days, "soon", f"the waiver of {waiver.method} ends in {days} {_days(days)}", "gate"


def _days(count: int) -> str:
    return "day" if count == 1 else "days"
