"""One writer at a time: an advisory lock on the file where the system has one, else a lock file beside it."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # Windows has no fcntl.
    fcntl = None  # type: ignore[assignment]

WAIT_S = 10.0
_POLL_S = 0.02


class LedgerBusyError(RuntimeError):
    """Somebody else kept the lock for too long."""

    def __init__(self, lock: Path, wait_s: float) -> None:
        self.lock = lock
        super().__init__(
            f"{lock} has been held for more than {wait_s:g} s: another tasklab is writing; "
            "wait for it, or remove the file when none is running"
        )


@contextmanager
def lock_exclusive(stream: IO[Any]) -> Iterator[None]:
    """Hold the file alone.

    Raises: LedgerBusyError where there is no `fcntl` and the lock file does not go away.
    """
    if fcntl is None:
        with lock_file(Path(f"{stream.name}.lock"), WAIT_S):
            yield
        return
    fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)


@contextmanager
def lock_shared(stream: IO[Any]) -> Iterator[None]:
    """Keep writers out while reading; readers do not wait for each other, and without `fcntl` for nobody."""
    if fcntl is None:
        yield
        return
    fcntl.flock(stream.fileno(), fcntl.LOCK_SH)
    try:
        yield
    finally:
        fcntl.flock(stream.fileno(), fcntl.LOCK_UN)


@contextmanager
def lock_file(lock: Path, wait_s: float) -> Iterator[None]:
    """Hold a lock file that only one can make.

    Raises: LedgerBusyError.
    """
    give_up_at = time.monotonic() + wait_s
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            if time.monotonic() >= give_up_at:
                raise LedgerBusyError(lock, wait_s) from None
            time.sleep(_POLL_S)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
