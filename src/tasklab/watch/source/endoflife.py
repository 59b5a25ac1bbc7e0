"""Releases from JSON as endoflife.date publishes it: cycles with their first and latest release, or versions by date.

The dates are days, gathered from the vendors. Source: endoflife.date API v0 and v1; release-data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tasklab.watch.fetch import Fetch, require_success
from tasklab.watch.release import Release, SourceError
from tasklab.watch.source.reply import decode_reply, find_version, parse_moment

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig

LISTS_ALL = False


class _Cycle(msgspec.Struct, rename="camel"):
    """One cycle of API v0."""

    cycle: str
    release_date: str | None = None
    latest: str | None = None
    latest_release_date: str | None = None


class _Named(msgspec.Struct):
    name: str
    date: str | None = None


class _NamedCycle(msgspec.Struct, rename="camel"):
    """One cycle of API v1."""

    name: str
    release_date: str | None = None
    latest: _Named | None = None


class _Result(msgspec.Struct):
    releases: list[_NamedCycle]


class _Document(msgspec.Struct):
    """API v1, or a file of release-data."""

    result: _Result | None = None
    versions: dict[str, str | _Named] | None = None


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:
    """Fetch what is said about a product: `which` is its name, or with `url` the name of the file there."""
    address = f"{(source.url or 'https://endoflife.date/api').rstrip('/')}/{source.which}.json"
    reply = require_success(fetch(address, {"Accept": "application/json"}))
    if reply.body.lstrip()[:1] == b"[":
        pairs = _list_cycles(decode_reply(reply, list[_Cycle]))
    else:
        pairs = _list_document(decode_reply(reply, _Document))
    if not pairs:
        raise SourceError(f"{reply.url}: neither cycles nor versions in it")
    releases: dict[str, Release] = {}
    for text, day in pairs:
        version = find_version(text, source)
        if version and day and version not in releases:
            releases[version] = Release(version, parse_moment(day, reply.url), "vendor", reply.url)
    return list(releases.values())


def _list_cycles(cycles: list[_Cycle]) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for each in cycles:
        found.append((each.cycle, each.release_date))
        if each.latest:
            found.append((each.latest, each.latest_release_date))
    return found


def _list_document(document: _Document) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for each in document.result.releases if document.result else []:
        found.append((each.name, each.release_date))
        if each.latest:
            found.append((each.latest.name, each.latest.date))
    for name, value in (document.versions or {}).items():
        found.append((name, value if isinstance(value, str) else value.date))
    return found
