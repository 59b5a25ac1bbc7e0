"""A fresh environment for each test: of 1.2, or of each version."""

from __future__ import annotations

import pytest
from tests.twin.platform.trac.caller import CUSTOM, Trac

from tasklab.twin.platform.trac.version import VERSIONS


@pytest.fixture
def trac():
    return Trac()


@pytest.fixture(params=VERSIONS)
def each(request):
    return Trac(request.param)


@pytest.fixture(params=VERSIONS)
def custom(request):
    return Trac(request.param, ticket_custom=CUSTOM)
