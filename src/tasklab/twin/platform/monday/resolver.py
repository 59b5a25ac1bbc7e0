"""Who answers which field: functions of the call, the object that the field is of, and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from tasklab.twin.platform.monday.call import Call

Resolve: TypeAlias = "Callable[[Call, Any, Mapping[str, Any]], Any]"
F = TypeVar("F", bound=Callable[..., Any])

_RESOLVERS: dict[tuple[str, str], Resolve] = {}


def resolves(*fields: str) -> Callable[[F], F]:
    """Register what answers fields, such as `Item.board`."""

    def register(resolve: F) -> F:
        for field in fields:
            kind, _, name = field.partition(".")
            _RESOLVERS[kind, name] = resolve
        return resolve

    return register


def resolver_of(kind: str, name: str) -> Resolve | None:
    """Return what answers a field; None where the member of that name is the answer."""
    return _RESOLVERS.get((kind, name))
