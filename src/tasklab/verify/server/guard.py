"""Ends a server whose starter is gone; run as a program of its own, with nothing imported but the standard library.

It reads the server's process id as the first line of its input. The input ends when the starter lets go of it, or dies
in whatever way; unless the starter said `released` before, the server is ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

_GRACE_S = 5.0


def end_group(pid: int, grace_s: float = _GRACE_S) -> None:
    """Send TERM to the process group that `pid` leads, wait, then KILL what is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGTERM)
        deadline = time.monotonic() + grace_s
        while time.monotonic() < deadline:
            os.killpg(pid, 0)  # fails once nobody is left, which ends the wait
            time.sleep(0.05)
        os.killpg(pid, signal.SIGKILL)


def main() -> None:
    """Wait for the end of the input."""
    pid = sys.stdin.readline().strip()
    if pid and sys.stdin.read().strip() != "released":
        end_group(int(pid))


if __name__ == "__main__":
    main()
