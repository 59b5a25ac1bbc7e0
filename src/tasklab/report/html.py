"""`index.html`: one self-contained page, versions by methods, that opens from a file without a network."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from tasklab.report.markdown import render_window
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.report.compatibility import Compatibility, VersionPart

_WORRIES = 5
MARKS = {"verified": "✓", "failing": "✗", "unverified": "?", "unavailable": "\N{EN DASH}", "waived": "w"}
LEVELS = {"twin": "T", "recorded": "R", "server": "S", "live": "L"}


def render_html(report: Compatibility) -> str:
    """Render the page. Every text from outside is escaped by the template engine."""
    environment = Environment(
        loader=PackageLoader("tasklab.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    objects = [(name, len(list(group))) for name, group in groupby(METHODS.values(), lambda method: method.object)]
    return environment.get_template("compatibility.html.j2").render(
        report=report,
        objects=objects,
        methods=METHODS,
        marks=MARKS,
        levels=LEVELS,
        worries=find_worries(report),
        render_window=render_window,
    )


def find_worries(report: Compatibility) -> list[tuple[str, VersionPart]]:
    """Find what to worry about first: open windows by how little time is left, at most five."""
    pairs = [
        (platform.name, version)
        for platform in report.platforms
        for version in platform.versions
        if version.window and version.window.days_left is not None
    ]
    return sorted(pairs, key=lambda pair: (pair[1].window.days_left if pair[1].window else 0, pair[0]))[:_WORRIES]
