from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import textwrap
import threading
from typing import TYPE_CHECKING

import pytest

from tasklab.verify.server import guard
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.port import reserve_port
from tasklab.verify.server.process import run_server
from tasklab.verify.server.recipe import Command

if TYPE_CHECKING:
    from pathlib import Path

_DEATH_MS = 15_000


def _python(code: str, folder: Path, **env: str) -> Command:
    return Command((sys.executable, "-c", textwrap.dedent(code)), folder, env)


def _has_died(pid: int) -> bool:
    """Wait for the end of a process that need not be our child."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(watch, select.POLLIN)
        return bool(poll.poll(_DEATH_MS))
    finally:
        os.close(watch)


def test_a_server_runs_while_the_block_does(tmp_path: Path) -> None:
    with reserve_port() as port:
        command = Command((sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"), tmp_path)
        with run_server(command, port=port, path="", log=tmp_path / "log") as pid:
            os.kill(pid, 0)
    assert _has_died(pid)
    assert "GET /" in (tmp_path / "log").read_text()


def test_a_server_that_ignores_term_is_killed_and_its_children_with_it(tmp_path: Path) -> None:
    code = """
        import http.server, os, signal, sys
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = os.fork()
        if child == 0:
            signal.pause()
        open("child", "w").write(str(child))
        http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
    """
    with reserve_port() as port:
        command = _python(code, tmp_path)
        command = Command((*command.argv, str(port)), tmp_path)
        with run_server(command, port=port, path="", log=tmp_path / "log", grace_s=0.1) as pid:
            child = int((tmp_path / "child").read_text())
    assert _has_died(pid)
    assert _has_died(child)


def test_a_server_that_ends_early_is_reported_with_its_last_words(tmp_path: Path) -> None:
    command = _python("raise SystemExit('cannot bind')", tmp_path)
    with (
        reserve_port() as port,
        pytest.raises(ProgramFault, match="ended with status 1 while starting") as caught,
        run_server(command, port=port, path="", log=tmp_path / "log"),
    ):
        pass
    assert "cannot bind" in caught.value.output


def test_a_silent_server_is_given_up_and_ended(tmp_path: Path) -> None:
    command = _python("import os, signal; open('pid', 'w').write(str(os.getpid())); signal.pause()", tmp_path)
    with (
        reserve_port() as port,
        pytest.raises(ProgramFault, match=r"no answer within 1 s"),
        run_server(command, port=port, path="", log=tmp_path / "log", ready_s=1.0),
    ):
        pass
    assert _has_died(int((tmp_path / "pid").read_text()))


def test_a_server_sees_nothing_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", "hunter2")
    command = _python("import os; raise SystemExit(sorted(os.environ))", tmp_path, EXTRA="1")
    with (
        reserve_port() as port,
        pytest.raises(ProgramFault) as caught,
        run_server(command, port=port, path="", log=tmp_path / "log"),
    ):
        pass
    assert "MY_TOKEN" not in caught.value.output
    assert "EXTRA" in caught.value.output


def test_no_server_outlives_a_starter_that_is_killed(tmp_path: Path) -> None:
    starter = """
        import signal, sys
        from pathlib import Path
        from tasklab.verify.server.port import reserve_port
        from tasklab.verify.server.process import run_server
        from tasklab.verify.server.recipe import Command
        folder = Path(sys.argv[1])
        with reserve_port() as port:
            command = Command((sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"), folder)
            with run_server(command, port=port, path="", log=folder / "log") as pid:
                print(pid, flush=True)
                signal.pause()
    """
    argv = [sys.executable, "-c", textwrap.dedent(starter), str(tmp_path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        os.kill(pid, 0)
        process.send_signal(signal.SIGKILL)
    assert _has_died(pid)


def test_the_guard_ends_a_group_that_will_not_go() -> None:
    code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); signal.pause()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        reaper = threading.Thread(target=process.wait)
        reaper.start()
        guard.end_group(process.pid, grace_s=0.1)
        reaper.join()
    assert process.returncode == -signal.SIGKILL


def test_the_guard_leaves_a_released_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(guard, "end_group", ended.append)
    for text, expected in (("12\nreleased\n", []), ("12\n", [12]), ("", [])):
        ended.clear()
        read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)
        with os.fdopen(read) as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            guard.main()
        assert ended == expected
