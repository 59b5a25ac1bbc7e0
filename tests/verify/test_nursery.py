"""Runs of pytest in copies of one process: each has its own exit code and log, and can be stopped."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from tasklab.verify.nursery import Nursery, find_place


@pytest.fixture(scope="module")
def nursery():
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env.pop("PYTEST_ADDOPTS", None)
    opened = Nursery(env)
    yield opened
    opened.close()


def _start(nursery, folder, text):
    file = folder / "test_it.py"
    file.write_text(text)
    argv = ["-c", os.devnull, "--rootdir", str(folder), "-p", "no:cacheprovider", "-q", str(file)]
    return nursery.start(argv, folder / "log")


def test_each_run_has_its_own_exit_code_and_log(nursery, tmp_path):
    folders = [tmp_path / "good", tmp_path / "bad"]
    for folder in folders:
        folder.mkdir()
    good = _start(nursery, folders[0], "def test_a():\n    print('hello')\n")
    bad = _start(nursery, folders[1], "def test_b():\n    assert 0, 'of its own'\n")
    assert (good.result(), bad.result()) == (0, 1)
    assert (good.poll(), bad.poll()) == (0, 1)
    assert "1 passed" in (folders[0] / "log").read_text()
    assert "of its own" in (folders[1] / "log").read_text()


def test_what_a_run_changes_is_unknown_to_the_next(nursery, tmp_path):
    text = "import os\ndef test_a():\n    assert os.environ.setdefault('MARK_OF_A_RUN', 'x') == 'x'\n"
    text += "def test_b():\n    import json\n    assert not hasattr(json, 'mark')\n    json.mark = 1\n"
    assert [_start(nursery, tmp_path, text).result() for _ in range(2)] == [0, 0]


def test_a_run_can_be_interrupted_and_killed(nursery, tmp_path):
    waiting = "import threading\ndef test_a():\n    threading.Event().wait(60)\n"
    run = _start(nursery, tmp_path, waiting)
    assert run.wait(0.2) is None
    run.send(signal.SIGINT)
    assert run.wait(20) == 2
    deaf = f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n{waiting}"
    run = _start(nursery, tmp_path, deaf)
    run.wait(0.2)
    run.send(signal.SIGKILL)
    assert run.wait(20) == -signal.SIGKILL


def test_runs_end_with_it(tmp_path):
    own = Nursery({**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    run = _start(own, tmp_path, "import threading\ndef test_a():\n    threading.Event().wait(60)\n")
    run.wait(1.0)
    own.close()
    assert run.result() != 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says where a process may run")
def test_runs_begin_on_cores_of_their_own_and_may_leave_them(nursery, tmp_path):
    cores = sorted(os.sched_getaffinity(0))
    taken = []
    for _ in range(2 * len(cores)):
        taken.append(find_place(taken))
    assert sorted(taken) == sorted(2 * cores)

    free = f"import os\ndef test_a():\n    assert sorted(os.sched_getaffinity(0)) == {cores}\n"
    assert _start(nursery, tmp_path, free).result() == 0
