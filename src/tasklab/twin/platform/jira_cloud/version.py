"""The versions of the twin: an API version of Jira Cloud, at a time.

A site has always served the API versions 2 and 3 beside each other; which one answers is said by the path. The
version of the twin says of which time the site is. Source: https://developer.atlassian.com/changelog/#CHANGE-2046
(the search that was removed between May and October 2025).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edition:
    """A time of Jira Cloud."""

    has_old_search: bool
    """Whether `/search` is served; otherwise it answers 410."""
    moves_from_anywhere: bool
    """Whether a bulk move takes issues of several projects and types, and is answered 201; otherwise 200."""


_BEFORE = Edition(has_old_search=True, moves_from_anywhere=False)
_EDITIONS = {"v2": _BEFORE, "v3": _BEFORE, "v3-2025": Edition(has_old_search=False, moves_from_anywhere=True)}
VERSIONS = tuple(_EDITIONS)
APIS = ("2", "3")
"""The versions of the API that a path can name."""
ADF_API = "3"
"""The API version in which long texts are documents, and not wiki markup."""


def edition_of(version: str) -> Edition:
    """Return what a version stands for."""
    return _EDITIONS[version]
