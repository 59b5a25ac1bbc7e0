"""Asana's REST API 1.0, written from its documents.

Source: the description https://github.com/Asana/openapi of the days that the versions name, the guides on
https://developers.asana.com/docs (read 2026-11-26), and what callers report of its answers.
What the documents leave open, and what was chosen, is in docs/platforms/asana.md.
"""

from __future__ import annotations

from tasklab.twin.platform.asana.site import OPTIONS, AsanaSite
from tasklab.twin.platform.asana.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Asana", versions=VERSIONS, open=AsanaSite, options=OPTIONS)
