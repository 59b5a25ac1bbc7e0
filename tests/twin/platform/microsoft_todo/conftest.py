"""A fresh site for each test: of v1.0, or of each version."""

from __future__ import annotations

import pytest
from tests.twin.platform.microsoft_todo.caller import Graph

from tasklab.twin.platform.microsoft_todo.version import VERSIONS


@pytest.fixture
def graph():
    return Graph()


@pytest.fixture(params=VERSIONS)
def each(request):
    return Graph(request.param)
