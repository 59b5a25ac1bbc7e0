"""Trello's REST API, version 1, written from its documents.

Source: the description at https://developer.atlassian.com/cloud/trello/swagger.v3.json as it was on two dates, and the
guides at https://developer.atlassian.com/cloud/trello/guides/rest-api/ (2026-11-27). What these leave open, and what
was chosen, is in docs/platforms/trello.md.
"""

from __future__ import annotations

from tasklab.twin.platform.trello.site import OPTIONS, TrelloSite
from tasklab.twin.platform.trello.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Trello", versions=VERSIONS, open=TrelloSite, options=OPTIONS)
