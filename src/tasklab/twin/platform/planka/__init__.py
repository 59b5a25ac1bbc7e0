"""Planka's REST API at `/api`, written from its documents.

Source: the vendor's OpenAPI description of 2.x, the routes, inputs and exits that its server declares in 1.26 and 2.x
(https://github.com/plankanban/planka), and sails' rules for inputs (2026-11-27). What they leave open, and what was
chosen, is in docs/platforms/planka.md.
"""

from __future__ import annotations

from tasklab.twin.platform.planka.site import OPTIONS, PlankaSite
from tasklab.twin.platform.planka.version import VERSIONS
from tasklab.twin.site import Platform

PLATFORM = Platform(title="Planka", versions=VERSIONS, open=PlankaSite, options=OPTIONS)
