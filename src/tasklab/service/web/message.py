"""A request within bounds, and an answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import msgspec

from tasklab.service.error import BadRequestError, MediaTypeError, TooLargeError
from tasklab.unified.error import ValidationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping

    from tasklab.service.identity import Principal

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

JSON = b"application/json"
_MAX_QUERY_FIELDS = 100


class Bounds(msgspec.Struct, frozen=True):
    """What a request may bring."""

    body_bytes: int = 32 * 1024 * 1024
    body_s: float = 30.0
    """How long the whole body may take."""


class Request:
    """One request. Its body is read when it is asked for, and never beyond its bounds."""

    __slots__ = ("_body", "_bounds", "_receive", "headers", "parameters", "principal", "request_id", "scope", "verb")

    def __init__(self, scope: Scope, receive: Receive, request_id: str, bounds: Bounds) -> None:
        self.scope = scope
        self.verb: str = scope["method"]
        self.headers: Mapping[bytes, bytes] = dict(scope["headers"])
        """Names in lower case; of a name that came twice the last."""
        self.request_id = request_id
        self.parameters: Mapping[str, str] = {}
        """What stands in the path."""
        self.principal: Principal | None = None
        """Who asks; None before that is known, and where anybody may ask."""
        self._body: bytes | None = None
        self._receive = receive
        self._bounds = bounds

    def header(self, name: bytes) -> str:
        """Return a header's value as text, empty where it is not there."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def client(self) -> str:
        """The address the request came from."""
        client = self.scope.get("client")
        return client[0] if client else "unknown"

    def query(self) -> dict[str, str]:
        """Return the query's fields.

        Raises: ValidationError for a field that comes twice, BadRequestError for text that is not UTF-8.
        """
        text: bytes = self.scope["query_string"]
        if not text:
            return {}
        try:
            pairs = _read_pairs(text.decode("ascii"))
        except ValueError as error:
            raise BadRequestError(
                "the query cannot be read: expected percent-encoded UTF-8, 100 fields at most"
            ) from error
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise ValidationError(f"`{twice}` is given twice", pointer=f"/{twice}")
        return found

    async def body(self, at_most: int | None = None) -> bytes:
        """Return the body, which is read once. Raises: TooLargeError, BadRequestError, MediaTypeError."""
        if self._body is not None:
            return self._body
        if self.headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise MediaTypeError("a compressed body is not taken: send it as it is")
        bound = self._bounds.body_bytes if at_most is None else at_most
        length = self.headers.get(b"content-length", b"")
        if length.isdigit() and int(length) > bound:
            raise TooLargeError(bound)
        try:
            async with asyncio.timeout(self._bounds.body_s):
                self._body = await self._read(bound)
        except TimeoutError as error:
            raise BadRequestError(f"the body did not arrive within {self._bounds.body_s:g} s") from error
        return self._body

    async def _read(self, bound: int) -> bytes:
        message = await self._receive()
        if not message.get("more_body", False):
            body = message.get("body", b"")
            _require_size(body, bound)
            return bytes(body)
        body = bytearray(message.get("body", b""))
        while message.get("more_body", False):
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise BadRequestError("the body ended too early")
            body += message.get("body", b"")
            _require_size(body, bound)
        return bytes(body)

    async def document(self) -> dict[str, Any]:
        """Return the JSON object in the body; no body is an empty one.

        Raises: MediaTypeError for another media type, ValidationError for what is not a JSON object.
        """
        body = await self.body()
        if not body:
            return {}
        kind = self.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind != JSON:
            raise MediaTypeError("expected a body of the media type application/json")
        try:
            document = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ValidationError(f"the body is not JSON that can be read: {error}") from error
        if not isinstance(document, dict):
            raise ValidationError("expected a JSON object as the body")
        return document


def _read_pairs(text: str) -> list[tuple[str, str]]:
    """Return names and values of a query. Raises: ValueError."""
    parts = [part.partition("=") for part in text.split("&") if part]
    if len(parts) > _MAX_QUERY_FIELDS:
        raise ValueError("too many fields")
    return [(unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")) for name, _, value in parts]


def _require_size(body: bytes | bytearray, bound: int) -> None:
    if len(body) > bound:
        raise TooLargeError(bound)


class Answer(msgspec.Struct):
    """An answer, whole."""

    status: int = 200
    body: bytes = b""
    kind: bytes = JSON
    """Its media type."""
    headers: tuple[tuple[bytes, bytes], ...] = ()


def json_answer(value: Any, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
    """Return a value as JSON."""
    return Answer(status=status, body=msgspec.json.encode(value), headers=headers)
