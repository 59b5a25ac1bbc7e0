"""The first spec of a new version: what is known from its release, standing on the version before."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.ledger.version import UnreadableVersionError, parse_version
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tasklab.ledger.version import ParsedVersion, Scheme
    from tasklab.watch.config import PlatformConfig
    from tasklab.watch.window import Window

_MARK = "# Written by `tasklab advance`; once you change it, it is yours."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOT_YET = '{because: Not looked into yet., source: "https://example.org/api"}'


@dataclass(frozen=True)
class Scaffold:
    """What a first spec says."""

    version: str
    released_on: date | None
    source: str
    """Who says when it was released; empty as long as nobody does."""
    extends: str
    because: str
    """Where the vendor lists what changed."""

    def render(self, todo: Sequence[str] = ()) -> str:
        """Render it as YAML; `todo` names what keeps it from the gate."""
        what = f"No difference from {self.extends} is known; the contract decides whether there is one."
        lines = [
            _MARK,
            f"version: {_quote(self.version)}",
            *([f"released: {self.released_on}", f"source: {_quote(self.source)}"] if self.released_on else []),
            f"extends: {_quote(self.extends)}",
            "changes:",
            f"  - what: {_quote(what)}",
            f"    because: {_quote(self.because)}",
        ]
        if todo:
            lines += ["todo:", *(f"  - {_quote(item)}" for item in todo)]
        return "\n".join(lines) + "\n"

    def is_own(self, text: str) -> bool:
        """Whether a file is still what was written here, with whatever `todo`: nobody has changed it since."""
        head, mark, rest = text.partition("todo:\n")
        items = [line for line in rest.splitlines() if not line.startswith("  - ")]
        return head == self.render() and not (mark and items)


def plan_scaffold(config: PlatformConfig, version: str, window: Window | None, extends: str) -> Scaffold:
    """Plan the first spec of a version from what the ledger knows of its release, which may be nothing yet."""
    because = config.links.changelog or config.links.home or config.name
    if window is None:
        return Scaffold(version, None, "", extends, because)
    opened = window.opened_by
    source = f"{opened.source}: {opened.url}" if opened.url else opened.source
    return Scaffold(version, window.opened_at.date(), source, extends, because)


def find_parent(version: str, specified: Iterable[str], scheme: Scheme) -> str | None:
    """Find the newest version with a spec that is lower than this one.

    Raises: UnreadableVersionError when the version itself cannot be read.
    """
    own = parse_version(version, scheme)
    lower = [
        (parsed, name) for name in specified if (parsed := _parse_or_none(name, scheme)) is not None and parsed < own
    ]
    return max(lower)[1] if lower else None


def render_platform(platform: str, package: str, since: str) -> str:
    """Render the first `platform.yaml`: of a cloud where the version is a day, else of a product in the index."""
    title = platform.replace("-", " ").title()
    is_dated = _DAY.fullmatch(since) is not None
    return f"""\
platform: {platform}
name: {title}
summary: What it is, in one sentence.
kind: {"cloud" if is_dated else "product"}
links:
  home: https://example.org/
  api: https://example.org/api
  changelog: https://example.org/changes
level: {"twin" if is_dated else "server"}
watch:
{_render_dated(since) if is_dated else _render_indexed(package, since)}"""


def _render_indexed(package: str, since: str) -> str:
    return f"""\
  scheme: pep440
  track: minor
  since: {_quote(since)}
  sources:
    - {{source: package_index, which: {_quote(package)}}}
"""


def _render_dated(since: str) -> str:
    return f"""\
  scheme: date
  track: each
  since: {_quote(since)}
  sources:
    - source: stated
      which: https://example.org/changes
      releases:
        {_quote(since)}: {{day: {_quote(since)}, url: "https://example.org/changes"}}
"""


def render_first_version(version: str) -> str:
    """Render the first version of a platform: valid, and claiming nothing."""
    absences = "".join(f"  {name}: {_NOT_YET}\n" for name in METHODS)
    return f"""\
version: {_quote(version)}
kind: {"dated" if _DAY.fullmatch(version) else "product"}
todo:
  - Read the vendor's documents; declare every method, or say under `unavailable` who says that it cannot be done.

connection:
  parameters:
    site: {{title: Site, type: url, description: Address of the site.}}
    token: {{title: Token, type: secret, description: Personal access token.}}
  base_url: "{{+site}}"
  auth: {{kind: bearer, token: $token}}

entities: {{}}

methods: {{}}

unavailable:
{absences}"""


def _parse_or_none(text: str, scheme: Scheme) -> ParsedVersion | None:
    try:
        return parse_version(text, scheme)
    except UnreadableVersionError:
        return None


def _quote(text: str) -> str:
    """Quote for YAML: JSON's strings are YAML's."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
