"""What holds for all tests: a property has no deadline, because a busy machine is no fault of the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tests", settings(deadline=None))  # the rest as it was: on CI Hypothesis has settings for it
settings.load_profile("tests")
