"""A fresh GitHub for each test: the newest, or each of those that are."""

from __future__ import annotations

import pytest
from tests.twin.platform.github.caller import Github

from tasklab.twin.platform.github.version import VERSIONS


@pytest.fixture
def github():
    return Github()


@pytest.fixture(params=VERSIONS)
def each(request):
    return Github(request.param)
