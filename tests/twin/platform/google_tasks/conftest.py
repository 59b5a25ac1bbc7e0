"""A fresh site for each test: of the newest version, or of each."""

from __future__ import annotations

import pytest
from tests.twin.platform.google_tasks.caller import Tasks

from tasklab.twin.platform.google_tasks.version import VERSIONS


@pytest.fixture
def tasks():
    return Tasks()


@pytest.fixture(params=VERSIONS)
def each(request):
    return Tasks(request.param)
