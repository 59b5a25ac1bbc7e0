"""A platform's own calls, for what the unified model lacks: below the connection's site, with its credentials."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

import msgspec

from tasklab.adapter.driver.idempotency import KeyRecord, KeyState, fingerprint, require_free, scope_key
from tasklab.adapter.message import Request as PlatformRequest
from tasklab.service.claim import require_key
from tasklab.service.error import LimitError, ScopeError
from tasklab.service.route.method import account_of, served_by
from tasklab.service.web.about import About
from tasklab.service.web.input import read_body
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.error import PlatformUnavailableError, RateLimitedError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from tasklab.adapter.driver.redaction import Redactor
    from tasklab.adapter.message import Response
    from tasklab.service.claim import Claims
    from tasklab.service.live import Live, LiveConnections
    from tasklab.service.web.message import Request

NAME = "passthrough"
Verb = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "REPORT"]
_READS = frozenset({"GET", "HEAD", "PROPFIND", "REPORT"})
_REPEATABLE = _READS | {"PUT", "DELETE"}
_OWN_HEADERS = frozenset(
    {
        "authorization", "proxy-authorization", "cookie", "host", "content-length", "transfer-encoding", "connection",
        "keep-alive", "te", "trailer", "upgrade", "expect", "accept-encoding", "content-encoding", "forwarded",
    }
)  # fmt: skip
_KEPT_BACK = frozenset({"set-cookie", "authorization", "www-authenticate", "proxy-authenticate"})
_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Letters of a header's name. Source: RFC 9110, section 5.6.2."""


class PassthroughCall(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One request to the platform. Shape: at most one of `json` and `text`."""

    verb: Verb
    path: str
    """Below the connection's address, beginning with a slash, percent-encoded, without a query."""
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    json: Any = msgspec.UNSET
    text: str | msgspec.UnsetType = msgspec.UNSET
    dry_run: bool = False


class PassthroughAnswer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What the platform answered. Shape: one of `json`, `text` and `base64`; none for an empty body."""

    status: int
    headers: dict[str, str]
    json: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    text: str | msgspec.UnsetType = msgspec.UNSET
    base64: str | msgspec.UnsetType = msgspec.UNSET


class PassthroughPlan(msgspec.Struct, kw_only=True):
    """What a dry run would have sent."""

    verb: str
    path: str
    is_write: bool


class Passthrough:
    """Sends a platform's own calls."""

    def __init__(self, connections: LiveConnections, claims: Claims) -> None:
        self._connections, self._claims = connections, claims

    def routes(self) -> Iterator[Route]:
        """Yield the route."""
        path = "/v1/connections/{connection_id}/passthrough"
        about = About(
            "Send a call of the platform's own.",
            "passthrough",
            (PassthroughAnswer, PassthroughPlan),
            body=PassthroughCall,
            asks_platform=True,
            body_example={"verb": "GET", "path": "/issues.json", "query": {"limit": "1"}},
        )
        yield Route("POST", path, NAME, self.call, "read", about)

    async def call(self, request: Request) -> Answer:
        """Send one request to the platform, and answer with its answer."""
        live = await self._connections.find(account_of(request), request.parameters["connection_id"])
        call = await read_body(request, PassthroughCall)
        is_write = call.verb not in _READS
        if is_write and request.principal is not None and "write" not in request.principal.scopes:
            raise ScopeError(f"{call.verb} may change something, and the API key lacks the scope 'write'")
        planned = _platform_request(live, call)
        if call.dry_run:
            plan = PassthroughPlan(verb=planned.verb, path=planned.path, is_write=is_write)
            return json_answer(plan, headers=served_by(live))
        key = request.headers.get(b"idempotency-key")
        if key is None or not is_write:
            return await self._send(live, planned)
        return await self._send_once(live, planned, call, key.decode("latin-1"))

    async def _send(self, live: Live, planned: PlatformRequest) -> Answer:
        response = await self._connections.run(live, _flow(planned), NAME)
        return json_answer(_shown(response, live.session.redactor), headers=served_by(live))

    async def _send_once(self, live: Live, planned: PlatformRequest, call: PassthroughCall, key: str) -> Answer:
        require_key(key)
        digest = fingerprint(call)
        scoped = scope_key(live.row.id, NAME, key)
        is_repeatable = call.verb in _REPEATABLE
        async with self._claims.held(live.row.account_id, scoped, digest, is_repeatable=is_repeatable) as claim:
            require_free(claim.known, digest)
            if claim.known is not None and claim.known.state is KeyState.DONE:
                return Answer(body=claim.known.result, headers=served_by(live))
            claim.outcome = KeyRecord(digest, KeyState.UNKNOWN, is_repeatable=is_repeatable)
            try:
                answer = await self._send(live, planned)
            except (LimitError, RateLimitedError):
                claim.outcome = None  # refused before it was done: the key is free again
                raise
            except PlatformUnavailableError as error:
                if not error.outcome_unknown:
                    claim.outcome = None
                raise
            claim.outcome = KeyRecord(digest, KeyState.DONE, answer.body)
            return answer


def _flow(request: PlatformRequest) -> Generator[PlatformRequest, Response, Response]:
    return (yield request)


def _platform_request(live: Live, call: PassthroughCall) -> PlatformRequest:
    _require_path(call.path)
    credential = live.adapter.auth.apply(PlatformRequest(verb="GET", path="/"), ())
    own = {name.lower() for name, _ in (*live.adapter.headers, *credential.headers)}
    for name, value in call.headers.items():
        _require_header(name, value, own)
    for name, _ in credential.query:
        if name in call.query:
            raise ValidationError(f"`{name}` is the connection's own", pointer=f"/query/{name}")
    body, headers = _body(call)
    return PlatformRequest(
        verb=call.verb,
        path=call.path,
        query=tuple(call.query.items()),
        headers=(*call.headers.items(), *headers),
        body=body,
        is_write=call.verb not in _READS,
        is_repeatable=call.verb in _REPEATABLE,
    )


def _body(call: PassthroughCall) -> tuple[bytes | None, tuple[tuple[str, str], ...]]:
    has_type = any(name.lower() == "content-type" for name in call.headers)
    if call.json is not msgspec.UNSET and call.text is not msgspec.UNSET:
        raise ValidationError("give one of `json` and `text`", pointer="/text")
    if call.json is not msgspec.UNSET:
        return msgspec.json.encode(call.json), () if has_type else (("Content-Type", "application/json"),)
    if isinstance(call.text, str):
        return call.text.encode(), () if has_type else (("Content-Type", "text/plain; charset=utf-8"),)
    return None, ()


def _require_path(path: str) -> None:
    """Refuse a path that could leave the connection's address, in whatever way it is written."""
    plain = unquote(unquote(path))
    if not path.startswith("/") or path.startswith("//"):
        raise ValidationError("expected a path that begins with one slash", pointer="/path")
    if any(letter in path for letter in "?#\\") or not path.isascii() or not path.isprintable() or " " in path:
        raise ValidationError("expected a percent-encoded path, without a query", pointer="/path")
    if "\\" in plain or not {".", ".."}.isdisjoint(plain.split("/")):
        raise ValidationError("a path cannot climb out of the connection's address", pointer="/path")


def _require_header(name: str, value: str, own: set[str]) -> None:
    if not name or not set(name) <= _TOKEN or not value.isprintable():
        raise ValidationError(f"{name!r} is no header that can be sent", pointer="/headers")
    if name.lower() in _OWN_HEADERS | own or name.lower().startswith(("proxy-", "x-forwarded-")):
        raise ValidationError(f"`{name}` is set by the service", pointer=f"/headers/{name}")


def _shown(response: Response, redactor: Redactor) -> PassthroughAnswer:
    body = redactor.redact_body(response.body)
    answer = PassthroughAnswer(status=response.status, headers=_headers(response.headers, redactor))
    if not body:
        return answer
    if "json" in response.headers.get("content-type", ""):
        try:
            msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # said to be JSON and is not: shown as what it is, below
        else:
            answer.json = msgspec.Raw(body)
            return answer
    try:
        answer.text = body.decode()
    except UnicodeDecodeError:
        answer.base64 = base64.b64encode(body).decode()
    return answer


def _headers(headers: Mapping[str, str], redactor: Redactor) -> dict[str, str]:
    return {name: redactor.redact(value) for name, value in headers.items() if name not in _KEPT_BACK}
