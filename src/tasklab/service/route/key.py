"""An account's own API keys: made, rotated and revoked by a key that may manage."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import msgspec

from tasklab.service.error import ScopeError
from tasklab.service.identity import Scope
from tasklab.service.route.method import account_of
from tasklab.service.store import account as store
from tasklab.service.store.database import now_us
from tasklab.service.web.about import About
from tasklab.service.web.input import PAGE, read_body, read_page
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.error import ValidationError
from tasklab.unified.scalar import Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tasklab.service.store.database import Database
    from tasklab.service.web.message import Request

_SECOND_US = 1_000_000
_LONGEST_OVERLAP_S = 7 * 24 * 3600


class KeyView(msgspec.Struct, kw_only=True):
    """An API key of the account. Its text is shown once, when it is made."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None
    """Some seconds late."""
    key: str | msgspec.UnsetType = msgspec.UNSET
    """Its text: only in the answer to making or rotating it."""

    def __repr__(self) -> str:
        return f"KeyView({self.id!r})"


class KeyList(msgspec.Struct):
    """Keys in the order of their ids."""

    items: list[KeyView]
    next_cursor: str | None


class NewKeyChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a key is to be."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1)]
    """None that the key which asks lacks."""
    expires_at: Instant | None = None
    """It does not end by itself when left out."""


class Rotation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How the old key ends."""

    overlap_s: Annotated[int, msgspec.Meta(ge=0, le=_LONGEST_OVERLAP_S)] = 0
    """How long it still works beside the new one: a week at most."""


class KeyRoutes:
    """The paths below `/v1/keys`."""

    def __init__(self, database: Database, forget: Callable[[], None]) -> None:
        """Call `forget` when a key ends, so that this process does not remember it."""
        self._database, self._forget = database, forget

    def routes(self) -> Iterator[Route]:
        """Yield the routes."""
        every, one = "/v1/keys", "/v1/keys/{key_id}"
        listing = About("List the account's API keys.", "key", KeyList, query=PAGE)
        yield Route("GET", every, "key.list", self.list, "manage", listing)
        making = About(
            "Make an API key.", "key", KeyView, body=NewKeyChoice, success=201,
            body_example={"name": "reports", "scopes": ["read"]},
        )  # fmt: skip
        yield Route("POST", every, "key.create", self.create, "manage", making)
        turning = About(
            "Make a key in place of another, which ends.", "key", KeyView, body=Rotation, success=201,
            body_example={"overlap_s": 3600},
        )  # fmt: skip
        yield Route("POST", f"{one}/rotate", "key.rotate", self.rotate, "manage", turning)
        ending = About("End a key for good, everywhere within a second.", "key", None, success=204)
        yield Route("DELETE", one, "key.revoke", self.revoke, "manage", ending)

    async def list(self, request: Request) -> Answer:
        """List keys."""
        after, limit, _ = read_page(request)
        rows = await self._database.run(store.list_keys_behind, account_of(request), after, limit + 1)
        return json_answer(KeyList([_view(row) for row in rows[:limit]], rows[limit - 1].id if rows[limit:] else None))

    async def create(self, request: Request) -> Answer:
        """Make a key that may do no more than the one that asks."""
        wanted = await read_body(request, NewKeyChoice)
        _require_own(request, wanted.scopes)
        if not wanted.name.isprintable():
            raise ValidationError("a name has no control characters", pointer="/name")
        expires_at = None if wanted.expires_at is None else int(wanted.expires_at.timestamp() * _SECOND_US)
        if expires_at is not None and expires_at <= now_us():
            raise ValidationError("the key would have ended already", pointer="/expires_at")
        row, fresh = await self._database.run(
            store.add_key, account_of(request), wanted.name, wanted.scopes, _actor(request), expires_at
        )
        return json_answer(_view(row, fresh.text), 201)

    async def rotate(self, request: Request) -> Answer:
        """Make a key with the scopes and the end of another, and let that one end."""
        wanted = await read_body(request, Rotation)
        key_id = _own_id(request)
        old = await self._database.run(store.find_key, account_of(request), key_id)
        _require_own(request, old.scopes)
        row, fresh = await self._database.run(
            store.rotate_key, account_of(request), key_id, wanted.overlap_s * _SECOND_US, _actor(request)
        )
        self._forget()
        return json_answer(_view(row, fresh.text), 201)

    async def revoke(self, request: Request) -> Answer:
        """End a key, whichever it is: that of the request itself too."""
        await self._database.run(store.revoke_key, account_of(request), _own_id(request), _actor(request))
        self._forget()
        return Answer(status=204)


def _own_id(request: Request) -> str:
    """Return the key's id; one that no row can have is only a key that is not there."""
    key_id = request.parameters["key_id"]
    return key_id if len(key_id) <= 40 and key_id.isprintable() else ""  # noqa: PLR2004 - as the column has it


def _require_own(request: Request, scopes: Iterable[str]) -> None:
    has = request.principal.scopes if request.principal else frozenset()
    lacking = sorted(set(scopes) - has)
    if lacking:
        raise ScopeError(f"the API key lacks the scope {lacking[0]!r} itself, so it can make no key that has it")


def _actor(request: Request) -> str:
    return request.principal.key_id if request.principal else "nobody"


def _view(row: store.Key, text: str | msgspec.UnsetType = msgspec.UNSET) -> KeyView:
    return KeyView(
        id=row.id,
        name=row.name,
        scopes=row.scopes,
        created_at=dt.datetime.fromtimestamp(row.created_at / _SECOND_US, dt.UTC),
        expires_at=_moment(row.expires_at),
        revoked_at=_moment(row.revoked_at),
        last_used_at=_moment(row.last_used_at),
        key=text,
    )


def _moment(microseconds: int | None) -> dt.datetime | None:
    return None if microseconds is None else dt.datetime.fromtimestamp(microseconds / _SECOND_US, dt.UTC)
