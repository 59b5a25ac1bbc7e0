"""A fresh Asana for each test."""

from __future__ import annotations

import pytest
from tests.twin.platform.asana.caller import Asana


@pytest.fixture
def asana():
    return Asana()
