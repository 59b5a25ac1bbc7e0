"""What a session asks of its driver: the only places where time passes or bytes move."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from tasklab.adapter.message import Request

T = TypeVar("T")


class Send(Struct, frozen=True):
    """Send one request; answered with a `Response`, or with a `TransportError` thrown."""

    request: Request
    """Whole: the path begins at the origin's root and may hold a query, credentials are in place."""
    origin: str
    """`https://example.org`"""
    timeout_s: float
    max_body_bytes: int


class Sleep(Struct, frozen=True):
    """Wait."""

    seconds: float


class Hold(Struct, frozen=True):
    """Wait for a place among those who may do something at the same time; answered with what gives it back."""

    places: dict[str, Any]
    """Where the driver keeps its locks, one per name."""
    name: str
    count: int = 1


Effect: TypeAlias = Send | Sleep | Hold
Effects: TypeAlias = Generator[Effect, Any, T]
Release: TypeAlias = Callable[[], object]


class Driver(Protocol):
    """Carries out effects in the calling thread."""

    def run(self, effects: Effects[T], /) -> T:
        """Return what the effects lead to."""


class AsyncDriver(Protocol):
    """Carries out effects on the event loop."""

    async def run(self, effects: Effects[T], /) -> T:
        """Return what the effects lead to."""
