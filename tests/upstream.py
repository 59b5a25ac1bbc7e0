"""Where the vendors' own descriptions and release histories are, on machines that have them."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(os.environ.get("TASKLAB_VENDOR_DIR") or Path(__file__).parents[2] / "shared" / "upstream")
"""May be absent: tests that need it skip, and say so."""
