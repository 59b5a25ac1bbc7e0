"""What a flow says to its driver, and what it hears back.

A unified method of an adapter is a *flow*: a generator that yields messages, is sent answers, and returns unified
objects. It does no I/O, so it can be run by any driver, and tested by hand.

    yield Request(...)         → Response          one exchange with the platform
    yield Remember(name, make) → what make() gave  asked once per connection, then remembered by the driver
    yield Now()                → datetime          aware, UTC
    yield Unique()             → str               a fresh token; the same again for the same idempotency key
    yield Pause()              → None              later: the platform is not done yet
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeAlias, TypeVar

import msgspec

T = TypeVar("T")

Pairs: TypeAlias = tuple[tuple[str, str], ...]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange that a flow asks for; a plain value that names no HTTP client."""

    verb: str
    """HTTP method in upper case; WebDAV's verbs included."""
    path: str
    """Path below the connection's base address, every inserted value already escaped for where it stands.
    An absolute URL is allowed only where the platform itself gave it, and must have the connection's origin, or one of
    the adapter's other origins, unless the request `is_elsewhere`."""
    query: Pairs = ()
    """Names and values, not yet percent-encoded, in order."""
    headers: Pairs = ()
    body: bytes | None = None
    is_write: bool = False
    """Whether it changes something on the platform. A dry run stops before the first such request."""
    is_repeatable: bool = True
    """Whether sending it again after a lost answer does no harm."""
    needs_auth: bool = True
    """Whether the driver adds the connection's credentials; the request that logs in has none yet."""
    is_elsewhere: bool = False
    """Whether the path, or what its answer redirects to, may be an address on another host: one that the platform gave
    and that shows by itself who may come. No credential is sent to another host."""

    def __repr__(self) -> str:
        # Query, headers and body may hold credentials.
        return f"Request({self.verb} {self.path.partition('?')[0]})"


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """The platform's answer, as a driver hands it to a flow."""

    status: int
    headers: Mapping[str, str] = {}
    """Names in lower case."""
    body: bytes = b""
    is_repeat: bool = False
    """Whether the request had been sent before and its answer was lost: a delete that now finds nothing has worked."""


class Remember(msgspec.Struct, frozen=True):
    """Asks for a value that is made once per connection, such as a table of statuses or the address of a home."""

    name: str
    make: Callable[[], Generator[Any, Any, Any]]


class Now(msgspec.Struct, frozen=True):
    """Asks for the current moment (aware, UTC): a flow never reads a clock."""


class Unique(msgspec.Struct, frozen=True):
    """Asks for a token nobody used before; the same one again when the call carries the same idempotency key."""


class Pause(msgspec.Struct, frozen=True):
    """Asks to be continued a little later: the platform does something by itself and has not done it yet."""


Message: TypeAlias = Request | Remember | Now | Unique | Pause
Flow: TypeAlias = Generator[Message, Any, T]
"""A flow that returns a `T`."""
