"""A fresh monday.com for each test, in the newest version, in those with pages of items, or in every one."""

from __future__ import annotations

import pytest
from tests.twin.platform.monday.caller import Monday

from tasklab.twin.platform.monday.version import VERSIONS


@pytest.fixture
def monday():
    return Monday()


@pytest.fixture(params=VERSIONS)
def any_monday(request):
    return Monday(request.param)


@pytest.fixture(params=VERSIONS[1:])
def paged_monday(request):
    return Monday(request.param)
