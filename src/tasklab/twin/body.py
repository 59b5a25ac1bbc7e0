"""Bodies of requests, read within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import parse_qsl

import msgspec

if TYPE_CHECKING:
    from tasklab.adapter.message import Pairs, Request

MAX_BODY_BYTES = 32 * 1024 * 1024
Fault: TypeAlias = Literal["too_large", "malformed"]

_DECODER = msgspec.json.Decoder()


class BodyError(Exception):
    """A body that cannot be read; each platform words it in its own way."""

    def __init__(self, fault: Fault, reason: str) -> None:
        super().__init__(reason)
        self.fault = fault


def read_json(request: Request, max_bytes: int = MAX_BODY_BYTES) -> Any:
    """Return the value that a body holds as JSON. Raises: BodyError, also where there is no body."""
    body = _bounded(request, max_bytes)
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyError("malformed", str(error)) from error


def read_form(request: Request, max_bytes: int = MAX_BODY_BYTES, max_fields: int = 1000) -> Pairs:
    """Return names and values of a body in `application/x-www-form-urlencoded`. Raises: BodyError."""
    body = _bounded(request, max_bytes)
    try:
        return tuple(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=max_fields))
    except ValueError as error:
        raise BodyError("malformed", str(error)) from error


def _bounded(request: Request, max_bytes: int) -> bytes:
    body = request.body or b""
    if len(body) > max_bytes:
        raise BodyError("too_large", f"a body of {len(body)} bytes; the bound is {max_bytes}")
    return body
