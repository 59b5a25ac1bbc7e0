"""Who answers which field: functions of the call, the object that the field is of, and its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

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


def resolver_of(kind: str, name: str) -> Callable[..., Any]:
    """Return what answers a field, as `graphql` calls it: the member of that name where nothing is registered."""
    resolve = _RESOLVERS.get((kind, name))
    if resolve is None:
        return lambda row, _info: row.get(name)

    def answer(row: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        return resolve(info.context, row, arguments)

    return answer


def type_of(row: Mapping[str, Any], _info: Any, _kind: Any) -> str:
    """Return which type of an interface or a union an object has."""
    return str(row["__typename"])
