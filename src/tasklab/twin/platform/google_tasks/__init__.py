"""Google Tasks, API v1, with Google's OAuth 2.0 token endpoint beside it.

Source: the vendor's discovery documents, https://developers.google.com/workspace/tasks/overview and the pages around
it, https://developers.google.com/identity/protocols/oauth2/web-server (2026-11-27).
What the documents leave open, and what was chosen, is in docs/platforms/google-tasks.md.
"""

from __future__ import annotations

from tasklab.twin.platform.google_tasks.site import OPTIONS, GoogleTasksSite
from tasklab.twin.platform.google_tasks.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Google Tasks", versions=VERSIONS, open=GoogleTasksSite, options=OPTIONS)
