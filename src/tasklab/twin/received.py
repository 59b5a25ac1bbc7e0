"""Requests as a server receives them, for twins that are called in one process with who calls."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from tasklab.adapter.message import Request

if TYPE_CHECKING:
    from tasklab.adapter.transport.protocol import WireRequest


def as_received(request: WireRequest) -> Request:
    """Return a request that was to be sent as the server that it goes to would receive it."""
    parts = urlsplit(request.url)
    # What a proxy says that ends TLS: a twin that gives whole addresses has to know the scheme.
    proxied = (("host", parts.netloc), ("x-forwarded-proto", parts.scheme))
    headers = (*proxied, *((name.lower(), value) for name, value in request.headers))
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return Request(verb=request.verb, path=parts.path or "/", query=query, headers=headers, body=request.body)
