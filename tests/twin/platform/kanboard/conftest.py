"""A fresh Kanboard for each test."""

from __future__ import annotations

import pytest
from tests.twin.sample import Kanboard


@pytest.fixture
def kanboard():
    return Kanboard()
