"""Connections: made, checked, pinned to a version, moved to another, deleted."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.service.check import CheckView, check_connection, require_good
from tasklab.service.identity import new_id
from tasklab.service.preview import Preview, preview_version
from tasklab.service.route.method import account_of
from tasklab.service.sandbox import sandbox_parameters, sandbox_versions
from tasklab.service.store import connection as store
from tasklab.service.store.checkup import find_checkups, keep_checkup
from tasklab.service.store.database import now_us
from tasklab.service.web.about import About
from tasklab.service.web.input import PAGE, read_body, read_page
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.error import Problem, ValidationError, VersionUnsupportedError
from tasklab.unified.scalar import Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.service.address import AddressGuard
    from tasklab.service.live import Live, LiveConnections
    from tasklab.service.store.checkup import CheckupRow
    from tasklab.service.store.connection import ConnectionRow
    from tasklab.service.store.database import Database
    from tasklab.service.support import Support
    from tasklab.service.web.message import Request


_NEW = {"platform": "redmine", "parameters": {"site": "https://tracker.example.org", "api_key": "…"}}
_DELETING = "Delete a connection, and what is kept for it."


class HealthView(msgspec.Struct, kw_only=True):
    """What was found when a connection was last tried."""

    is_good: bool
    checked_at: dt.datetime
    site_version: str | None
    problem: Problem | None
    """What was wrong."""


class ConnectionView(msgspec.Struct, kw_only=True):
    """A link of the account to one site. Secrets are never shown again."""

    id: str
    name: str
    platform: str
    version: str
    """The version it is pinned to: it changes only when you move it."""
    newer_versions: tuple[str, ...]
    """Served versions that it could be moved to, the oldest first."""
    is_served: bool
    """Whether calls are answered; false once its version is broken or retired."""
    is_sandbox: bool
    parameters: dict[str, str]
    created_at: dt.datetime
    updated_at: dt.datetime
    health: HealthView | None = None
    """What was found when it was last tried: hourly, every ten minutes while it does not work. Null for a sandbox,
    and before the first time.
    """
    check: CheckView | msgspec.UnsetType = msgspec.UNSET
    """What was found when it was made or moved."""


class ConnectionList(msgspec.Struct):
    """Connections in the order of their ids."""

    items: list[ConnectionView]
    next_cursor: str | None


class NewConnection(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a connection is made from."""

    platform: str
    name: str = ""
    version: str | None = None
    """The newest served version when left out."""
    parameters: dict[str, Any] = {}
    """As `GET /v1/platforms/{platform}/versions` lists them."""
    sandbox: bool = False
    """Connects to a twin inside the service instead of a site; takes no parameters."""


class ConnectionChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    version: str | msgspec.UnsetType = msgspec.UNSET
    """Moves it: the credential is tried on that version first."""
    parameters: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    """All of them again: the new credential is tried first."""


class VersionChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A version to look at before moving."""

    version: str
    project_id: Identifier | None = None
    """Whose tasks are compared; all that come first when left out."""


class ConnectionRoutes:
    """The paths below `/v1/connections`."""

    def __init__(
        self,
        database: Database,
        connections: LiveConnections,
        support: Support,
        guard: AddressGuard,
        *,
        has_sandbox: bool,
    ) -> None:
        self._database, self._connections, self._support = database, connections, support
        self._guard, self._has_sandbox = guard, has_sandbox

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        every, one = "/v1/connections", "/v1/connections/{connection_id}"

        def about(summary: str, result: Any, **more: Any) -> About:
            return About(summary, "connection", result, **more)

        listing = about("List connections.", ConnectionList, query=PAGE)
        yield Route("GET", every, "connection.list", self.list, "read", listing)
        making = about(
            "Make a connection: its credential is tried first.",
            ConnectionView,
            body=NewConnection,
            success=201,
            asks_platform=True,
            body_example=_NEW,
        )
        yield Route("POST", every, "connection.create", self.create, "manage", making)
        yield Route("GET", one, "connection.get", self.get, "read", about("Read a connection.", ConnectionView))
        changing = about(
            "Rename a connection, give it another credential, or move it to another version.",
            ConnectionView,
            body=ConnectionChange,
            asks_platform=True,
            body_example={"version": "6.1"},
        )
        yield Route("PATCH", one, "connection.update", self.update, "manage", changing)
        yield Route("DELETE", one, "connection.delete", self.delete, "manage", about(_DELETING, None, success=204))
        checking = about(
            "Try a connection's credential, and ask its site for its version.", CheckView, asks_platform=True
        )
        yield Route("POST", f"{one}/check", "connection.check", self.check, "read", checking)
        previewing = about(
            "Run reads on the pinned and on another version, and tell how the answers differ.",
            Preview,
            body=VersionChoice,
            asks_platform=True,
            body_example={"version": "6.1"},
        )
        yield Route("POST", f"{one}/preview-version", "connection.preview_version", self.preview, "read", previewing)

    async def list(self, request: Request) -> Answer:
        """List connections."""
        after, limit, _ = read_page(request)
        rows = await self._database.run(store.list_connections, account_of(request), after, limit + 1)
        checkups = await self._database.run(find_checkups, account_of(request), [row.id for row in rows[:limit]])
        views = [self._view(row, checkups.get(row.id)) for row in rows[:limit]]
        return json_answer(ConnectionList(views, rows[limit - 1].id if len(rows) > limit else None))

    async def create(self, request: Request) -> Answer:
        """Make a connection: its credential is tried first."""
        wanted = await read_body(request, NewConnection)
        version = self._version_of(wanted)
        self._support.require_served(wanted.platform, version, is_sandbox=wanted.sandbox)
        if wanted.sandbox:
            if wanted.parameters:
                raise ValidationError("a sandbox takes no parameters", pointer="/parameters")
            parameters = sandbox_parameters(self._support, wanted.platform, version)
        else:
            form = self._support.form(wanted.platform, version)
            parameters = form.require_filled(wanted.parameters, self._guard)
        row = self._row(account_of(request), wanted, version)
        row = msgspec.structs.replace(row, parameters=self._connections.encrypt(row, parameters))
        live = await self._fitting(wanted, self._connections.open(row, parameters))
        check = await require_good(self._connections, live)
        await self._database.run(store.add_connection, live.row, _actor(request))
        view = self._view(live.row)
        view.check = check
        return json_answer(view, 201)

    async def _fitting(self, wanted: NewConnection, live: Live) -> Live:
        """Return the connection on the version that its site says it runs, where no other one was asked for."""
        told = None if wanted.version is not None else await self._connections.probe(live)
        if told is None or told == live.row.version:
            return live
        row = msgspec.structs.replace(live.row, version=told)
        return self._connections.open(row, self._connections.decrypt(live.row))

    def _version_of(self, wanted: NewConnection) -> str:
        if not wanted.sandbox:
            platform = self._support.require_platform(wanted.platform, "/platform")
            version = wanted.version or platform.newest
            if version is None:
                raise VersionUnsupportedError(
                    f"no version of {wanted.platform} is served at present", platform=wanted.platform
                )
            return version
        versions = sandbox_versions(self._support) if self._has_sandbox else {}
        if wanted.platform not in versions:
            raise VersionUnsupportedError(
                f"there is no sandbox of {wanted.platform!r} here; there are {', '.join(versions) or 'none'}",
                platform=wanted.platform,
                pointer="/platform",
            )
        version = wanted.version or versions[wanted.platform][-1]
        if version not in versions[wanted.platform]:
            raise VersionUnsupportedError(
                f"the sandbox of {wanted.platform} has the versions {', '.join(versions[wanted.platform])}",
                platform=wanted.platform,
                pointer="/version",
            )
        return version

    @staticmethod
    def _row(account_id: str, wanted: NewConnection, version: str) -> ConnectionRow:
        now = now_us()
        return store.ConnectionRow(
            id=new_id("con"),
            account_id=account_id,
            name=_require_name(wanted.name or wanted.platform),
            platform=wanted.platform,
            version=version,
            is_sandbox=wanted.sandbox,
            parameters=b"",
            stamp=1,
            created_at=now,
            updated_at=now,
        )

    async def get(self, request: Request) -> Answer:
        """Read a connection."""
        row = await self._find(request)
        checkups = await self._database.run(find_checkups, row.account_id, [row.id])
        return json_answer(self._view(row, checkups.get(row.id)))

    async def update(self, request: Request) -> Answer:
        """Rename a connection, give it another credential, or move it to another version."""
        change = await read_body(request, ConnectionChange)
        row = await self._find(request)
        values: dict[str, str | bytes] = {}
        check: CheckView | msgspec.UnsetType = msgspec.UNSET
        if change.name is not msgspec.UNSET:
            values["name"] = _require_name(change.name)
        if change.version is not msgspec.UNSET or change.parameters is not msgspec.UNSET:
            live = self._changed(row, change)
            check = await require_good(self._connections, live)
            values |= {"version": live.row.version, "parameters": live.row.parameters}
        if not values:
            raise ValidationError("nothing is to change: give `name`, `version` or `parameters`")
        action = "connection.move" if values.get("version", row.version) != row.version else "connection.update"
        fresh = await self._database.run(_update, row, _actor(request), action, values)
        self._connections.forget()
        view = self._view(fresh)
        view.check = check
        return json_answer(view)

    def _changed(self, row: ConnectionRow, change: ConnectionChange) -> Live:
        """Open a connection as it would be."""
        version = row.version if change.version is msgspec.UNSET else change.version
        self._support.require_served(row.platform, version, is_sandbox=row.is_sandbox)
        given = self._connections.decrypt(row) if change.parameters is msgspec.UNSET else change.parameters
        form = self._support.form(row.platform, version)
        parameters = form.require_filled(given, None if row.is_sandbox else self._guard)
        changed = msgspec.structs.replace(row, version=version, parameters=self._connections.encrypt(row, parameters))
        return self._connections.open(changed, parameters)

    async def delete(self, request: Request) -> Answer:
        """Delete a connection, its events and webhooks included."""
        connection_id = request.parameters["connection_id"]
        await self._find(request)
        await self._database.run(store.delete_connection, account_of(request), connection_id, _actor(request))
        self._connections.forget()
        return Answer(status=204)

    async def check(self, request: Request) -> Answer:
        """Try a connection's credential, and ask its site for its version."""
        live = await self._connections.find(account_of(request), request.parameters["connection_id"])
        found = await check_connection(self._connections, live)
        problem = None if found.problem is None else msgspec.json.encode(found.problem).decode()
        keep = partial(keep_checkup, is_good=found.is_good, site_version=found.site_version, problem=problem)
        await self._database.run(keep, live.row.id)
        return json_answer(found)

    async def preview(self, request: Request) -> Answer:
        """Run reads on the pinned and on another version, and tell how the answers differ."""
        choice = await read_body(request, VersionChoice)
        live = await self._connections.find(account_of(request), request.parameters["connection_id"])
        change = ConnectionChange(version=choice.version)
        other = self._changed(live.row, change)
        return json_answer(await preview_version(self._connections, live, other, choice.project_id))

    async def _find(self, request: Request) -> ConnectionRow:
        connection_id = request.parameters["connection_id"]
        return await self._connections.find_row(account_of(request), connection_id)

    def _view(self, row: ConnectionRow, checkup: CheckupRow | None = None) -> ConnectionView:
        platform = self._support.require_platform(row.platform)
        served = platform.served
        is_served = row.is_sandbox or row.version in served
        names = list(platform.versions)
        later = names[names.index(row.version) + 1 :] if row.version in names else []
        form = self._support.form(row.platform, row.version)
        return ConnectionView(
            id=row.id,
            name=row.name,
            platform=row.platform,
            version=row.version,
            newer_versions=tuple(name for name in later if name in served),
            is_served=is_served,
            is_sandbox=row.is_sandbox,
            parameters=form.shown(self._connections.decrypt(row)),
            created_at=_moment(row.created_at),
            updated_at=_moment(row.updated_at),
            health=None if checkup is None else _health(checkup),
        )


def _update(db: Any, row: ConnectionRow, actor: str, action: str, values: dict[str, str | bytes]) -> ConnectionRow:
    return store.update_connection(db, row, actor, action, **values)


def _health(row: CheckupRow) -> HealthView | None:
    if row.checked_at is None or row.is_good is None:
        return None
    return HealthView(
        is_good=row.is_good,
        checked_at=_moment(row.checked_at),
        site_version=row.site_version,
        problem=None if row.problem is None else msgspec.json.decode(row.problem, type=Problem),
    )


def _require_name(name: str) -> str:
    if not 0 < len(name) <= 200 or not name.isprintable():  # noqa: PLR2004 - as the column has it
        raise ValidationError("a name has 1 to 200 letters, none of them a control character", pointer="/name")
    return name


def _actor(request: Request) -> str:
    return request.principal.key_id if request.principal else "nobody"


def _moment(microseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(microseconds / 1_000_000, dt.UTC)
