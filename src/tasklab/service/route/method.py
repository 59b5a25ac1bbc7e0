"""The unified methods over HTTP: all 47 by one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.client import render_result
from tasklab.adapter.driver.session import DryRun
from tasklab.service.route.scheme import PLACES
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.error import ValidationError
from tasklab.unified.wire import parse_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.service.live import Live, LiveConnections
    from tasklab.service.route.scheme import Place
    from tasklab.service.web.message import Request
    from tasklab.service.web.router import Handler
    from tasklab.unified.parameter.common import Parameters


def method_routes(connections: LiveConnections) -> Iterator[Route]:
    """Yield the route of each method of the catalogue."""
    for name, place in PLACES.items():
        scope = "write" if place.method.is_write else "read"
        yield Route(place.verb, place.path, name, _handler(place, connections), scope)


def _handler(place: Place, connections: LiveConnections) -> Handler:
    method = place.method

    async def handle(request: Request) -> Answer:
        live = await connections.find(account_of(request), request.parameters["connection_id"])
        parameters = await read_parameters(place, request)
        result = await connections.call(live, method, parameters)
        headers = served_by(live)
        if isinstance(result, DryRun):
            return json_answer(result, headers=headers)
        return Answer(status=place.success, body=render_result(result, parameters), headers=headers)

    return handle


def account_of(request: Request) -> str:
    """Return the account that asks."""
    if request.principal is None:
        raise RuntimeError("a route without a scope has no account")
    return request.principal.account_id


def served_by(live: Live) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that say which version served an answer."""
    return (
        (b"tasklab-platform", live.adapter.platform.encode()),
        (b"tasklab-platform-version", live.adapter.version.encode()),
    )


async def read_parameters(place: Place, request: Request) -> Parameters:
    """Return a call's parameters from path, query, body and the header `Idempotency-Key`.

    Raises: ValidationError with a pointer to what is wrong, or given in two places.
    """
    given: dict[str, Any] = request.query()
    if place.has_body:
        given = _with_dry_run(await request.document(), given)
    elif "fields" in given:
        given["fields"] = given["fields"].split(",")
    for name in place.in_path:
        _put(given, name, request.parameters[name])
    key = request.headers.get(b"idempotency-key")
    if key is not None and place.method.is_write:
        _put(given, "idempotency_key", key.decode("latin-1"))
    return parse_parameters(place.method, given, is_text=not place.has_body)


def _with_dry_run(document: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    """Add the one parameter of a write that may stand in the query too."""
    for name, value in query.items():
        if name != "dry_run":
            raise ValidationError(f"`{name}` belongs into the body", pointer=f"/{name}")
        if value not in {"true", "false"}:
            raise ValidationError("`dry_run` is true or false", pointer="/dry_run")
        _put(document, "dry_run", value == "true")
    return document


def _put(given: dict[str, Any], name: str, value: Any) -> None:
    if given.setdefault(name, value) != value:
        raise ValidationError(f"`{name}` is given in two places, and differs", pointer=f"/{name}")
