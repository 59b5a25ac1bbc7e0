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
from markupsafe import Markup

from tasklab.report import word
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
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]|^\.")
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


def slug(name: str) -> str:
    """Return a file name for a platform or version: what is not plain is written as its code point."""
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}", name) or "_"


def platform_file(platform: str) -> str:
    """Return the page of a platform, from the root of the site."""
    return f"platform/{slug(platform)}.html"


def version_file(platform: str, version: str) -> str:
    """Return the page of a version, from the root of the site."""
    return f"version/{slug(platform)}_{slug(version)}.html"


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
                class_of=_class_of,
                mark_of=_word_mark,
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
    rows = [row for platform in report.platforms for row in _list_rows(platform)]
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


def _list_rows(platform: PlatformPart) -> Iterator[dict[str, Any]]:
    """List the rows of the picture; what is neither the newest nor the newest supported can be left out of sight."""
    current = {id(platform.newest), id(platform.served)}
    for index, version in enumerate(platform.versions):
        tone, standing = word.find_standing(version)
        usual = _find_usual(version)
        words = (usual, "first" if index == 0 else "", "" if id(version) in current else "past")
        yield {
            "css": " ".join(filter(None, words)),
            "name": platform.name,
            "version": version.version,
            "words": f"{platform.name} {platform.platform} {version.version}".lower(),
            "state": _list_states(version),
            "codes": "".join(map(word.find_code, version.cells)),
            "level": version.level[0] if version.level else "",
            "proof": version.level or "no proof",
            "ran": f"{version.ran_at:%Y-%m-%d}" if version.ran_at else "",
            "is_stale": version.freshness == "stale",
            "file": version_file(platform.platform, version.version),
            "tone": tone,
            "standing": standing,
            "cells": Markup("").join(_render_cell(cell, usual) for cell in version.cells),
        }


def _list_states(version: VersionPart) -> str:
    """List the words that the filter by state knows and that are true of a version."""
    is_supported = version.status in {"supported", "deprecated"}
    claims = {
        "supported": is_supported,
        "unsupported": not is_supported,
        "late": version.is_late,
        "due": version.window is not None and version.window.result == "open",
        "broken": version.status == "broken",
        "stale": version.freshness == "stale",
    }
    return " ".join(name for name, is_true in claims.items() if is_true)


def find_css(cell: Cell, usual: str) -> str:
    """Return the classes that colour a cell; none for what is verified at the level that is usual where it stands."""
    code = word.find_code(cell)
    verdict = f"v{code}" if cell.verdict == "verified" else code
    if cell.is_stale and cell.verdict != "unverified":
        return f"{verdict} old"
    return "" if verdict == usual else verdict


def _find_usual(version: VersionPart) -> str:
    """Find the class of most cells of a version: rows and tables name it once, so that a site of many stays small."""
    return f"v{version.run.level[0]}" if version.run else ""


def _class_of(cell: Cell, usual: str) -> Markup:
    css = find_css(cell, usual)
    quoted = f'"{css}"' if " " in css else css
    return Markup(f" class={quoted}" if css else "")  # noqa: S704 - made of our own letters alone


def _render_cell(cell: Cell, usual: str) -> Markup:
    return Markup(f"<td{_class_of(cell, usual)}>{word.find_mark(cell)}")  # noqa: S704 - made of our own letters alone


def _word_mark(cell: Cell) -> str:
    """Word what stands beside a method: level and cases of what is verified, or its verdict."""
    if cell.verdict != "verified":
        return cell.verdict
    return f"{word.find_mark(cell)} {cell.cases}"


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
                usual=_find_usual(version),
                objects=[(name, list(cells)) for name, cells in groupby(version.cells, _find_object)],
            ),
        )


def _find_object(cell: Cell) -> str:
    return METHODS[cell.method].object
