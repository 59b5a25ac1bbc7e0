"""Running one program to its end, its output kept for the report of a failure."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tasklab.verify.server.fault import ProgramFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEPT = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


def server_environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """Give a server the environment it needs and nothing of ours, so that no secret of ours reaches it."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    fixed = {"HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONUNBUFFERED": "1"}
    return {**kept, **fixed, **extra}


def run_program(
    argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout_s: float, text: str | None = None
) -> str:
    """Run a program to its end, with `text` as its input, and give its standard output.

    Raises: ProgramFault when it cannot start, takes too long or ends with a status other than 0.
    """
    name = Path(argv[0]).name
    try:
        done = subprocess.run(  # noqa: S603 - argv comes from a recipe, never from input
            argv,
            cwd=cwd,
            env=dict(env),
            input=text or "",
            capture_output=True,
            timeout=timeout_s,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired as fault:
        raise ProgramFault(f"{name} did not finish within {timeout_s:.0f} s") from fault
    except OSError as fault:
        raise ProgramFault(f"{name} cannot be started: {fault.strerror}") from fault
    if done.returncode:
        raise ProgramFault(f"{name} ended with status {done.returncode}", f"{done.stdout}\n{done.stderr}")
    return done.stdout
