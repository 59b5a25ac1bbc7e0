"""Which days' API the twin knows: Linear's has no version numbers; a day names the schema that was published then."""

from __future__ import annotations

OLDER, NEWER = "2024-10-04", "2026-07-22"
VERSIONS = (OLDER, NEWER)
