"""What a run of the contract talks to: a real server or a twin; a recording or a live account would have this shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.message import Flow, Response
    from tasklab.ledger.fact import Level
    from tasklab.verify.contract.interference import Interference
    from tasklab.verify.contract.pace import Pace


class Client(Protocol):
    """Calls unified methods for one identity."""

    def call(self, method: str, parameters: Mapping[str, Any], /) -> Any:
        """Return the unified object, page or result. Raises: MethodError."""


class Session(Protocol):
    """One identity's way to the target."""

    @property
    def client(self) -> Client:
        """Calls unified methods."""

    @property
    def interference(self) -> Interference:
        """What stands in front of the target for this identity."""

    @property
    def adapter(self) -> type[Adapter]:
        """The adapter under test."""

    @property
    def connected(self) -> Adapter:
        """The adapter as it serves this identity."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no error may show."""

    def probe(self, flow: Flow[Response]) -> Response:
        """Run a flow that is not a method of the adapter, with the identity's credentials."""


class Target(Protocol):
    """What the cases of one run talk to."""

    @property
    def name(self) -> str:
        """For people: `radicale 3.9.1 on loopback`."""

    @property
    def level(self) -> Level:
        """How strong a proof it gives."""

    @property
    def context(self) -> Mapping[str, str]:
        """Facts that a case needs and cannot make itself."""

    @property
    def pace(self) -> Pace:
        """How much may be tried on it."""

    @property
    def roles(self) -> frozenset[str]:
        """Identities besides `main`: `bad`, `second`, `guest`."""

    @property
    def is_disposable(self) -> bool:
        """Whether everything in it is thrown away after the run."""

    @property
    def requests(self) -> int:
        """Requests that reached it so far."""

    def now(self) -> dt.datetime:
        """Return the moment on the target's own clock, aware, UTC."""

    def take_findings(self) -> Sequence[str]:
        """Return what the vendor's description says against the traffic since the last time, and forget it."""

    def open(self, role: str = "main") -> Session:
        """Open a fresh session: nothing is remembered from another one."""

    def is_alive(self) -> bool:
        """Whether the target still answers at all."""
