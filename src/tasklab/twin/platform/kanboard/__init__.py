"""Kanboard's JSON-RPC API, written from its documents.

Source: https://docs.kanboard.org/v1/api/ and the signatures of the procedures in each release (2026-11-26).
What the documents leave open, and what was chosen, is in docs/platforms/kanboard.md.
"""

from __future__ import annotations

from tasklab.twin.platform.kanboard.site import OPTIONS, KanboardSite
from tasklab.twin.platform.kanboard.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Kanboard", versions=VERSIONS, open=KanboardSite, options=OPTIONS)
