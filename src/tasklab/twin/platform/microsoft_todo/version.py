"""The versions of Microsoft Graph that have To Do. The path of a request names one; a site serves both."""

from __future__ import annotations

VERSIONS = ("v1.0", "beta")
