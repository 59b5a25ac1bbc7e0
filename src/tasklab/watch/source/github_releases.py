"""Releases of a GitHub repository.

Source: REST API "List releases", version 2022-11-28.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tasklab.watch.release import Release
from tasklab.watch.source.github_tags import fetch_pages
from tasklab.watch.source.reply import find_version, parse_moment

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig
    from tasklab.watch.fetch import Fetch

LISTS_ALL = True


class _GithubRelease(msgspec.Struct):
    tag_name: str
    html_url: str
    published_at: str | None = None
    draft: bool = False
    prerelease: bool = False


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:
    """Fetch what was published, drafts left out."""
    found = fetch_pages(source, fetch, "releases", _GithubRelease)
    return [
        Release(version, parse_moment(item.published_at, item.html_url), "vendor", item.html_url, item.prerelease)
        for item in found
        if not item.draft and (version := find_version(item.tag_name, source))
    ]
