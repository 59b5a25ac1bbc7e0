"""Jira Cloud's platform REST API, versions 2 and 3, written from its documents.

Source: the descriptions https://developer.atlassian.com/cloud/jira/platform/swagger.v3.json and swagger-v3.v3.json of
the days that the versions stand for, the guides beside them, and what callers report of its answers (read
2026-11-27). What the documents leave open, and what was chosen, is in docs/platforms/jira-cloud.md.
"""

from __future__ import annotations

from tasklab.twin.platform.jira_cloud.site import OPTIONS, JiraSite
from tasklab.twin.platform.jira_cloud.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Jira Cloud", versions=VERSIONS, open=JiraSite, options=OPTIONS)
