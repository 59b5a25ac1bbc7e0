from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.program import run_program

if TYPE_CHECKING:
    from pathlib import Path


def test_input_reaches_the_program_and_only_standard_output_comes_back(tmp_path: Path) -> None:
    code = "import sys; print(sys.stdin.read()[::-1], end=''); print('noise', file=sys.stderr)"
    assert run_program([sys.executable, "-c", code], cwd=tmp_path, env={}, timeout_s=30, text="abc") == "cba"


@pytest.mark.parametrize(
    ("argv", "timeout_s", "reason"),
    [
        ([sys.executable, "-c", "import sys; sys.exit('why')"], 30, "ended with status 1"),
        ([sys.executable, "-c", "import signal; signal.pause()"], 0.2, "did not finish within 0 s"),
        (["/no/such/program"], 30, "program cannot be started: No such file"),
    ],
)
def test_a_failing_program_says_how(argv: list[str], timeout_s: float, reason: str, tmp_path: Path) -> None:
    with pytest.raises(ProgramFault, match=reason):
        run_program(argv, cwd=tmp_path, env={}, timeout_s=timeout_s)
