"""A call: who calls, when, with what; and the operations by verb and path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.route import Router

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.multipart import Part
    from tasklab.twin.platform.trello.argument import Arguments
    from tasklab.twin.platform.trello.database import Database
    from tasklab.twin.store import Row

Operation: TypeAlias = "Callable[..., Any]"
"""Takes the call and the variable segments of its path in their order; gives a value for JSON, or a whole answer."""

OPERATIONS: Router[Operation] = Router()
"""Every operation, below `/1`."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read."""

    database: Database
    member: Row | None
    """None for a stranger, who may read what is public."""
    token: Row | None
    now_ms: int
    version: int
    address: str
    arguments: Arguments
    files: Mapping[str, Part]
    has_header: bool
    """Whether the credentials came in the header `Authorization`."""

    @property
    def member_id(self) -> str:
        """The caller's id, empty for a stranger."""
        return "" if self.member is None else str(self.member["id"])


def route(verb: str, *templates: str) -> Callable[[Operation], Operation]:
    """Make a function the operation at these paths."""

    def register(operation: Operation) -> Operation:
        for template in templates:
            OPERATIONS.add(verb, template, operation)
        return operation

    return register
