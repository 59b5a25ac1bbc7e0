"""Watches, the feed of events, and outgoing webhooks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from tasklab.service.error import MissingError
from tasklab.service.identity import new_id
from tasklab.service.route.method import account_of
from tasklab.service.store import watch as watches
from tasklab.service.store import webhook as webhooks
from tasklab.service.store.database import now_us
from tasklab.service.store.event import list_events
from tasklab.service.web.about import About, Field
from tasklab.service.web.input import PAGE, read_body, read_page
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.service.work.deliver import new_webhook_secret
from tasklab.service.work.poll import OBJECTS
from tasklab.service.work.shape import event_of
from tasklab.unified.error import ValidationError
from tasklab.unified.objects import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tasklab.service.address import AddressGuard
    from tasklab.service.live import LiveConnections
    from tasklab.service.secret import Keyring
    from tasklab.service.store.database import Database
    from tasklab.service.web.message import Request

ObjectChoice = Literal["task", "project", "label", "user"]
State = Literal["pending", "delivered", "dead"]
_CONNECTION = Field("connection_id", {"type": "string"}, "Only events of this connection.")
_STATE = Field("state", {"enum": ["pending", "delivered", "dead"]}, "Only those in this state.")
_LONGEST_NUMBER = 18


class WatchChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How a connection is looked at for changes."""

    every_s: Annotated[int, msgspec.Meta(ge=15, le=86_400)] = 60
    """Seconds from one look to the next."""
    objects: Annotated[list[ObjectChoice], msgspec.Meta(min_length=1, max_length=4)] = msgspec.field(
        default_factory=lambda: ["task"]
    )


class WatchView(msgspec.Struct, kw_only=True):
    """A watch as it stands."""

    connection_id: str
    every_s: int
    objects: list[str]
    is_primed: bool
    """Whether a first look has learnt what there is: changes from then on are events."""
    next_at: dt.datetime
    failures: int
    """Looks that failed, in a row."""
    problem: str | None


class EventList(msgspec.Struct, kw_only=True):
    """Events in their order. Ask again from `next_cursor`, whether there were any or not."""

    items: list[Event]
    next_cursor: str
    has_more: bool


class NewWebhook(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Where events are to be sent."""

    url: str
    connection_id: str | None = None
    """Only events of this connection; of all, when left out."""


class WebhookView(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A webhook. Its secret is shown once, when it is made."""

    id: str
    url: str
    connection_id: str | None
    created_at: dt.datetime
    secret: str | msgspec.UnsetType = msgspec.UNSET


class WebhookList(msgspec.Struct):
    """Webhooks in the order of their ids."""

    items: list[WebhookView]
    next_cursor: str | None


class DeliveryView(msgspec.Struct, kw_only=True):
    """One event on its way to a webhook."""

    id: str
    event_id: str
    state: State
    attempts: int
    next_at: dt.datetime | None
    status: int | None
    """What the receiver answered last."""
    problem: str | None
    delivered_at: dt.datetime | None


class DeliveryList(msgspec.Struct):
    """Deliveries in the order of their ids."""

    items: list[DeliveryView]
    next_cursor: str | None


class Replay(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which deliveries are to be sent once more."""

    state: Literal["dead", "delivered"] = "dead"


class Replayed(msgspec.Struct):
    """How many will be."""

    count: int


class EventRoutes:
    """The paths of watches, events and webhooks."""

    def __init__(self, database: Database, connections: LiveConnections, keyring: Keyring, guard: AddressGuard) -> None:
        self._database, self._connections, self._keyring, self._guard = database, connections, keyring, guard

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        watch = "/v1/connections/{connection_id}/watch"
        putting = About(
            "Look at a connection for changes from now on.", "event", WatchView, body=WatchChoice,
            body_example={"every_s": 60, "objects": ["task"]},
        )  # fmt: skip
        yield Route("PUT", watch, "watch.put", self.put_watch, "manage", putting)
        yield Route("GET", watch, "watch.get", self.get_watch, "read", About("Read a watch.", "event", WatchView))
        ending = About("Look at a connection no longer; its events are kept.", "event", None, success=204)
        yield Route("DELETE", watch, "watch.delete", self.delete_watch, "manage", ending)
        listing = About("List what changed, in order.", "event", EventList, query=(*PAGE, _CONNECTION))
        yield Route("GET", "/v1/events", "event.list", self.list_events, "read", listing)
        yield from self._webhook_routes()

    def _webhook_routes(self) -> Iterator[Route]:
        every, one = "/v1/webhooks", "/v1/webhooks/{webhook_id}"
        listing = About("List webhooks.", "webhook", WebhookList, query=PAGE)
        yield Route("GET", every, "webhook.list", self.list_webhooks, "read", listing)
        making = About(
            "Have events sent to an address, signed.", "webhook", WebhookView, body=NewWebhook, success=201,
            body_example={"url": "https://hooks.example.org/tasklab"},
        )  # fmt: skip
        yield Route("POST", every, "webhook.create", self.create_webhook, "manage", making)
        ending = About("Delete a webhook and its deliveries.", "webhook", None, success=204)
        yield Route("DELETE", one, "webhook.delete", self.delete_webhook, "manage", ending)
        delivering = About("List deliveries.", "webhook", DeliveryList, query=(*PAGE, _STATE))
        yield Route("GET", f"{one}/deliveries", "delivery.list", self.list_deliveries, "read", delivering)
        again = About("Send deliveries once more.", "webhook", Replayed, body=Replay, body_example={"state": "dead"})
        yield Route("POST", f"{one}/replay", "webhook.replay", self.replay, "manage", again)

    # Watches and events

    async def put_watch(self, request: Request) -> Answer:
        """Begin a watch, or change it."""
        choice = await read_body(request, WatchChoice)
        row = await self._connections.find_row(account_of(request), request.parameters["connection_id"])
        watch = watches.WatchRow(
            connection_id=row.id,
            account_id=row.account_id,
            objects=" ".join(name for name in OBJECTS if name in choice.objects),
            every_s=choice.every_s,
            version=row.version,
            walk=0,
            is_primed=False,
            watermark=None,
            failures=0,
            problem=None,
            due_at=now_us(),
            owner=None,
            lease_until=0,
        )
        await self._database.run(watches.put_watch, watch)
        return await self.get_watch(request)

    async def get_watch(self, request: Request) -> Answer:
        """Read a watch."""
        account_id, connection_id = account_of(request), request.parameters["connection_id"]
        await self._connections.find_row(account_id, connection_id)
        row = await self._database.run(watches.find_watch, account_id, connection_id)
        if row is None:
            raise MissingError(f"the connection {connection_id} is not watched")
        view = WatchView(
            connection_id=row.connection_id,
            every_s=row.every_s,
            objects=row.objects.split(),
            is_primed=row.is_primed,
            next_at=_moment(row.due_at),
            failures=row.failures,
            problem=row.problem,
        )
        return json_answer(view)

    async def delete_watch(self, request: Request) -> Answer:
        """End a watch."""
        account_id, connection_id = account_of(request), request.parameters["connection_id"]
        await self._connections.find_row(account_id, connection_id)
        await self._database.run(watches.delete_watch, account_id, connection_id)
        return Answer(status=204)

    async def list_events(self, request: Request) -> Answer:
        """List events behind a cursor."""
        cursor, limit, more = read_page(request, "connection_id")
        if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _LONGEST_NUMBER):
            raise ValidationError("that is no cursor of ours", pointer="/cursor")
        account_id, connection_id = account_of(request), more.get("connection_id")
        if connection_id is not None:
            await self._connections.find_row(account_id, connection_id)
        after = int(cursor or "0")
        rows = await self._database.run(list_events, account_id, after, limit + 1, connection_id)
        shown = rows[:limit]
        last = shown[-1].number if shown else after
        events = EventList(items=[event_of(row) for row in shown], next_cursor=str(last), has_more=len(rows) > limit)
        return json_answer(events)

    # Webhooks

    async def list_webhooks(self, request: Request) -> Answer:
        """List webhooks."""
        after, limit, _ = read_page(request)
        rows = await self._database.run(webhooks.list_webhooks, account_of(request), after, limit + 1)
        return json_answer(WebhookList([_webhook(row) for row in rows[:limit]], _next(rows, limit)))

    async def create_webhook(self, request: Request) -> Answer:
        """Make a webhook."""
        wanted = await read_body(request, NewWebhook)
        account_id = account_of(request)
        if len(wanted.url) > 2000 or not wanted.url.isprintable():  # noqa: PLR2004 - as the column has it
            raise ValidationError("an address has 2000 letters at most", pointer="/url")
        self._guard.require_site(wanted.url, "/url")
        if wanted.connection_id is not None:
            await self._connections.find_row(account_id, wanted.connection_id)
        secret, webhook_id = new_webhook_secret(), new_id("whk")
        row = webhooks.WebhookRow(
            id=webhook_id,
            account_id=account_id,
            connection_id=wanted.connection_id,
            url=wanted.url,
            secret=self._keyring.encrypt(secret.encode(), f"{account_id}/{webhook_id}"),
            created_at=now_us(),
        )
        actor = request.principal.key_id if request.principal else "nobody"
        await self._database.run(webhooks.add_webhook, row, actor)
        view = _webhook(row)
        view.secret = secret
        return json_answer(view, 201)

    async def delete_webhook(self, request: Request) -> Answer:
        """Delete a webhook."""
        actor = request.principal.key_id if request.principal else "nobody"
        await self._database.run(webhooks.delete_webhook, account_of(request), _own_id(request), actor)
        return Answer(status=204)

    async def list_deliveries(self, request: Request) -> Answer:
        """List deliveries of a webhook."""
        after, limit, more = read_page(request, "state")
        state = more.get("state")
        if state not in {None, "pending", "delivered", "dead"}:
            raise ValidationError("`state` is one of pending, delivered, dead", pointer="/state")
        rows = await self._database.run(
            webhooks.list_deliveries, account_of(request), _own_id(request), after, limit + 1, state
        )
        return json_answer(DeliveryList([_delivery(row) for row in rows[:limit]], _next(rows, limit)))

    async def replay(self, request: Request) -> Answer:
        """Send deliveries once more."""
        wanted = await read_body(request, Replay)
        count = await self._database.run(
            webhooks.replay_deliveries, account_of(request), _own_id(request), wanted.state
        )
        return json_answer(Replayed(count))


def _own_id(request: Request) -> str:
    """Return the webhook's id: an id of ours is short, and printable."""
    webhook_id = request.parameters["webhook_id"]
    if len(webhook_id) > 40 or not webhook_id.isprintable():  # noqa: PLR2004 - as the column has it
        raise MissingError("the account has no such webhook")
    return webhook_id


def _next(rows: Sequence[webhooks.WebhookRow] | Sequence[webhooks.DeliveryRow], limit: int) -> str | None:
    return rows[limit - 1].id if len(rows) > limit else None


def _webhook(row: webhooks.WebhookRow) -> WebhookView:
    return WebhookView(id=row.id, url=row.url, connection_id=row.connection_id, created_at=_moment(row.created_at))


def _delivery(row: webhooks.DeliveryRow) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        event_id=str(row.event_number),
        state=row.state,  # type: ignore[arg-type]  # the column holds nothing else
        attempts=row.attempts,
        next_at=_moment(row.due_at) if row.state == "pending" else None,
        status=row.status,
        problem=row.problem,
        delivered_at=None if row.delivered_at is None else _moment(row.delivered_at),
    )


def _moment(microseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(microseconds / 1_000_000, dt.UTC)
