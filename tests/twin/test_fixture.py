"""The fixtures for other people's tests, in a run of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
USING = """
import json, urllib.request

def test_in_process(tasklab_twin):
    twin = tasklab_twin("kanboard", "1.2.40")
    assert twin.version == "1.2.40"

def test_over_http(tasklab_twin, tasklab_twin_server):
    url = tasklab_twin_server(tasklab_twin("kanboard"))
    request = urllib.request.Request(f"{url}/jsonrpc.php", data=b"nonsense")
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["error"]["code"] == -32700
"""
NOT_USING = """
import sys

def test_nothing_was_loaded():
    loaded = {name for name in sys.modules if name.startswith(("tasklab", "h11", "msgspec"))}
    assert loaded <= {"tasklab", "tasklab.twin", "tasklab.twin.fixture"}
"""


def run(folder, text):
    (folder / "test_theirs.py").write_text(text)
    options = ["-q", "-p", "tasklab.twin.fixture", "-p", "no:cacheprovider", "--rootdir", ".", "-c", os.devnull]
    argv = [sys.executable, "-m", "pytest", *options, "test_theirs.py"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(argv, check=False, cwd=folder, env=env, capture_output=True, text=True)


def test_a_twin_in_the_process_and_over_http(tmp_path):
    ran = run(tmp_path, USING)
    assert "2 passed" in ran.stdout, ran.stdout


def test_a_run_without_twins_pays_for_none(tmp_path):
    ran = run(tmp_path, NOT_USING)
    assert "1 passed" in ran.stdout, ran.stdout


def test_the_package_offers_the_fixtures_to_pytest():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["entry-points"]["pytest11"]["tasklab.twin.fixture"] == "tasklab.twin.fixture"
