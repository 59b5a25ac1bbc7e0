"""What the twin can be: github.com when an API version was the newest, or a release of GitHub Enterprise Server."""

from __future__ import annotations

from dataclasses import dataclass

FIRST, SECOND = "2022-11-28", "2026-03-10"
"""The API versions, by the names that `X-GitHub-Api-Version` has for them."""


@dataclass(frozen=True)
class Edition:
    """One state of the product."""

    name: str
    api_versions: tuple[str, ...] = (FIRST,)
    """Newest first. A request that names none gets the last."""
    release: str | None = None
    """The release of GitHub Enterprise Server; None on github.com."""
    features: frozenset[str] = frozenset()
    """What came after the oldest edition, by the words of `operation`."""

    @property
    def mount(self) -> str:
        """The path before all others. Source: the descriptions, `servers`."""
        return "/api/v3" if self.release else ""

    @property
    def documents(self) -> str:
        """Where the vendor explains it, as `documentation_url` has it."""
        if self.release is None:
            return "https://docs.github.com/rest"
        return f"https://docs.github.com/enterprise-server@{self.release.rpartition('.')[0]}/rest"


_DOTCOM = frozenset({"types", "sub_issues", "dependencies", "cursors", "dotcom"})
_YEAR_2026 = frozenset({"fields", "field_values", "pins", "search_type", "relation_events", "duplicate"})
EDITIONS = {
    each.name: each
    for each in (
        Edition("ghes-3.14", release="3.14.0"),
        Edition("2022-11-28", features=_DOTCOM),
        Edition(
            "ghes-3.19",
            release="3.19.0",
            features=frozenset({"dependencies", "field_values", "search_type", "relation_events", "duplicate"}),
        ),
        Edition("2026-03-10", api_versions=(SECOND, FIRST), features=_DOTCOM | _YEAR_2026),
    )
}
VERSIONS = tuple(EDITIONS)
"""Oldest first."""
