"""monday.com's GraphQL API, written from its documents.

Source: the schemas of 2025-04 and 2026-10 (https://api.monday.com/v2/get_schema), the reference, guides and changelog
at https://developer.monday.com/api-reference (read 2026-11-27), and answers of the product that its callers quote.
What the documents leave open, and what was chosen, is in docs/platforms/monday.md.
"""

from __future__ import annotations

from tasklab.twin.platform.monday.site import OPTIONS, MondaySite
from tasklab.twin.platform.monday.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="monday.com", versions=VERSIONS, open=MondaySite, options=OPTIONS)
