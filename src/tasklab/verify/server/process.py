"""One server process: started in a group of its own, watched while it comes up, and surely ended."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from tasklab.verify.server import guard
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.program import server_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tasklab.verify.server.recipe import Command

_READY_S = 60.0
_PAUSE_S = 0.05
_GRACE_S = 5.0


@contextmanager
def run_server(
    command: Command, *, port: int, path: str, log: Path, ready_s: float = _READY_S, grace_s: float = _GRACE_S
) -> Iterator[int]:
    """Run a server until the block ends, and give its process id once it answers HTTP.

    Raises: ProgramFault when it ends or stays silent; its log is the output.
    """
    with _guarded() as watch, log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - argv comes from a recipe, never from input
            command.argv,
            cwd=command.cwd,
            env=server_environment(command.cwd, command.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            watch(process.pid)
            _await_answer(process, port, path, log, ready_s)
            yield process.pid
        finally:
            _end(process, grace_s)


@contextmanager
def _guarded() -> Iterator[Callable[[int], None]]:
    """Start the guard before the server, so that the server is never without one; give what tells it the process."""
    argv = [sys.executable, "-I", "-S", guard.__file__]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, start_new_session=True) as process:  # noqa: S603
        channel = cast("IO[bytes]", process.stdin)

        def watch(pid: int) -> None:
            channel.write(f"{pid}\n".encode())
            channel.flush()

        try:
            yield watch
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.communicate(b"released\n")


def _await_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path, ready_s: float) -> None:
    deadline = time.monotonic() + ready_s
    while time.monotonic() < deadline:
        status = process.poll()
        if status is not None:
            raise ProgramFault(f"the server ended with status {status} while starting", _read_log(log))
        if _answers(port, path):
            return
        time.sleep(_PAUSE_S)
    raise ProgramFault(f"the server gave no answer within {ready_s:.0f} s", _read_log(log))


def _answers(port: int, path: str) -> bool:
    """Tell whether anything HTTP comes back; a refusal to log in is an answer too."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path or "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _end(process: subprocess.Popen[bytes], grace_s: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(grace_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with contextlib.suppress(ProcessLookupError):  # what the server itself started and left behind
        os.killpg(process.pid, signal.SIGKILL)


def _read_log(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
