"""Tags of a GitHub repository: names without dates, so the date is when we saw them.

Source: REST API "List repository tags", version 2022-11-28; pages by the `Link` header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from tasklab.watch.fetch import require_success
from tasklab.watch.release import Release, SourceError
from tasklab.watch.source.reply import decode_reply, find_version

if TYPE_CHECKING:
    from tasklab.watch.config import SourceConfig
    from tasklab.watch.fetch import Fetch

LISTS_ALL = True
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_MOST_PAGES = 30

T = TypeVar("T")


class _Tag(msgspec.Struct):
    name: str


def fetch_releases(source: SourceConfig, fetch: Fetch) -> list[Release]:
    """Fetch the tags that look like a version."""
    return [
        Release(version, None, "observed", f"https://github.com/{source.which}/tree/{tag.name}")
        for tag in fetch_pages(source, fetch, "tags", _Tag)
        if (version := find_version(tag.name, source))
    ]


def fetch_pages(source: SourceConfig, fetch: Fetch, what: str, shape: type[T]) -> list[T]:
    """Fetch every page of a list of a repository.

    Raises: SourceError when one page fails, or there are more than can be right: half a list is no answer.
    """
    root = (source.url or "https://api.github.com").rstrip("/")
    found: list[T] = []
    for page in range(1, _MOST_PAGES + 1):
        url = f"{root}/repos/{source.which}/{what}?per_page=100&page={page}"
        reply = require_success(fetch(url, _HEADERS))
        found += decode_reply(reply, list[shape])  # type: ignore[valid-type]
        if 'rel="next"' not in reply.headers.get("link", ""):
            return found
    raise SourceError(f"{root}/repos/{source.which}/{what}: more than {_MOST_PAGES} pages of 100")
