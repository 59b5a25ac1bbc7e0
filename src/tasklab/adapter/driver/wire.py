"""Turns what a session sends into what a transport sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.adapter.driver.address import join_query
from tasklab.adapter.transport.protocol import WireRequest

if TYPE_CHECKING:
    from tasklab.adapter.driver.effect import Send


def wire_request(effect: Send) -> WireRequest:
    """Return the request with its whole address."""
    request = effect.request
    return WireRequest(
        verb=request.verb,
        url=effect.origin + join_query(request.path, request.query),
        headers=request.headers,
        body=request.body,
        timeout_s=effect.timeout_s,
        max_body_bytes=effect.max_body_bytes,
    )
