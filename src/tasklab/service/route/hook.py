"""Addresses that platforms send their own messages to: made for a connection, and open to whoever signs right."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from tasklab.service.error import MissingError, SignatureError, StateError
from tasklab.service.hook import Message
from tasklab.service.identity import new_id
from tasklab.service.route.method import account_of
from tasklab.service.store import hook as store
from tasklab.service.store.database import now_us
from tasklab.service.store.watch import find_watch
from tasklab.service.web.about import About
from tasklab.service.web.input import read_body
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from tasklab.service.access import Access
    from tasklab.service.live import LiveConnections
    from tasklab.service.secret import Keyring
    from tasklab.service.store.database import Database
    from tasklab.service.store.hook import HookRow
    from tasklab.service.support import Support
    from tasklab.service.web.message import Request
    from tasklab.watch.hook import Hooks

_SECOND_US = 1_000_000
_HANDSHAKE_US = 3600 * _SECOND_US
"""How long after its making an address takes the secret that a first message brings."""
_MOST_BYTES = 2 * 1024 * 1024
_LONGEST_SECRET = 500


class HookChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What an address is made from."""

    secret: Annotated[str, msgspec.Meta(min_length=8, max_length=_LONGEST_SECRET)] | None = None
    """The platform's, where the platform makes it."""


class HookView(msgspec.Struct, kw_only=True):
    """An address for a platform's messages."""

    connection_id: str
    address: str
    """To be given to the platform. Without the operator's own address in front it begins with a slash."""
    secret_by: Literal["ours", "theirs", "handshake"]
    """Who makes the secret that messages are signed with."""
    is_ready: bool
    """Whether the secret is known."""
    created_at: dt.datetime
    secret: str | msgspec.UnsetType = msgspec.UNSET
    """Where it is ours: to be given to the platform; only in the answer that makes it."""

    def __repr__(self) -> str:
        return f"HookView({self.connection_id!r})"


class Taken(msgspec.Struct):
    """What became of a message."""

    taken: int
    """How many things are looked at because of it."""


class HookRoutes:
    """The paths of incoming messages."""

    def __init__(
        self,
        database: Database,
        connections: LiveConnections,
        support: Support,
        keyring: Keyring,
        access: Access,
        public_address: str,
    ) -> None:
        self._database, self._connections, self._support = database, connections, support
        self._keyring, self._access, self._public_address = keyring, access, public_address.rstrip("/")

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        one, open_one = "/v1/connections/{connection_id}/hook", "/v1/hooks/{hook_id}"
        putting = About(
            "Take messages of the platform itself for a watched connection.", "event", HookView, body=HookChoice,
            body_example={},
        )  # fmt: skip
        yield Route("PUT", one, "hook.put", self.put, "manage", putting)
        yield Route("GET", one, "hook.get", self.get, "read", About("Read a hook.", "event", HookView))
        ending = About("Take messages of the platform no longer.", "event", None, success=204)
        yield Route("DELETE", one, "hook.delete", self.delete, "manage", ending)
        taking = About("Send a platform's message, signed as the platform does it.", "event", Taken)
        yield Route("POST", open_one, "hook.take", self.take, None, taking)
        asking = About("Show that the address can be reached, as some platforms ask for.", "event", Taken)
        yield Route("GET", open_one, "hook.reach", _reach, None, asking)

    # The account's side

    async def put(self, request: Request) -> Answer:
        """Make a connection's address, or give it another secret."""
        choice = await read_body(request, HookChoice)
        row = await self._connections.find_row(account_of(request), request.parameters["connection_id"])
        hooks = self._hooks(row.platform)
        if await self._database.run(find_watch, row.account_id, row.id) is None:
            raise StateError("watch the connection first: messages say where to look, a watch is what looks")
        if hooks.signature.covers == "body_and_address" and not self._public_address:
            raise StateError("the platform signs the address, and the operator has not said ours")
        maker = hooks.secret_by
        if (choice.secret is None) is (maker == "theirs"):
            expected = "the platform makes it" if maker == "theirs" else "it is not for you to choose"
            raise ValidationError(f"`secret`: {expected}", pointer="/secret")
        secret = secrets.token_urlsafe(32) if maker == "ours" else choice.secret
        kept = await self._database.run(self._put, row.account_id, row.id, secret, _actor(request))
        view = self._view(kept, hooks)
        if maker == "ours" and secret is not None:
            view.secret = secret
        return json_answer(view)

    def _put(self, db: Connection, account_id: str, connection_id: str, secret: str | None, actor: str) -> HookRow:
        known = store.find_hook(db, account_id, connection_id)
        hook_id = new_id("hok") if known is None else known.id
        sealed = None if secret is None else self._keyring.encrypt(secret.encode(), f"{account_id}/{hook_id}")
        row = store.HookRow(
            id=hook_id, account_id=account_id, connection_id=connection_id, secret=sealed, created_at=now_us()
        )
        return store.put_hook(db, row, actor)

    async def get(self, request: Request) -> Answer:
        """Read a connection's address."""
        account_id, connection_id = account_of(request), request.parameters["connection_id"]
        connection = await self._connections.find_row(account_id, connection_id)
        row = await self._database.run(store.find_hook, account_id, connection_id)
        if row is None:
            raise MissingError("no messages are taken for the connection")
        return json_answer(self._view(row, self._hooks(connection.platform)))

    async def delete(self, request: Request) -> Answer:
        """Take a connection's address away."""
        account_id, connection_id = account_of(request), request.parameters["connection_id"]
        await self._connections.find_row(account_id, connection_id)
        if not await self._database.run(store.delete_hook, account_id, connection_id, _actor(request)):
            raise MissingError("no messages are taken for the connection")
        return Answer(status=204)

    def _hooks(self, platform: str) -> Hooks:
        hooks = self._support.require_platform(platform).config.hooks
        if hooks is None:
            raise StateError(f"how {platform} signs messages of its own is not described: its changes are looked for")
        return hooks

    def _view(self, row: HookRow, hooks: Hooks) -> HookView:
        return HookView(
            connection_id=row.connection_id,
            address=self._address(row.id),
            secret_by=hooks.secret_by,
            is_ready=row.secret is not None,
            created_at=dt.datetime.fromtimestamp(row.created_at / _SECOND_US, dt.UTC),
        )

    def _address(self, hook_id: str) -> str:
        return f"{self._public_address}/v1/hooks/{hook_id}"

    # The platform's side

    async def take(self, request: Request) -> Answer:
        """Take a message, when it is genuine: what it is about is looked at soon."""
        self._access.require_patience(request.client)
        try:
            return await self._take(request)
        except (SignatureError, MissingError):
            self._access.note_wrong(request.client)
            raise

    async def _take(self, request: Request) -> Answer:
        body = await request.body(_MOST_BYTES)
        row = await self._find(request.parameters["hook_id"])
        connection = await self._connections.find_row(row.account_id, row.connection_id)
        hooks = self._hooks(connection.platform)
        brought = request.headers.get(hooks.handshake.lower().encode()) if hooks.handshake else None
        if brought is not None:
            return await self._shake_hands(row, hooks, brought)
        if row.secret is None:
            raise SignatureError("no secret is known yet that the message could be signed with")
        message = Message(hooks, request.headers, body, self._address(row.id))
        message.require_genuine(self._keyring.decrypt(row.secret, f"{row.account_id}/{row.id}"))
        message.require_fresh(time.time())
        taken = await self._database.run(store.add_arrivals, row.connection_id, message.delivery(), message.hints())
        return json_answer(Taken(taken))

    async def _find(self, hook_id: str) -> HookRow:
        is_id = len(hook_id) <= 40 and hook_id.isascii() and hook_id.isprintable()  # noqa: PLR2004 - as the column has it
        row = await self._database.run(store.find_hook_by_id, hook_id) if is_id else None
        if row is None:
            raise MissingError("there is no such address")
        return row

    async def _shake_hands(self, row: HookRow, hooks: Hooks, brought: bytes) -> Answer:
        """Keep the secret that the first message brings, once and for a while after the address was made."""
        about = f"{row.account_id}/{row.id}"
        is_possible = 0 < len(brought) <= _LONGEST_SECRET and now_us() - row.created_at < _HANDSHAKE_US
        is_first = is_possible and await self._database.run(
            store.set_first_secret, row.id, self._keyring.encrypt(brought, about)
        )
        if not is_first and (row.secret is None or self._keyring.decrypt(row.secret, about) != brought):
            raise SignatureError("the address has its secret, or waited too long for it: make it anew")
        return json_answer(Taken(0), headers=((str(hooks.handshake).lower().encode(), brought),))


async def _reach(_request: Request) -> Answer:
    return json_answer(Taken(0))


def _actor(request: Request) -> str:
    return request.principal.key_id if request.principal else "nobody"
