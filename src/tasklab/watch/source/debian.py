"""Versions in the Debian archive, as this machine's package lists or a madison service tell them.

Debian's lists say which version a suite has now and not since when, so the date is when we saw it.
"""

from __future__ import annotations

import re
import urllib.parse
from typing import TYPE_CHECKING

from tasklab.watch.fetch import Fetch, require_success
from tasklab.watch.release import Release, SourceError

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig

LISTS_ALL = False
_COLUMNS = 3
_PACKAGING = re.compile(r"(?:[+~.](?:dfsg|ds|repack|git|really)[^-]*)$")


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:
    """Fetch the upstream versions of a package."""
    name = urllib.parse.quote(source.which, safe="")
    address = f"{source.url}?package={name}" if source.url else f"apt:{name}"
    reply = require_success(fetch(address, {"Accept": "text/plain"}))
    releases: dict[str, Release] = {}
    for line in reply.body.decode("utf-8", errors="replace").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < _COLUMNS:
            raise SourceError(f"{reply.url}: {line[:80]!r} is not a line of madison: package | version | suite")
        if not _is_wanted(cells[2], source.suites):
            continue
        version = parse_upstream(cells[1])
        # The mirror's address is the machine's own business and stays out of the ledger.
        suite = " ".join(word for word in cells[2].split() if "://" not in word)
        releases.setdefault(version, Release(version, None, "observed", f"{source.which} {cells[1]} in {suite}"))
    return list(releases.values())


def parse_upstream(version: str) -> str:
    """Parse a Debian version into the upstream one: `1:5.0.3+dfsg-3~deb12u6` is 5.0.3.

    Source: deb-version(7), read 2026-11-24.
    """
    without_epoch = version.partition(":")[2] or version
    upstream = without_epoch.rpartition("-")[0] or without_epoch
    # `~` sorts before the end of a version: Debian's way to write a pre-release.
    return _PACKAGING.sub("", upstream).replace("~", "-")


def _is_wanted(where: str, suites: tuple[str, ...]) -> bool:
    words = set(re.split(r"[\s/,]+", where))
    return not suites or not words.isdisjoint(suites)
