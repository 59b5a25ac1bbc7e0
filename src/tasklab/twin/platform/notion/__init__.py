"""Notion's API, written from its documents.

Source: the types that the vendor generates for its client https://github.com/makenotion/notion-sdk-js (4.0.2, 5.1.0,
5.26.0), the reference and guides on https://developers.notion.com (read 2026-11-27), and what callers report of its
answers. What the documents leave open, and what was chosen, is in docs/platforms/notion.md.
"""

from __future__ import annotations

from tasklab.twin.platform.notion.site import OPTIONS, NotionSite
from tasklab.twin.platform.notion.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Notion", versions=VERSIONS, open=NotionSite, options=OPTIONS)
