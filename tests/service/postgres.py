"""A PostgreSQL of our own on loopback, from Debian's package, for as long as tests run."""

from __future__ import annotations

import os
import shutil
import signal
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


class Cluster:
    """A server of one's own: its data, its port, and whether it runs."""

    def __init__(self) -> None:
        binaries = find_binaries()
        assert binaries is not None
        self.binaries = binaries
        self.folder = Path(mkdtemp(prefix="tasklab-pg-"))
        if os.getuid() == 0:
            shutil.chown(self.folder, USER)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = self.folder / "data"
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", USER)

    @property
    def url(self) -> str:
        """The address of its own database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    def start(self, tries: int = 1) -> None:
        """Start it; after a kill the old processes may hold its memory for a moment, which more tries wait for."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        for left in reversed(range(tries)):
            try:
                self._run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "-l", str(self.folder / "log"), "start")
            except subprocess.CalledProcessError:
                if not left:
                    raise
            else:
                return

    def kill(self) -> None:
        """End it as a crash would: its first process is killed, and the others find nobody above them."""
        first = int((self.data / "postmaster.pid").read_text("ascii").split()[0])
        os.kill(first, signal.SIGKILL)

    def stop(self) -> None:
        """Stop it, and remove what it kept."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def dump(self, database: str = "postgres") -> str:
        """Return a database as `pg_dump` writes it."""
        return self._run("pg_dump", "--no-owner", f"{self.url.rpartition('/')[0]}/{database}")

    def restore(self, text: str, database: str) -> str:
        """Put a dump into a database that is new; returns its address."""
        base = self.url.rpartition("/")[0]
        self._run("createdb", "--maintenance-db", self.url, database)
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", f"{base}/{database}", given=text)
        return f"{base}/{database}"

    def _run(self, program: str, *arguments: str, given: str = "") -> str:
        command = _as_user([f"{self.binaries}/{program}", *arguments])
        # The server keeps what its starter writes to: a pipe would never end.
        into = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
        done = subprocess.run(command, check=True, stdout=into, stderr=into, input=given, text=True)
        return done.stdout or ""


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server with an empty cluster."""
    made = Cluster()
    made.start()
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def running() -> Iterator[str]:
    """Start a server with an empty cluster; give the URL of its own database."""
    with cluster() as made:
        yield made.url
