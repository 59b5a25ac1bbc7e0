"""Sessions with a target: an identity's client, with interference between it and the platform."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.policy import Policy
from tasklab.adapter.driver.session import Settings
from tasklab.adapter.driver.sync import SyncDriver
from tasklab.verify.contract.interference import Interference
from tasklab.verify.contract.pace import PACES, Pace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow, Response
    from tasklab.adapter.transport.protocol import Transport
    from tasklab.ledger.fact import Level
    from tasklab.verify.contract.target_file import TargetFile

CONNECTION_ID = "contract"
_POLICY = Policy(remember_s=1_000_000.0)
"""Skipped waits must not make a session forget: what it then asks again would meet the fault of another case."""


class PatientClock(Protocol):
    """A clock that can be moved on in place of waiting."""

    def now(self) -> dt.datetime:
        """Return the current moment, aware, UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""

    def skip(self, seconds: float) -> None:
        """Let time pass at once."""


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
class TargetSession:
    """One identity's way to a target."""

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


class SessionTarget:
    """What targets have in common that an adapter reaches through a transport."""

    level: ClassVar[Level]
    is_disposable: ClassVar[bool] = True

    def __init__(
        self, file: TargetFile, adapter: type[Adapter], transport: Transport, make_clock: Callable[[], PatientClock]
    ) -> None:
        self._file, self._adapter = file, adapter
        self._reach, self._make_clock = transport, make_clock
        self._sessions: list[TargetSession] = []

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
        """Requests that were sent to the target."""
        return sum(session.interference.requests for session in self._sessions)

    def now(self) -> dt.datetime:
        """Return the moment on the target's own clock, aware, UTC."""
        return self._make_clock().now()

    def open(self, role: str = "main") -> TargetSession:
        """Open a fresh session. Waiting is skipped in it."""
        parameters = self._file.parameters if role == "main" else self._file.others[role]
        interference, clock = Interference(self._reach), self._make_clock()
        driver = SyncDriver(interference, clock.skip)
        adapter = self._adapter(Connection(CONNECTION_ID, parameters))
        client = Client(adapter, driver, Settings(policy=_POLICY, clock=clock))
        secrets = {parameters[name] for name in self._adapter.secret_parameters if parameters.get(name)}
        session = TargetSession(client, interference, self._adapter, tuple(secrets), driver)
        self._sessions.append(session)
        return session

    def take_findings(self) -> Sequence[str]:
        """Return what the vendor's description says against the traffic since the last time, and forget it."""
        return ()
