"""What both clients share: requests made from parameters, answers read, repeats where they are safe. No I/O."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec

from tasklab.adapter.transport.protocol import TransportError, WireRequest
from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import MethodError, PlatformUnavailableError, Problem, parse_problem
from tasklab.unified.place import PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Response
    from tasklab.unified.catalogue import Method
    from tasklab.unified.parameter.common import Parameters

_SUCCESSES = range(200, 300)
_BUSY = frozenset({429, 503})
_NO_CONTENT = 204
_METHODS: Mapping[type, Method] = {method.parameters: method for method in METHODS.values()}


@dataclass(frozen=True, repr=False)
class Access:
    """Where the service is, and how to get in."""

    address: str
    key: str
    timeout_s: float = 70.0
    """Of one request: a little longer than the service lets a call take."""
    attempts: int = 3
    """Times that a request is sent that may be sent again."""
    wait_s: float = 1.0
    """Before a repeat, where the service does not say how long."""

    def __repr__(self) -> str:
        return f"Access({self.address!r})"


def method_of(parameters: Parameters) -> Method:
    """Return the method that parameters belong to. Raises: TypeError for what is no method's parameters."""
    method = _METHODS.get(type(parameters))
    if method is None:
        raise TypeError(f"{type(parameters).__name__} are no method's parameters")
    return method


def call_flow(access: Access, connection_id: str, parameters: Parameters) -> Any:
    """Call a unified method: a generator of requests and waits that returns its result. Raises: MethodError."""
    method = method_of(parameters)
    place = PLACES[method.name]
    given: dict[str, Any] = msgspec.to_builtins(parameters)
    key = given.pop("idempotency_key", None)
    if method.is_write and not given.get("dry_run"):
        # A write with a key may be sent again: it is made once.
        key = key or str(uuid.uuid4())
    path = place.path.replace("{connection_id}", quote(connection_id, safe=""))
    for name in place.in_path:
        path = path.replace(f"{{{name}}}", quote(str(given.pop(name)), safe=""))
    body = given if place.has_body else None
    query = {} if place.has_body else given
    response = yield from request_flow(access, place.verb, path, query, body, key=key)
    return msgspec.json.decode(response.body, type=method.result)


def request_flow(
    access: Access,
    verb: str,
    path: str,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
    *,
    key: str | None = None,
) -> Any:
    """Send a request until it is answered for good; returns the answer. Raises: MethodError."""
    request = _wire_request(access, verb, path, query or {}, body, key)
    may_repeat = verb == "GET" or key is not None
    for attempt in range(1, access.attempts + 1):
        is_last = attempt == access.attempts or not may_repeat
        response = yield request
        if isinstance(response, TransportError):
            if is_last:
                doubt = verb != "GET" and response.may_have_arrived
                raise PlatformUnavailableError(f"the service gave no answer: {response.reason}", outcome_unknown=doubt)
            yield access.wait_s
            continue
        if response.status in _SUCCESSES:
            return response
        if response.status not in _BUSY or is_last:
            break
        yield float(response.headers.get("retry-after", access.wait_s))
    raise _error_of(response)


def _wire_request(
    access: Access, verb: str, path: str, query: Mapping[str, Any], body: Any, key: str | None
) -> WireRequest:
    text = urlencode({name: _text(value) for name, value in query.items()})
    headers = [("Authorization", f"Bearer {access.key}"), ("Accept", "application/json"), ("User-Agent", "tasklab")]
    if body is not None:
        headers.append(("Content-Type", "application/json"))
    if key is not None:
        headers.append(("Idempotency-Key", key))
    return WireRequest(
        verb=verb,
        url=access.address.rstrip("/") + path + (f"?{text}" if text else ""),
        headers=tuple(headers),
        body=None if body is None else msgspec.json.encode(body),
        timeout_s=access.timeout_s,
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)


def _error_of(response: Response) -> MethodError:
    try:
        problem = msgspec.json.decode(response.body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return MethodError(f"the service answered {response.status}, and no problem document")
    return parse_problem(problem)


def read_json(response: Response) -> Any:
    """Return an answer's body as plain values; None where there is none."""
    return None if response.status == _NO_CONTENT else msgspec.json.decode(response.body)
