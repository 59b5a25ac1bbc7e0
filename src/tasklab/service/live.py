"""Connections in use: each with its session, kept as long as it is used and unchanged."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.address import parse_origin
from tasklab.adapter.driver.aio import AioDriver
from tasklab.adapter.driver.idempotency import fingerprint, scope_key
from tasklab.adapter.driver.session import Session, Settings
from tasklab.service.breaker import Breaker
from tasklab.service.claim import CallKeys
from tasklab.service.error import LimitError, MissingError
from tasklab.service.sandbox import open_sandbox
from tasklab.service.store.connection import ConnectionRow, find_connection, update_connection
from tasklab.unified.error import MethodError, PlatformUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sqlalchemy as sa

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.driver.effect import Effects
    from tasklab.adapter.message import Flow
    from tasklab.adapter.transport.protocol import AsyncTransport
    from tasklab.service.claim import Claims
    from tasklab.service.config import Config
    from tasklab.service.secret import Keyring
    from tasklab.service.store.database import Database
    from tasklab.service.support import Support
    from tasklab.unified.catalogue import Method
    from tasklab.unified.parameter.common import Parameters

T = TypeVar("T")
_KEPT = 5_000
"""Sessions that one process keeps: about 30 KB each."""
_LONGEST_ID = 40
_ACTOR = "service"


@dataclass(slots=True)
class Live:
    """One connection in use."""

    row: ConnectionRow
    adapter: Adapter
    session: Session
    driver: AioDriver
    breaker: Breaker
    shown: dict[str, str]
    """Its parameters without the secrets."""
    in_flight: int = 0
    epoch: int = 0
    """When its row was last looked at."""
    is_kept: bool = False
    """Whether its row is in the database; one that is only tried is not yet."""
    renewed: dict[str, str] = field(default_factory=dict)
    """Parameters that the platform gave new values, and that are not written down yet."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)


class LiveConnections:
    """Finds the connections of accounts, and runs their calls within bounds."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        support: Support,
        claims: Claims,
        config: Config,
        transport: AsyncTransport,
    ) -> None:
        self._database, self._keyring, self._support = database, keyring, support
        self._claims, self._limits = claims, config.limits
        self._transport = transport
        self._settings = Settings(policy=config.policy, keys=CallKeys())
        self._monotonic = self._settings.clock.monotonic
        self._live: OrderedDict[str, Live] = OrderedDict()
        self._sandboxes: dict[str, AsyncTransport] = {}
        self._breakers: dict[tuple[str, str, int], Breaker] = {}
        self._epoch = 0

    # Finding

    def forget(self) -> None:
        """Look at every row again before it is used the next time: something changed."""
        self._epoch += 1

    async def find(self, account_id: str, connection_id: str) -> Live:
        """Return an account's connection. Raises: MissingError."""
        live = self._live.get(connection_id)
        if live is None or live.epoch != self._epoch:
            live = await self._load(account_id, connection_id)
        else:
            self._live.move_to_end(connection_id)
        if live.row.account_id != account_id:
            raise missing(connection_id)
        return live

    async def find_row(self, account_id: str, connection_id: str) -> ConnectionRow:
        """Return an account's connection as it is kept, whether its version is served or not. Raises: MissingError."""
        if len(connection_id) > _LONGEST_ID or not connection_id.isascii() or not connection_id.isprintable():
            raise missing(connection_id)
        row = await self._database.run(find_connection, account_id, connection_id)
        if row is None:
            self._drop(account_id, connection_id)
            raise missing(connection_id)
        return row

    async def _load(self, account_id: str, connection_id: str) -> Live:
        epoch = self._epoch
        row = await self.find_row(account_id, connection_id)
        live = self._live.get(connection_id)
        if live is None or live.row.stamp != row.stamp:
            live = self.open(row, self.decrypt(row))
        live.row, live.epoch, live.is_kept = row, epoch, True
        self._live[connection_id] = live
        self._live.move_to_end(connection_id)
        if len(self._live) > _KEPT:
            self._live.popitem(last=False)
        return live

    def _drop(self, account_id: str, connection_id: str) -> None:
        live = self._live.get(connection_id)
        if live is not None and live.row.account_id == account_id:
            del self._live[connection_id]
            self._sandboxes.pop(_sandbox_name(live.row), None)

    def open(self, row: ConnectionRow, parameters: dict[str, str]) -> Live:
        """Make a session for a connection, kept or not. Raises: VersionError where its version is not served."""
        adapter_class = self._support.require_served(row.platform, row.version, is_sandbox=row.is_sandbox)
        adapter = adapter_class(Connection(row.id, parameters))
        transport: AsyncTransport = self._sandbox(row) if row.is_sandbox else self._transport
        form = self._support.form(row.platform, row.version)

        def renewed(fresh: Mapping[str, str]) -> None:
            live.renewed |= fresh
            if not live.is_kept:
                live.row = self._with_renewed(live)

        # What a sandbox gives is forgotten with it.
        settings = self._settings if row.is_sandbox else replace(self._settings, renewed=renewed)
        session, breaker = Session(adapter, settings), self._breaker(row, adapter)
        live = Live(row, adapter, session, AioDriver(transport), breaker, form.shown(parameters))
        return live

    def _with_renewed(self, live: Live) -> ConnectionRow:
        """Return a connection's row with the parameters that the platform gave new values."""
        parameters = {**self.decrypt(live.row), **live.renewed}
        live.renewed.clear()
        return msgspec.structs.replace(live.row, parameters=self.encrypt(live.row, parameters))

    async def _write_down(self, live: Live) -> None:
        """Keep what the platform gave in place of parameters: a refresh token before it may be good no longer."""
        async with live.writing:
            if not live.renewed:
                return
            try:
                live.row = await self._database.run(_renew, self._with_renewed(live))
            except MissingError:
                # Another process has renewed it too, or its owner changed it: the next call begins with what is kept.
                self._drop(live.row.account_id, live.row.id)

    def _sandbox(self, row: ConnectionRow) -> AsyncTransport:
        name = _sandbox_name(row)
        if name not in self._sandboxes:
            self._sandboxes[name] = open_sandbox(self._support, row.platform, row.version)
        return self._sandboxes[name]

    def _breaker(self, row: ConnectionRow, adapter: Adapter) -> Breaker:
        origin = (row.id, "", 0) if row.is_sandbox else parse_origin(adapter.base_url)
        return self._breakers.setdefault(origin, Breaker(self._limits))

    def encrypt(self, row: ConnectionRow, parameters: dict[str, str]) -> bytes:
        """Return parameters as they are kept in this row, and can be read in no other."""
        return self._keyring.encrypt(msgspec.json.encode(parameters), about(row))

    def decrypt(self, row: ConnectionRow) -> dict[str, str]:
        """Return a row's parameters. Raises: SecretError."""
        return msgspec.json.decode(self._keyring.decrypt(row.parameters, about(row)), type=dict[str, str])

    # What other processes ask of the same sites

    def take_spent(self) -> Mapping[str, int]:
        """Return how many requests each connection made since the last time, where its platform names a quota."""
        counted = ((name, live.session.budget.take_spent()) for name, live in self._live.items())
        return {name: count for name, count in counted if count}

    def note_others(self, name: str, count: int) -> None:
        """Take what other processes asked from what a connection may still ask."""
        live = self._live.get(name)
        if live is not None:
            live.session.budget.note_others(self._monotonic(), count)

    # Calling

    async def probe(self, live: Live) -> str | None:
        """Ask a connection's site for its version; None where nobody knows how. Raises: MethodError, LimitError."""
        flow = self._support.probe(live.adapter)
        return None if flow is None else await self.run(live, flow, "probe")

    async def call(self, live: Live, method: Method, parameters: Parameters) -> Any:
        """Run a unified method. Raises: MethodError, LimitError."""
        key = getattr(parameters, "idempotency_key", msgspec.UNSET)
        if key is msgspec.UNSET or getattr(parameters, "dry_run", False):
            return await self._run(live, live.session.call(method, parameters), method.name)
        scoped = scope_key(live.row.id, method.name, key)
        held = self._claims.held(
            live.row.account_id, scoped, fingerprint(parameters), is_repeatable=method.is_idempotent
        )
        async with held:
            return await self._run(live, live.session.call(method, parameters), method.name)

    async def run(self, live: Live, flow: Flow[T], name: str) -> T:
        """Run a flow that is not a method of the catalogue. Raises: MethodError, LimitError."""
        return await self._run(live, live.session.run(flow, name), name)

    async def _run(self, live: Live, effects: Effects[T], name: str) -> T:
        row = live.row
        if not row.is_sandbox and not self._support.is_served(row.platform, row.version):
            effects.close()
            self._support.require_served(row.platform, row.version)
        if live.in_flight >= self._limits.in_flight_per_connection:
            raise LimitError(f"{live.in_flight} calls of this connection are under way already", 1.0)
        try:
            live.breaker.enter(self._monotonic())
        except MethodError as error:
            raise live.adapter.located(error) from None
        live.in_flight += 1
        try:
            return await self._answered(live, effects)
        except MethodError as error:
            error.method = error.method or name
            raise
        finally:
            live.in_flight -= 1
            if live.is_kept and live.renewed:
                await self._write_down(live)

    async def _answered(self, live: Live, effects: Effects[T]) -> T:
        """Carry out a call, and tell the breaker of its site whether there was an answer."""
        is_answered: bool | None = None
        try:
            result = await live.driver.run(effects)
            is_answered = True
        except PlatformUnavailableError as error:
            is_answered = error.native_status is not None
            raise
        except MethodError:
            is_answered = True
            raise
        finally:
            if is_answered is None:
                live.breaker.cancel()
            else:
                live.breaker.leave(self._monotonic(), is_answered=is_answered)
        return result


def _renew(db: sa.Connection, row: ConnectionRow) -> ConnectionRow:
    return update_connection(db, row, _ACTOR, "connection.renew", parameters=row.parameters)


def _sandbox_name(row: ConnectionRow) -> str:
    return f"{row.id} {row.version}"


def about(row: ConnectionRow) -> str:
    """Return what a row's secrets are bound to."""
    return f"{row.account_id}/{row.id}"


def missing(connection_id: str) -> MissingError:
    """Return the error for a connection that the account does not have."""
    return MissingError(f"the account has no connection {connection_id[:_LONGEST_ID]!r}")
