"""Releases that a vendor states on a page for people, where no machine can ask: written down with the page of each.

A dated API has no registry and no feed: its changelog says in words when a version came. What is written down here was
read by a person; nothing new is ever found by it, so another source stands beside it wherever there is one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tasklab.watch.release import Release, SourceError

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig
    from tasklab.watch.fetch import Fetch

LISTS_ALL = True


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:  # noqa: ARG001 - nothing is asked
    """Return what is written down: `which` is the page. A day counts from its first moment in UTC.

    Raises: SourceError where nothing is.
    """
    if not source.releases:
        raise SourceError(f"{source.which}: no `releases` are written down for it")
    return [
        Release(version, dt.datetime.combine(stated.day, dt.time(), dt.UTC), "vendor", stated.url or source.which)
        for version, stated in source.releases.items()
    ]
