"""The static site: self-contained pages that open from a file, without a server and without a network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tasklab.report import word
from tasklab.report.address import platform_file, slug, version_file
from tasklab.report.badge import render_badges
from tasklab.report.calendar import render_calendar
from tasklab.report.chart import render_stacks, render_timeline
from tasklab.report.document import SCHEMA_NAME, find_absences, render_document, render_schema
from tasklab.report.event import EVENT_KINDS
from tasklab.report.feed import render_feed
from tasklab.report.figure import (
    fold_coverage,
    fold_service,
    fold_stacks,
    fold_tiles,
    fold_timeline,
    is_unchecked,
)
from tasklab.report.matrix import class_of, find_usual, list_rows, word_mark
from tasklab.report.notes import render_notes
from tasklab.report.part import VERDICTS
from tasklab.report.table import render_csv, render_readme_table
from tasklab.report.text import enrich
from tasklab.report.worry import find_worries
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tasklab.report.description import ObjectDescription, SpecDescription
    from tasklab.report.event import Event
    from tasklab.report.part import Cell, Compatibility, PlatformPart, VersionPart
    from tasklab.report.peer import Peer

PAGES = (
    ("index.html", "Compatibility"),
    ("deadlines.html", "Deadlines"),
    ("coverage.html", "Coverage"),
    ("service.html", "Service"),
    ("changes.html", "Changes"),
)
_SHOWN_EVENTS = 250
_LAST_EVENTS = 6
_INDENT = re.compile(r"\n[ \n]+")


@dataclass(frozen=True)
class SiteSource:
    """What the site is made from."""

    report: Compatibility
    events: Sequence[Event]
    """Newest first."""
    describe: Callable[[str, str], SpecDescription | None]
    """What the spec of a version says; None where there is none, or it is not valid."""
    peers: Sequence[Peer] = ()
    find_notes: Callable[[str], str] = lambda _platform: ""
    """Notes about a platform, as Markdown; empty where there are none."""
    base: str = ""
    """The address the site is published at, with its last slash; feeds then hold whole addresses."""


def render_site(source: SiteSource) -> dict[str, str]:
    """Render every file of the site: path to text."""
    report = source.report
    base = f"{source.base.rstrip('/')}/" if source.base else ""
    find_page = partial(_event_file, report)
    return {
        **dict(_render_pages(source)),
        "assets/site.css": _read_asset("site.css"),
        "assets/site.js": _read_asset("site.js"),
        "compatibility.json": render_document(report),
        SCHEMA_NAME: render_schema(),
        "compatibility.csv": render_csv(report),
        "table.md": render_readme_table(report),
        "deadlines.ics": render_calendar(report),
        "feed.atom": render_feed(source.events, report.on, find_page, base),
        **{f"badges/{slug(name)}.svg": image for name, image in render_badges(report).items()},
    }


def _event_file(report: Compatibility, event: Event) -> str:
    if event.version and report.find(event.platform, event.version):
        return version_file(event.platform, event.version)
    return platform_file(event.platform)


def _read_asset(name: str) -> str:
    return (files("tasklab.report") / "assets" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tasklab.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["enrich"] = enrich
    return environment


@dataclass(frozen=True)
class _Press:
    """Renders templates with what all pages share."""

    report: Compatibility

    def render(self, template: str, here: str, **content: Any) -> str:
        """Render one page; links are relative, so the site may lie anywhere."""
        up = "../" * here.count("/")
        text = (
            _environment()
            .get_template(template)
            .render(
                report=self.report,
                pages=PAGES,
                here=here,
                up=up,
                slug=slug,
                platform_file=lambda platform: up + platform_file(platform),
                version_file=lambda platform, version: up + version_file(platform, version),
                event_file=lambda event: up + _event_file(self.report, event),
                find_standing=word.find_standing,
                word_window=word.word_window,
                word_validated=word.word_validated,
                level_words=word.LEVEL_WORDS,
                short_levels=word.SHORT_LEVELS,
                level_marks=word.LEVEL_MARKS,
                class_of=class_of,
                mark_of=word_mark,
                **content,
            )
        )
        return _INDENT.sub("\n", text)


def _render_pages(source: SiteSource) -> Iterator[tuple[str, str]]:
    report, press = source.report, _Press(source.report)
    worries = find_worries(report)
    yield "index.html", _render_index(press, worries)
    bars = fold_timeline(report)
    yield (
        "deadlines.html",
        press.render(
            "deadlines.html.j2",
            "deadlines.html",
            found_worries=worries,
            timeline={"bars": bars, "svg": render_timeline(bars, report.on)},
            windows=_list_windows(report),
        ),
    )
    yield "coverage.html", _render_coverage(press, source.peers)
    yield "service.html", press.render("service.html.j2", "service.html", service=fold_service(report))
    yield "changes.html", _render_changes(press, source.events)
    for platform in report.platforms:
        yield from _render_platform(press, platform, source)


def _render_index(press: _Press, worries: Sequence[Any]) -> str:
    report = press.report
    names = [entry.object for entry in METHODS.values()]
    objects = [
        (name, (where := [i for i, each in enumerate(names) if each == name])[0], where[-1] + 1)
        for name in dict.fromkeys(names)
    ]
    rows = [row for platform in report.platforms for row in list_rows(platform)]
    return press.render(
        "index.html.j2",
        "index.html",
        tiles=fold_tiles(report),
        found_worries=worries,
        is_unchecked=is_unchecked(report),
        columns=[(entry.name, entry.tier == "core") for entry in METHODS.values()],
        objects=objects,
        rows=rows,
    )


def _list_windows(report: Compatibility) -> list[tuple[PlatformPart, VersionPart]]:
    pairs = [(platform, version) for platform in report.platforms for version in platform.versions if version.window]
    far = timedelta(days=100_000)

    def order(pair: tuple[PlatformPart, VersionPart]) -> tuple[bool, float, str]:
        window = pair[1].window
        if window is None or window.days_left is None:
            age = -window.due_at.timestamp() if window else float(far.days)
            return True, age, pair[0].name
        return False, window.days_left, pair[0].name

    return sorted(pairs, key=order)


def _render_coverage(press: _Press, peers: Sequence[Peer]) -> str:
    report = press.report
    coverage = fold_coverage(report)
    stacks = fold_stacks(coverage)
    chart = render_stacks(stacks, len(report.methods), "Methods by platform") if stacks else ""
    versions = [version for platform in report.platforms for version in platform.versions]
    return press.render(
        "coverage.html.j2",
        "coverage.html",
        coverage=coverage,
        bars={"count": len(stacks), "svg": chart},
        peers=peers,
        object_count=len({entry.object for entry in METHODS.values()}),
        served_count=sum(platform.served is not None for platform in report.platforms),
        supported_count=sum(version.status in {"supported", "deprecated"} for version in versions),
    )


def _render_changes(press: _Press, events: Sequence[Event]) -> str:
    shown = events[:_SHOWN_EVENTS]
    groups = [(day, list(group)) for day, group in groupby(shown, lambda event: event.at.date())]
    left_out = max(0, len(events) - len(shown))
    since = [(f"the last {days} days", press.report.on - timedelta(days=days)) for days in (7, 30, 90)]
    return press.render(
        "changes.html.j2", "changes.html", days=groups, kinds=EVENT_KINDS, left_out=left_out, since=since
    )


def _render_platform(press: _Press, platform: PlatformPart, source: SiteSource) -> Iterator[tuple[str, str]]:
    described = [
        (version.version, source.describe(platform.platform, version.version)) for version in platform.versions
    ]
    known = [description for _, description in described if description]
    said = {name: (because, where) for each in reversed(known) for name, because, where in each.unavailable}
    here = platform_file(platform.platform)
    yield (
        here,
        press.render(
            "platform.html.j2",
            here,
            platform=platform,
            described=described,
            absences=_group_absences(platform, said),
            hooks=known[0].hooks if known else (),
            notes=render_notes(source.find_notes(platform.platform)),
            moved=[event for event in source.events if event.platform == platform.platform][:_LAST_EVENTS],
        ),
    )
    yield from _render_versions(press, platform, dict(described))


def _group_absences(platform: PlatformPart, said: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Group what a platform cannot do: methods with the same reason, proof and versions stand together."""
    groups: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = {}
    for (method, proof), versions in find_absences(platform).items():
        because, source = said.get(method, ("", ""))
        key = (because, source, proof.replace(f"[{method}]", ""), tuple(versions))
        groups.setdefault(key, []).append(method)
    return [
        {"methods": methods, "because": because, "source": source, "proof": proof, "versions": versions}
        for (because, source, proof, versions), methods in groups.items()
    ]


def _render_versions(
    press: _Press, platform: PlatformPart, described: Mapping[str, SpecDescription | None]
) -> Iterator[tuple[str, str]]:
    first_with: dict[tuple[ObjectDescription, ...], str] = {}
    for version in platform.versions:
        here, description = version_file(platform.platform, version.version), described[version.version]
        counts = ", ".join(f"{count} {verdict}" for verdict in VERDICTS if (count := version.count(verdict)))
        # Fields rarely change from version to version: they are shown once, on the newest page that has them so.
        same = first_with.setdefault(description.objects, version.version) if description else ""
        yield (
            here,
            press.render(
                "version.html.j2",
                here,
                platform=platform,
                version=version,
                description=description,
                same_fields="" if same == version.version else same,
                counts=counts,
                usual=find_usual(version),
                objects=[(name, list(cells)) for name, cells in groupby(version.cells, _find_object)],
            ),
        )


def _find_object(cell: Cell) -> str:
    return METHODS[cell.method].object
