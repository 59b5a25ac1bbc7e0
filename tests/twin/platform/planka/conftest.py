"""A fresh Planka for each test."""

from __future__ import annotations

import pytest
from tests.twin.platform.planka.sample import Planka

from tasklab.twin.platform.planka.version import VERSIONS


@pytest.fixture
def planka():
    return Planka()


@pytest.fixture(params=VERSIONS)
def every(request):
    """One of each version."""
    return Planka(request.param)


@pytest.fixture
def first():
    return Planka("1.26")
