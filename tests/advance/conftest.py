from __future__ import annotations

import shutil

import pytest
from tests.advance.sample import Clock, Lab, make_lab


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Make the two versions once: generating adapters is most of what a lab costs."""
    root = tmp_path_factory.mktemp("lab")
    make_lab(root)
    return root


@pytest.fixture
def lab(template, tmp_path):
    """Give a lab with two versions, both released."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Lab(tmp_path, Clock())
