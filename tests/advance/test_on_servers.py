"""The loop on a real product, in a copy of this checkout: `pytest -m servers`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tasklab.advance.attempt import Advancer
from tasklab.advance.contract_verifier import ContractVerifier
from tasklab.advance.judgement import Judge
from tasklab.advance.reading import read_platform
from tasklab.command.reading import now
from tasklab.ledger.policy import Policy
from tasklab.verify.matrix import find_digests
from tasklab.watch.config import load_platform
from tasklab.watch.fetch import HttpFetch
from tasklab.watch.round import Places, run_round
from tasklab.workspace import Workspace

pytestmark = pytest.mark.servers

CHECKOUT = Path(__file__).parents[2]
PLATFORM, PREVIOUS, NEWEST = "radicale", "3.8", "3.9"


@pytest.fixture
def workspace(tmp_path):
    """Give a copy of the checkout with nothing in its ledger but the releases that the real index tells of."""
    for name in ("specs", "connectors", "contract_tests"):
        shutil.copytree(CHECKOUT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "tasklab.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    workspace = Workspace(tmp_path, tmp_path / "specs", is_checkout=True)
    config = load_platform(workspace.specs / PLATFORM / "platform.yaml")
    report = run_round(config, Places(workspace.ledger, workspace.cache / "watch"), HttpFetch(), now)
    assert not report.result.troubles
    return workspace


def verdicts(workspace, config, version):
    state = read_platform(workspace, config, now()).state.versions[version]
    return {name: outcome.verdict for name, outcome in state.latest_evidence.methods.items()}


def test_the_newest_version_comes_back_without_a_hand_written_line(workspace):
    config = load_platform(workspace.specs / PLATFORM / "platform.yaml")
    judge = Judge(workspace, Policy(), "the test", lambda *words: find_digests(workspace, *words))
    advancer = Advancer(workspace, judge, ContractVerifier(workspace, now, is_debian=False), now, lambda *_: None)
    adapter = workspace.connectors / "tasklab_connectors" / PLATFORM / f"v{NEWEST.replace('.', '_')}.py"
    spec = workspace.specs / PLATFORM / f"{NEWEST}.yaml"
    for version in (PREVIOUS, NEWEST):
        attempt = advancer.advance(config, version)
        assert attempt.result == "supported", attempt.reasons
    before = verdicts(workspace, config, NEWEST)
    (workspace.ledger / f"{PLATFORM}.jsonl").write_bytes(
        b"".join(
            line
            for line in (workspace.ledger / f"{PLATFORM}.jsonl").read_bytes().splitlines(keepends=True)
            if f'"version":"{NEWEST}"'.encode() not in line or b'"kind":"release"' in line
        )
    )
    spec.unlink()
    adapter.unlink()

    assert advancer.find_candidates(read_platform(workspace, config, now())) == [NEWEST]
    attempt = advancer.advance(config, NEWEST)

    assert attempt.result == "supported", attempt.reasons
    assert verdicts(workspace, config, NEWEST) == before
    assert f'extends: "{PREVIOUS}"' in spec.read_text()
    assert adapter.is_file()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_loop_stops_its_servers_and_says_how_to_go_on(workspace, sent):
    argv = [sys.executable, "-m", "tasklab.cli", "lab", "--offline", PLATFORM]
    process = subprocess.Popen(
        argv, cwd=workspace.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for line in process.stderr:
        if line.rstrip().endswith(": running"):
            break
    process.send_signal(sent)
    output, _ = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "interrupted: run it again to go on" in output
    assert find_processes(workspace.root) == []


def find_processes(folder):
    """Find every process whose command line names a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in words:
                found.append(words)
    return found
