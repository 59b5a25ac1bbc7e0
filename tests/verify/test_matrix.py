"""What gives the target of a version."""

from __future__ import annotations

import pytest

from tasklab.verify.matrix import find_provider
from tasklab.verify.server_provider import ServerProvider
from tasklab.verify.twin_provider import TwinProvider
from tasklab.workspace import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, tmp_path / "specs", is_checkout=True)


def _bind(workspace, platform, text):
    folder = workspace.specs / platform
    folder.mkdir(parents=True)
    (folder / "twin.yaml").write_text(text)


def test_what_has_neither_a_recipe_nor_a_twin_cannot_be_run(workspace):
    assert find_provider(workspace, "desk", "1") is None


def test_a_real_server_comes_before_a_twin(workspace):
    _bind(workspace, "radicale", "parameters: {site: x}\n")
    assert isinstance(find_provider(workspace, "radicale", "3.9"), ServerProvider)


def test_a_twin_stands_in_for_a_version_whose_server_cannot_be_had(workspace):
    text = (
        'stands_in: {"4.0": {because: it was withdrawn, source: "https://desk.example/news"}}\nparameters: {site: x}\n'
    )
    _bind(workspace, "radicale", text)
    assert isinstance(find_provider(workspace, "radicale", "4.0"), TwinProvider)
    assert isinstance(find_provider(workspace, "radicale", "3.9"), ServerProvider)


def test_a_cloud_has_its_twin(workspace):
    _bind(workspace, "desk", "parameters: {site: x}\n")
    assert isinstance(find_provider(workspace, "desk", "1"), TwinProvider)
