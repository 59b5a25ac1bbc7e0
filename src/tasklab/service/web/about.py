"""What the document of the API says about a route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Field:
    """One field of a query."""

    name: str
    schema: dict[str, Any]
    """JSON Schema of its value."""
    says: str
    is_required: bool = False


@dataclass(frozen=True)
class About:
    """What a route takes and gives, for people and for tools."""

    summary: str
    subject: str
    """What people look it up under."""
    result: Any = None
    """Type of the answer's body, or several; None for an empty one."""
    body: Any = None
    """Type of the request's body; None where it takes none."""
    query: tuple[Field, ...] = ()
    success: int = 200
    kind: str = "application/json"
    """Media type of the answer."""
    asks_platform: bool = False
    """Whether a platform's errors may come back."""
    example: Any = None
    """An answer."""
    body_example: Any = None
