"""A PostgreSQL of our own on loopback, from Debian's package, for as long as tests run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "postgres"


def find_binaries() -> Path | None:
    """Find the newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", USER, "--", *command] if os.getuid() == 0 else command


@contextmanager
def running() -> Iterator[str]:
    """Start a server with an empty cluster; give the URL of its own database."""
    binaries = find_binaries()
    assert binaries is not None
    folder = Path(mkdtemp(prefix="tasklab-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, USER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = str(folder / "data")
    subprocess.run(
        _as_user([f"{binaries}/initdb", "-D", data, "-A", "trust", "-U", USER]), check=True, stdout=subprocess.DEVNULL
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [f"{binaries}/pg_ctl", "-D", data, "-w"]
    subprocess.run(
        _as_user([*control, "-o", options, "-l", str(folder / "log"), "start"]), check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(_as_user([*control, "-m", "immediate", "stop"]), check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder)
