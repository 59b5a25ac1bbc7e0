"""Linear's GraphQL API, written from its documents.

Source: the schemas of the days that the versions name (https://github.com/linear/linear), the guides on
https://linear.app/developers (read 2026-11-26), and what callers report of its answers.
What the documents leave open, and what was chosen, is in docs/platforms/linear.md.
"""

from __future__ import annotations

from tasklab.twin.platform.linear.site import OPTIONS, LinearSite
from tasklab.twin.platform.linear.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Linear", versions=VERSIONS, open=LinearSite, options=OPTIONS)
