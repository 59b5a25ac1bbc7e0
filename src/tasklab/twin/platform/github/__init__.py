"""GitHub's REST API about issues, from its documents: github.com by API version, Enterprise Server by release.

Source: the vendor's OpenAPI descriptions (github/rest-api-description) and https://docs.github.com/rest (2026-11-26).
What the documents leave open, and what was chosen, is in docs/platforms/github.md.
"""

from __future__ import annotations

from tasklab.twin.platform.github.site import OPTIONS, GithubSite
from tasklab.twin.platform.github.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="GitHub", versions=VERSIONS, open=GithubSite, options=OPTIONS)
