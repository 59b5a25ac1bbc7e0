"""Ports of loopback that two runs at once never both take."""

from __future__ import annotations

import contextlib
import fcntl
import random
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Below the range from which Linux takes the ports of outgoing connections, which would come and go between
# our look and the server's bind.
_FIRST, _LAST = 20_000, 32_000
_ATTEMPTS = 200


@contextmanager
def reserve_port() -> Iterator[int]:
    """Hold a port that nobody listens on; other runs of tasklab leave it alone until the end.

    Raises: OSError when no free port is found.
    """
    folder = Path(tempfile.gettempdir()) / "tasklab-ports"
    folder.mkdir(mode=0o1777, parents=True, exist_ok=True)
    for _ in range(_ATTEMPTS):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - spreads runs, guards nothing
        with (folder / str(port)).open("a") as file, contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_free(port):
                yield port
                return
    raise OSError(f"no free port of 127.0.0.1 between {_FIRST} and {_LAST} found in {_ATTEMPTS} attempts")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
