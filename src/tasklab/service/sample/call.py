"""The HTTP request that a sample shows: a method with its example parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec

from tasklab.service.openapi.example import CONNECTION, parameters_example
from tasklab.unified.place import PLACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.unified.catalogue import Method

ADDRESS = "https://api.example.org"


@dataclass(frozen=True)
class Call:
    """One request. The API key is never in it: samples read it from the variable `TASKLAB_KEY`."""

    verb: str
    url: str
    body: str | None
    """JSON, without line breaks."""
    key: str | None
    """The idempotency key of a write."""


def call_of(
    method: Method,
    address: str = ADDRESS,
    connection_id: str = CONNECTION,
    given: Mapping[str, Any] | None = None,
    key: str = "a-key-of-your-own",
) -> Call:
    """Return the request of a method with its example parameters, or others."""
    place = PLACES[method.name]
    parameters = dict(parameters_example(method) if given is None else given)
    path = place.path.replace("{connection_id}", connection_id)
    for name in place.in_path:
        path = path.replace(f"{{{name}}}", quote(str(parameters.pop(name)), safe=""))
    query = "" if place.has_body or not parameters else f"?{urlencode(parameters)}"
    body = msgspec.json.encode(parameters).decode() if place.has_body else None
    return Call(place.verb, f"{address}{path}{query}", body, key if method.is_write else None)
