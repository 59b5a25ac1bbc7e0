"""A real server as a target: what the process that started it writes down, and sessions with it."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.policy import Policy
from tasklab.adapter.driver.session import Settings
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.adapter.registry import PACKAGE, load_adapter
from tasklab.adapter.transport.httpx2 import Httpx2Transport
from tasklab.verify.contract.interference import Interference
from tasklab.verify.contract.pace import PACES, Pace

if TYPE_CHECKING:
    from pathlib import Path

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow, Response
    from tasklab.ledger.fact import Level

CONNECTION_ID = "contract"
_ANSWER_S = 5.0
_POLICY = Policy(remember_s=1_000_000.0)
"""Skipped waits must not make a session forget: what it then asks again would meet the fault of another case."""


class TargetFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is told about the server that was started for it. Holds credentials: readable by its owner only."""

    platform: str
    version: str
    name: str
    """For people: `radicale 3.9.1 on loopback`."""
    url: str
    pid: int
    pace: str = "steady"
    parameters: dict[str, str]
    others: dict[str, dict[str, str]] = {}
    context: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"TargetFile({self.name!r}, {self.url!r})"


def write_target_file(path: Path, content: TargetFile) -> None:
    """Write a target file, readable by its owner only."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.encode(content))


class SkippingClock:
    """The machine's own time, in which waiting is skipped: a wait of a minute takes none."""

    def __init__(self) -> None:
        self._skipped_s = 0.0

    def now(self) -> dt.datetime:
        """Return the current moment, aware, UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic() + self._skipped_s

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""
        self._skipped_s += seconds


@dataclass
class ServerSession:
    """One identity's way to a real server."""

    client: Client
    interference: Interference
    adapter: type[Adapter]
    secrets: tuple[str, ...] = field(repr=False)
    driver: SyncDriver = field(repr=False)

    @property
    def connected(self) -> Adapter:
        """The adapter as it serves this identity."""
        return self.client.session.adapter

    def probe(self, flow: Flow[Response]) -> Response:
        """Run a flow that is not a method of the adapter, with the identity's credentials."""
        return self.driver.run(self.client.session.run(flow, "probe"))


class ServerTarget:
    """A real server that somebody else started and will stop."""

    level: Level = "server"
    is_disposable = True

    def __init__(self, file: TargetFile, package: str = PACKAGE) -> None:
        self._file = file
        self._adapter = load_adapter(file.platform, file.version, package)
        self._transport = Httpx2Transport()
        self._sessions: list[ServerSession] = []

    @property
    def name(self) -> str:
        """For people: `radicale 3.9.1 on loopback`."""
        return self._file.name

    @property
    def context(self) -> dict[str, str]:
        """Facts that a case needs and cannot make itself."""
        return self._file.context

    @property
    def pace(self) -> Pace:
        """How much may be tried on it."""
        return PACES[self._file.pace]

    @property
    def roles(self) -> frozenset[str]:
        """Identities besides `main`."""
        return frozenset(self._file.others)

    @property
    def requests(self) -> int:
        """Requests that were sent to the server."""
        return sum(session.interference.requests for session in self._sessions)

    def open(self, role: str = "main") -> ServerSession:
        """Open a fresh session. Waiting is skipped in it."""
        parameters = self._file.parameters if role == "main" else self._file.others[role]
        interference, clock = Interference(self._transport), SkippingClock()
        driver = SyncDriver(interference, clock.skip)
        adapter = self._adapter(Connection(CONNECTION_ID, parameters))
        client = Client(adapter, driver, Settings(policy=_POLICY, clock=clock))
        secrets = {parameters[name] for name in self._adapter.secret_parameters if parameters.get(name)}
        session = ServerSession(client, interference, self._adapter, tuple(secrets), driver)
        self._sessions.append(session)
        return session

    def is_alive(self) -> bool:
        """Whether the server still answers HTTP."""
        address = urlsplit(self._file.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_ANSWER_S)
        try:
            connection.request("GET", address.path or "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def open_target(path: Path, package: str = PACKAGE) -> Any:
    """Open the target that a file describes."""
    return ServerTarget(msgspec.json.decode(path.read_bytes(), type=TargetFile), package)
