"""What holds for all tests: a property has no deadline, because a busy machine is no fault of the code."""

from __future__ import annotations

import os

from hypothesis import settings

for name in ("FORCE_COLOR", "NO_COLOR"):  # what a test reads does not depend on who looks at its output
    os.environ.pop(name, None)

settings.register_profile("tests", settings(deadline=None))  # the rest as it was: on CI Hypothesis has settings for it
settings.load_profile("tests")
