"""Linear, as its API was on two days."""

from __future__ import annotations

from tasklab.twin.platform.linear.site import OPTIONS, LinearSite
from tasklab.twin.platform.linear.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform("Linear", VERSIONS, LinearSite, OPTIONS)
