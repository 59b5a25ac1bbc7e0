"""How long it takes to see that nothing has to be verified: the whole matrix, its servers there, nothing changed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure, keeping_bytecode

ROOT = Path(__file__).parents[1]
BAR_S = 2.0


def measure() -> list[Figure]:
    """Verify everything twice: the first run brings what is stale up to date, the second is measured."""
    with TemporaryDirectory() as compiled:
        env = keeping_bytecode(Path(compiled))
        verify(env)
        start = time.perf_counter()
        versions = verify(env)
        elapsed_s = time.perf_counter() - start
    current = [each for each in versions if each["kind"] == "current"]
    ran = [f"{each['platform']} {each['version']}" for each in versions if each["kind"] == "ran"]
    assert current, "nothing here has evidence that could be current: run `tasklab lab` first"
    assert not ran, f"these run again although nothing changed: {', '.join(ran)}"
    what = f"wall seconds of the process, {len(current)} versions unchanged"
    return [Figure("verifying when nothing changed", elapsed_s, BAR_S, what, unit="s")]


def verify(env: dict[str, str]) -> list[dict[str, str]]:
    """Return what `tasklab verify` answers for every version."""
    argv = [sys.executable, "-m", "tasklab.cli", "verify", "--json"]
    done = subprocess.run(argv, cwd=ROOT, check=False, capture_output=True, text=True, env=env)
    return list(json.loads(done.stdout))
