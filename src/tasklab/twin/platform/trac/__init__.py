"""Trac with its plug-in for remote procedures, in JSON and in XML.

Source: the sources of Trac and of the plug-in, and servers of Trac 1.0.20, 1.2.6 and 1.4.4 (2026-11-27).
What was found and what was left out is in docs/platforms/trac.md.
"""

from __future__ import annotations

from tasklab.twin.platform.trac.site import OPTIONS, TracSite
from tasklab.twin.platform.trac.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Trac", versions=VERSIONS, open=TracSite, options=OPTIONS)
