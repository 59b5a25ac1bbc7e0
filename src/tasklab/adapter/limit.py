"""What a platform allows one connection."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Limits(Struct, frozen=True):
    """The documented quota of one connection, and the headers in which the platform counts it."""

    requests: int | None = None
    """Requests in `per_s` seconds."""
    per_s: float = 60.0
    concurrency: int | None = None
    """Requests at the same time."""
    remaining_header: str | None = None
    """In lower case: how many requests are left."""
    reset_header: str | None = None
    """In lower case: when there are some again."""
    reset_unit: Literal["epoch_s", "seconds", "milliseconds", "epoch_ms"] = "epoch_s"
