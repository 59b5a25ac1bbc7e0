"""A fresh Linear for each test."""

from __future__ import annotations

import pytest
from tests.twin.platform.linear.caller import Linear


@pytest.fixture
def linear():
    return Linear()
