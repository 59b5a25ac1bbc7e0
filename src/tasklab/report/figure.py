"""The figures of the site: tiles, time line, coverage and service, folded from the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tasklab.ledger.fact import LEVELS
from tasklab.ledger.policy import CORE_METHODS
from tasklab.report.chart import Bar, Dot, Stack, render_dots
from tasklab.report.part import VERDICTS
from tasklab.report.word import find_standing
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from markupsafe import Markup

    from tasklab.report.part import Compatibility, PlatformPart, VersionPart

_SHOWN_BARS, _SHOWN_DOTS = 40, 40
_PAST_DAYS, _LONGEST_DAYS, _LIMIT_DAYS = 180, 180, 61
_SOON_DAYS = 30
_NAMED = 3


@dataclass(frozen=True)
class Tile:
    """One figure at the top of the first page."""

    figure: str
    words: str
    detail: str
    tone: str
    link: str = ""


def fold_tiles(report: Compatibility) -> list[Tile]:
    """Fold what a product manager asks first: what is supported, what is late, what comes next, what is in doubt."""
    pairs = list(_pairs(report))
    supported = [pair for pair in pairs if pair[1].status in {"supported", "deprecated"}]
    served = sum(platform.served is not None for platform in report.platforms)
    late = [pair for pair in pairs if pair[1].is_late]
    due = sorted(
        (pair for pair in pairs if pair[1].window and pair[1].window.result == "open"),
        key=lambda pair: pair[1].window.days_left if pair[1].window and pair[1].window.days_left is not None else 0,
    )
    doubt = [
        pair for pair in pairs if pair[1].status == "broken" or (pair in supported and pair[1].freshness == "stale")
    ]
    is_near = bool(due) and _left(due[0]) <= _SOON_DAYS
    return [
        Tile(
            f"{served} of {len(report.platforms)}",
            "platforms supported",
            _word_support([version for _, version in supported]),
            "good" if served else "none",
            "#state=supported&all=1",
        ),
        Tile(
            str(len(late)),
            "late",
            _name(late) or "no window is overdue",
            "bad" if late else "good",
            "#state=late&all=1",
        ),
        Tile(
            _days(due),
            "to the next deadline" if due else "no deadline",
            _name(due) or "every window is closed",
            "wait" if is_near else "good",
            "deadlines.html",
        ),
        _fold_doubt(report, doubt),
    ]


def _word_support(supported: Sequence[VersionPart]) -> str:
    """Word how many versions are supported, and how many of them on weak or stale proof."""
    twins = sum(version.level == "twin" for version in supported)
    stale = sum(version.freshness == "stale" for version in supported)
    parts = [f"{len(supported)} {'version' if len(supported) == 1 else 'versions'}"]
    parts += [f"{twins} proven on an imitation alone"] if twins else []
    parts += [f"{stale} with stale proof"] if stale else []
    return ", ".join(parts)


def _fold_doubt(report: Compatibility, doubt: Sequence[tuple[PlatformPart, VersionPart]]) -> Tile:
    """Fold what is in doubt; where freshness could not be computed, nothing says that it is none."""
    if not doubt and is_unchecked(report):
        return Tile("?", "in doubt", "whether proof is still fresh could not be computed here", "wait")
    is_broken = any(version.status == "broken" for _, version in doubt)
    return Tile(
        str(len(doubt)),
        "in doubt",
        _name(doubt) or "nothing is broken or stale",
        "bad" if doubt else "good",
        f"#state={'broken' if is_broken else 'stale'}&all=1",
    )


def _left(pair: tuple[PlatformPart, VersionPart]) -> int:
    window = pair[1].window
    return window.days_left if window is not None and window.days_left is not None else 0


def _days(due: Sequence[tuple[PlatformPart, VersionPart]]) -> str:
    return "none" if not due else "1 day" if _left(due[0]) == 1 else f"{_left(due[0])} days"


def _name(pairs: Sequence[tuple[PlatformPart, VersionPart]]) -> str:
    names = [f"{platform.name} {version.version}" for platform, version in pairs[:_NAMED]]
    rest = len(pairs) - len(names)
    return ", ".join(names) + (f" and {rest} more" if rest else "")


def _pairs(report: Compatibility) -> Iterator[tuple[PlatformPart, VersionPart]]:
    for platform in report.platforms:
        for version in platform.versions:
            yield platform, version


def is_unchecked(report: Compatibility) -> bool:
    """Whether there is evidence whose freshness could not be computed where the report was made."""
    return any(version.run and version.freshness == "not told" for _, version in _pairs(report))


def fold_timeline(report: Compatibility) -> list[Bar]:
    """Fold open windows, the nearest due first, then those that were closed in the last half year."""
    since = report.on - timedelta(days=_PAST_DAYS)
    bars = []
    for platform, version in _pairs(report):
        window = version.window
        if window is None or (window.days_left is None and window.due_at.date() < since):
            continue
        bars.append(
            Bar(
                f"{platform.name} {version.version}",
                window.result if window.days_left is None else find_standing(version)[1],
                window.released_at.date(),
                window.due_at.date(),
                window.noticed_at.date(),
                window.result,
                window.closed_at.date() if window.closed_at else None,
            )
        )
    still_open = sorted((bar for bar in bars if bar.closed_on is None), key=lambda bar: bar.due_on)
    closed = sorted((bar for bar in bars if bar.closed_on is not None), key=lambda bar: bar.due_on, reverse=True)
    return [*still_open, *closed][:_SHOWN_BARS]


@dataclass(frozen=True)
class CoverageRow:
    """How much of the catalogue one platform has."""

    platform: PlatformPart
    version: VersionPart
    core: int
    """Core methods that are verified."""

    @property
    def objects(self) -> int:
        """Kinds of object with a method that is verified."""
        return len({METHODS[cell.method].object for cell in self.version.cells if cell.verdict == "verified"})

    @property
    def core_total(self) -> int:
        """Core methods that there are."""
        return len(CORE_METHODS)


def fold_coverage(report: Compatibility) -> list[CoverageRow]:
    """Fold coverage by platform, most verified methods first; on the newest supported version, or the newest run."""
    rows = []
    for platform in report.platforms:
        ran = next((version for version in platform.versions if version.run), None)
        version = platform.served or ran or platform.newest
        if version is not None:
            core = sum(cell.verdict == "verified" and cell.method in CORE_METHODS for cell in version.cells)
            rows.append(CoverageRow(platform, version, core))
    return sorted(rows, key=lambda row: (-row.version.count("verified"), row.platform.name))


def fold_stacks(rows: Sequence[CoverageRow]) -> list[Stack]:
    """Fold coverage into bars: what is verified by the level of its proof, strongest first, then the rest."""
    stacks = []
    for row in rows:
        cells = row.version.cells
        proven = [
            (level, sum(cell.verdict == "verified" and cell.level == level for cell in cells)) for level in LEVELS[::-1]
        ]
        rest = [(verdict, row.version.count(verdict)) for verdict in VERDICTS if verdict != "verified"]
        stale = ", stale" if row.version.freshness == "stale" else ""
        name = f"{row.platform.name} {row.version.version}"
        stacks.append(Stack(name, (*proven, *rest), f"{row.version.level or 'no proof'}{stale}"))
    return stacks


@dataclass(frozen=True)
class HistoryRow:
    """How long support of one version took."""

    platform: PlatformPart
    version: VersionPart
    from_release: int
    """Days."""
    from_notice: int
    """Days; none when it was there before the lab noticed the release."""


@dataclass(frozen=True)
class ServiceFigures:
    """What is measured of the service today."""

    met: int
    missed: int
    open: int
    late: int
    alarms: int
    chart: Markup | None
    rows: tuple[HistoryRow, ...]


def fold_service(report: Compatibility) -> ServiceFigures:
    """Fold what the ledger can say of the service: windows, and how long support took."""
    results = [version.window.result for _, version in _pairs(report) if version.window]
    history = sorted(_list_history(report), key=lambda each: each[0], reverse=True)
    rows = tuple(row for _, row in history)
    dots = [
        Dot(f"{row.platform.name} {row.version.version}", row.from_release, row.version.window.result)
        for row in rows[:_SHOWN_DOTS]
        if row.version.window
    ]
    return ServiceFigures(
        results.count("met"),
        results.count("missed"),
        results.count("open"),
        results.count("overdue"),
        sum(len(platform.alarms) for platform in report.platforms),
        render_dots(dots, _LIMIT_DAYS, _LONGEST_DAYS) if dots else None,
        rows,
    )


def _list_history(report: Compatibility) -> Iterator[tuple[datetime, HistoryRow]]:
    for platform, version in _pairs(report):
        window, supported_at = version.window, version.supported_at
        if window and supported_at:
            from_notice = max(0, (supported_at - window.noticed_at).days)
            row = HistoryRow(platform, version, (supported_at - window.released_at).days, from_notice)
            yield window.released_at, row
