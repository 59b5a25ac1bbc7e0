"""A fresh Notion for each test, in every version or in the newest."""

from __future__ import annotations

import pytest
from tests.twin.platform.notion.caller import Notion

from tasklab.twin.platform.notion.version import VERSIONS


@pytest.fixture(params=VERSIONS)
def any_notion(request):
    return Notion(request.param)


@pytest.fixture
def notion():
    return Notion()
