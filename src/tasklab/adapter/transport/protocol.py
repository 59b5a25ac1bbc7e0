"""What a transport is: one method that sends one request and returns its answer.

A transport follows no redirect, keeps no cookie, retries nothing and decompresses nothing: the session decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from tasklab.adapter.message import Pairs

if TYPE_CHECKING:
    from tasklab.adapter.message import Response


class WireRequest(Struct, frozen=True):
    """One request as it goes out. Its repr shows neither headers, nor body, nor query: they may hold credentials."""

    verb: str
    url: str
    headers: Pairs = ()
    body: bytes | None = None
    timeout_s: float = 30.0
    """Bound on the whole exchange, the body included."""
    max_body_bytes: int = 64 * 1024 * 1024
    """Bound on the answer's body as it comes over the wire."""

    def __repr__(self) -> str:
        return f"WireRequest({self.verb})"


class Transport(Protocol):
    """Sends requests and waits for the answers."""

    def send(self, request: WireRequest, /) -> Response:
        """Return the answer, header names in lower case. Raises: TransportError."""


class AsyncTransport(Protocol):
    """Sends requests without holding up the event loop."""

    async def send(self, request: WireRequest, /) -> Response:
        """Return the answer, header names in lower case. Raises: TransportError."""


class TransportError(Exception):
    """No whole answer came."""

    def __init__(self, reason: str, *, may_have_arrived: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_have_arrived = may_have_arrived
        """Whether the platform may have acted on the request. False only where nothing of it was sent."""


class BodyTooLargeError(TransportError):
    """The answer is larger than its bound; asking again would change nothing."""

    def __init__(self, max_body_bytes: int) -> None:
        super().__init__(f"the answer is larger than {max_body_bytes} bytes", may_have_arrived=True)


def fold_headers(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return headers by name in lower case; the values of one name joined, as RFC 9110 section 5.3 says."""
    folded: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        folded[key] = f"{folded[key]}, {value}" if key in folded else value
    return folded
