"""Puts the service together from its parts, once for each process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from tasklab.adapter.transport.aiohttp import AiohttpTransport
from tasklab.service.access import Access
from tasklab.service.address import AddressGuard
from tasklab.service.claim import Claims
from tasklab.service.error import BusyError
from tasklab.service.live import LiveConnections
from tasklab.service.route.connection import ConnectionRoutes
from tasklab.service.route.document import Documents
from tasklab.service.route.event import EventRoutes
from tasklab.service.route.hook import HookRoutes
from tasklab.service.route.key import KeyRoutes
from tasklab.service.route.method import method_routes
from tasklab.service.route.once import Once
from tasklab.service.route.operation import operation_routes
from tasklab.service.route.passthrough import Passthrough
from tasklab.service.route.platform import platform_routes
from tasklab.service.route.sample import sample_routes
from tasklab.service.secret import Keyring
from tasklab.service.sharing import EVERY_S, Sharing
from tasklab.service.store.database import Database, now_us
from tasklab.service.store.event import drop_old_events
from tasklab.service.store.hook import drop_old_arrivals
from tasklab.service.store.idempotency import drop_old_keys
from tasklab.service.store.migration import require_current
from tasklab.service.store.revision import read_revision
from tasklab.service.store.spending import drop_old_spending, drop_process
from tasklab.service.store.webhook import drop_old_deliveries
from tasklab.service.support import Support
from tasklab.service.web.application import Application
from tasklab.service.web.record import Recorder
from tasklab.service.web.router import Router
from tasklab.service.work.checkup import Checker
from tasklab.service.work.deliver import Deliverer
from tasklab.service.work.here import WorkHere
from tasklab.service.work.poll import Poller

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, MutableMapping

    from tasklab.adapter.transport.protocol import AsyncTransport
    from tasklab.service.config import Config
    from tasklab.service.tracing import Tracing
    from tasklab.service.web.router import Route

LOG = logging.getLogger("tasklab.service")
_LEASE = 1.5
"""How much longer than a call may take a claim is believed to be under way."""
_CHECK_CALLS = 3
"""A checkup asks for the version and makes a call, and is believed to be under way a little longer."""
_HOUSEKEEPING_S = 10.0
_DNS_S = 10
_KEEP_ARRIVALS_US = 4 * 24 * 3600 * 1_000_000
"""Longer than platforms send a message again: GitHub three days, Asana one."""
_KEEP_SPENDING_US = 3600 * 1_000_000
_YOUNG_OBJECTS = 20_000
_USUAL_BYTES = 8 * 1024 * 1024
_SWITCH_S = 0.0005
_TRUSTED_S = 60.0
"""How long keys that are remembered are believed while the database does not answer."""


@dataclass
class Service:
    """One process of the live API. It is opened on the event loop that it serves on."""

    config: Config
    recorder: Recorder = field(default_factory=Recorder)
    tracing: Tracing | None = None
    database: Database = field(init=False)
    support: Support = field(init=False)
    is_stopping: bool = False

    def __post_init__(self) -> None:
        """Connect to the database, and read which versions are served. Raises: OldDatabaseError, SecretError."""
        self.keyring = Keyring(self.config.secret_keys)
        self.database = Database(self.config.database_url)
        require_current(self.database)
        self.support = Support(self.config.specs, self.config.ledger)
        self.support.refresh()
        self._tasks: list[asyncio.Task[None]] = []
        self._revision = self.database.do(read_revision)
        self._refreshed_at = time.monotonic()

    async def open(self, transport: AsyncTransport | None = None, *, takes_requests: bool = True) -> Application:
        """Return the application, and begin what goes on beside it. `transport` replaces the guarded one."""
        config = self.config
        self.guard = AddressGuard(config.allowed_networks)
        self.transport = _guarded_transport(self.guard, config)
        self.access = Access(self.database, config.limits)
        self.claims = Claims(self.database, config.policy.total_s * _LEASE)
        self.connections = LiveConnections(
            self.database,
            self.keyring,
            self.support,
            self.claims,
            config,
            transport or self.transport,
            self.tracing,
        )
        outgoing = transport or self.transport
        owner = self.claims.owner
        self.poller = Poller(self.database, self.connections, owner, config.policy.total_s * _LEASE)
        self.deliverer = Deliverer(self.database, self.keyring, outgoing, owner, config.policy.request_s / 2)
        self.checker = Checker(self.database, self.connections, owner, config.policy.total_s * _CHECK_CALLS)
        self.work = WorkHere(self.database, self.poller, self.deliverer, self.checker)
        self._tasks = [
            asyncio.create_task(_forever(self.refresh, config.refresh_s)),
            asyncio.create_task(_forever(self.keep_house, _HOUSEKEEPING_S)),
        ]
        self.sharing = Sharing(
            self.database, owner, (self.access, self.connections), self.access.share if takes_requests else None
        )
        if not self.database.is_sqlite:
            await self.sharing.exchange()
            self._tasks.append(asyncio.create_task(_forever(self.sharing.exchange, EVERY_S)))
        if config.works_here:
            self._tasks.append(asyncio.create_task(_forever(self.work.tick, config.refresh_s)))
        _shorten_pauses()
        self.recorder.ready.set(1)
        documents = Documents()
        once = Once(self.claims, self.keyring)
        router = Router([*map(once.guard, self.routes()), *documents.routes()])
        documents.describe(router.routes)
        return Application(router, self.access, self.recorder, config.bounds, self.tracing)

    def routes(self) -> Iterator[Route]:
        """Yield every route."""
        has_sandbox = self.config.has_sandbox
        yield from operation_routes(self.database, self.recorder, lambda: self.is_stopping)
        yield from sample_routes()
        yield from platform_routes(self.support, has_sandbox=has_sandbox)
        yield from ConnectionRoutes(
            self.database, self.connections, self.support, self.guard, has_sandbox=has_sandbox
        ).routes()
        yield from HookRoutes(
            self.database, self.connections, self.support, self.keyring, self.access, self.config.public_address
        ).routes()
        yield from KeyRoutes(self.database, self.access.forget).routes()
        yield from EventRoutes(self.database, self.connections, self.keyring, self.guard).routes()
        yield from Passthrough(self.connections, self.claims).routes()
        yield from method_routes(self.connections)

    async def refresh(self) -> None:
        """Look whether keys, connections or the ledger changed, and forget what is remembered of them."""
        try:
            number = await self.database.run(read_revision)
        except BusyError:
            # For a while what is remembered is served; then a key may have been revoked without our knowing.
            if time.monotonic() - self._refreshed_at > _TRUSTED_S:
                self.access.forget()
            return
        self._refreshed_at = time.monotonic()
        if number != self._revision:
            self._revision = number
            self.access.forget()
            self.connections.forget()
        if self.support.is_stale():
            changed = await asyncio.get_running_loop().run_in_executor(None, self.support.refresh)
            LOG.info("the ledger changed: %s", ", ".join(sorted(changed)))

    async def keep_house(self) -> None:
        """Write what was only remembered, and drop what is old."""
        self.recorder.flush()
        await self.access.write_uses()
        await self.database.run(drop_old_keys)
        before = now_us() - int(self.config.keep_events_s * 1_000_000)
        await self.database.run(drop_old_events, before)
        await self.database.run(drop_old_deliveries, before)
        await self.database.run(drop_old_arrivals, now_us() - _KEEP_ARRIVALS_US)
        await self.database.run(drop_old_spending, now_us() - _KEEP_SPENDING_US)

    async def close(self) -> None:
        """End what goes on, write what is left, close what is open."""
        self.is_stopping = True
        self.recorder.ready.set(0)
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.work.finish()
        with contextlib.suppress(BusyError):  # when a key was last used is not worth waiting for
            await self.access.write_uses()
            await self.database.run(drop_process, self.claims.owner)
        await self.transport.aclose()
        self.recorder.flush()
        if self.tracing is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.tracing.close)
        self.database.close()


def _shorten_pauses() -> None:
    """Keep what the interpreter does by itself out of the slowest requests."""
    # What is there by now stays: walking it again and again is of no use. A page of tasks is some hundred objects, so
    # that the usual threshold would have several collections in each request, which find nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
    # Nor is the memory of a page given back and asked for again: glibc takes what was freed once for usual, and keeps
    # twice as much. Source: mallopt(3), M_MMAP_THRESHOLD.
    bytes(_USUAL_BYTES)
    # The database's thread may hold the interpreter this long while requests wait for it, where 5 ms are usual.
    sys.setswitchinterval(_SWITCH_S)


def _guarded_transport(guard: AddressGuard, config: Config) -> AiohttpTransport:
    # No bound over all sites: one that hangs would take the places of the others.
    connector = aiohttp.TCPConnector(
        limit=0,
        limit_per_host=config.limits.in_flight_per_site,
        ttl_dns_cache=_DNS_S,
        socket_factory=guard.open_socket,
    )
    return AiohttpTransport(connector=connector)


class Asgi:
    """The service as an ASGI application with a lifespan: made, opened and closed by its server."""

    def __init__(self, make: Callable[[], Service]) -> None:
        self._make = make
        self._application: Application | None = None

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """Serve one request, or the whole lifespan."""
        if scope["type"] == "http" and self._application is not None:
            await self._application(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _live(
        self,
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        await receive()
        service = self._make()
        self._application = await service.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await service.close()
        await send({"type": "lifespan.shutdown.complete"})


async def _forever(work: Callable[[], Awaitable[None]], every_s: float) -> None:
    """Do something again and again; a failure is told and does not end it."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await work()
        except Exception:
            LOG.exception("%s failed; it is tried again", getattr(work, "__name__", "work"))
