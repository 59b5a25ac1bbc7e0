"""A fresh Trello for each test."""

from __future__ import annotations

import pytest
from tests.twin.platform.trello.caller import Trello


@pytest.fixture
def trello():
    return Trello()
