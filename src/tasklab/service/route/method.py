"""The unified methods over HTTP: all 47 by one rule."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

import msgspec

from tasklab.adapter.client import render_result
from tasklab.adapter.driver.session import DryRun
from tasklab.service.web.about import About
from tasklab.service.web.message import Answer, json_answer
from tasklab.service.web.router import Route
from tasklab.unified.error import ValidationError
from tasklab.unified.place import PLACES
from tasklab.unified.wire import parse_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.service.live import Live, LiveConnections
    from tasklab.service.web.message import Request
    from tasklab.service.web.router import Handler
    from tasklab.unified.catalogue import Method
    from tasklab.unified.parameter.common import Parameters
    from tasklab.unified.place import Place

_MOST_DIGITS = 9


def method_routes(connections: LiveConnections) -> Iterator[Route]:
    """Yield the route of each method of the catalogue."""
    for name, place in PLACES.items():
        about = About(place.method.summary, place.method.object, asks_platform=True)
        scope = "write" if place.method.is_write else "read"
        yield Route(place.verb, place.path, name, _handler(place, connections), scope, about)


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
    query = request.query()
    given = _with_dry_run(await request.document(), query) if place.has_body else read_query(place.method, query)
    for name in place.in_path:
        _put(given, name, request.parameters[name])
    key = request.headers.get(b"idempotency-key")
    if key is not None and place.method.is_write:
        _put(given, "idempotency_key", key.decode("latin-1"))
    return parse_parameters(place.method, given)


def read_query(method: Method, query: dict[str, str]) -> dict[str, Any]:
    """Return a query's fields as what they are; what cannot be read as that stays text, and is refused later."""
    readers = _readers(method.parameters)
    return {name: readers[name](text) if name in readers else text for name, text in query.items()}


@cache
def _readers(parameters: type[Parameters]) -> dict[str, Callable[[str], Any]]:
    """Return how the parameters of a method that are no text are read from text."""
    kinds = {bool: _read_bool, int: _read_int}
    fields = msgspec.structs.fields(parameters)
    found = {field.name: kinds[kind] for field in fields for kind in _plain_types(field.type) if kind in kinds}
    return found | {field.name: _read_list for field in fields if field.name == "fields"}


def _plain_types(annotation: Any) -> Iterator[Any]:
    """Yield the types that a value may have, out of `Annotated` and unions."""
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        yield from _plain_types(parts[0])
    elif isinstance(annotation, UnionType) or get_origin(annotation) is Union:
        for part in parts:
            yield from _plain_types(part)
    else:
        yield annotation


def _read_bool(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text, text)


def _read_int(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else text


def _read_list(text: str) -> list[str]:
    return text.split(",")


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
