"""A fresh site for each test: the newest, or each of those that are."""

from __future__ import annotations

import pytest
from tests.twin.platform.azure_devops.caller import Azure

from tasklab.twin.platform.azure_devops.version import VERSIONS


@pytest.fixture
def azure():
    return Azure()


@pytest.fixture(params=VERSIONS)
def each(request):
    return Azure(request.param)
