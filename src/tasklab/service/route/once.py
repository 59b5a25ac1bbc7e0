"""Writes of the service's own, made once however often a request with the same idempotency key comes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from tasklab.adapter.driver.idempotency import KeyRecord, KeyState, require_free
from tasklab.service.claim import require_key
from tasklab.service.error import BusyError, ServiceError
from tasklab.service.route.method import account_of
from tasklab.service.secret import SecretError
from tasklab.service.web.message import Answer
from tasklab.unified.error import ConflictError, MethodError

if TYPE_CHECKING:
    from tasklab.service.claim import Claim, Claims
    from tasklab.service.secret import Keyring
    from tasklab.service.web.message import Request
    from tasklab.service.web.router import Route

_READS = frozenset({"GET", "HEAD"})


class Kept(msgspec.Struct):
    """An answer as it is kept."""

    status: int
    body: bytes


def takes_key(route: Route) -> bool:
    """Whether a route changes what is ours: connections, keys, watches, webhooks."""
    return route.scope == "manage" and route.verb not in _READS


class Once:
    """Makes writes repeat their first answer. Answers are kept encrypted: some hold a secret that is shown once."""

    def __init__(self, claims: Claims, keyring: Keyring) -> None:
        self._claims, self._keyring = claims, keyring

    def guard(self, route: Route) -> Route:
        """Return a route that minds the header `Idempotency-Key`, where it is one that changes what is ours."""
        if not takes_key(route):
            return route

        async def handle(request: Request) -> Answer:
            key = request.headers.get(b"idempotency-key")
            if key is None:
                return await route.handler(request)
            return await self._answer(route, request, require_key(key.decode("latin-1")))

        return replace(route, handler=handle)

    async def _answer(self, route: Route, request: Request, key: str) -> Answer:
        digest = await _digest(request)
        scoped = f"{route.name}\n{key}"
        async with self._claims.held(account_of(request), scoped, digest, is_repeatable=False) as claim:
            require_free(claim.known, digest)
            if claim.known is not None:
                return self._kept(claim)
            claim.outcome = KeyRecord(digest, KeyState.UNKNOWN, is_repeatable=False)
            try:
                answer = await route.handler(request)
            except BusyError:
                raise  # the database may have taken it before it was gone
            except (MethodError, ServiceError):
                claim.outcome = None  # refused before anything was changed: the key is free again
                raise
            kept = msgspec.msgpack.encode(Kept(answer.status, answer.body))
            claim.outcome = KeyRecord(digest, KeyState.DONE, self._keyring.encrypt(kept, claim.row.hex()))
            return answer

    def _kept(self, claim: Claim) -> Answer:
        sealed = claim.known.result if claim.known is not None else b""
        try:
            kept = msgspec.msgpack.decode(self._keyring.decrypt(sealed, claim.row.hex()), type=Kept)
        except SecretError as error:
            raise ConflictError(
                "this was done, and its answer can no longer be read: its key for secrets was taken away",
                pointer="/idempotency_key",
            ) from error
        return Answer(status=kept.status, body=kept.body)


async def _digest(request: Request) -> str:
    scope = request.scope
    parts = (scope["method"].encode(), scope["raw_path"], scope["query_string"], await request.body())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
