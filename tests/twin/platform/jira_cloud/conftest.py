"""A fresh site for each test: the newest, or each of those that are."""

from __future__ import annotations

import pytest
from tests.twin.platform.jira_cloud.caller import Jira

from tasklab.twin.platform.jira_cloud.version import VERSIONS


@pytest.fixture
def jira():
    return Jira()


@pytest.fixture(params=VERSIONS)
def each(request):
    return Jira(request.param)
