"""`Int` as monday.com had it while ids were numbers: ids of the product never fitted the 32 bits of GraphQL's own.

Source: samples of the time, `items (ids: 9876543210)`: https://developer.monday.com/api-reference/changelog?page=4
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    IntValueNode,
)

if TYPE_CHECKING:
    from graphql import GraphQLSchema, ValueNode

_MOST = 2**63


def _parse_value(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value < _MOST:
        raise GraphQLError(f"Int cannot represent non-integer value: {value!r}")
    return value


def _parse_literal(node: ValueNode, _variables: dict[str, Any] | None = None) -> int:
    if not isinstance(node, IntValueNode):
        raise GraphQLError("Int cannot represent non-integer value", node)
    return _parse_value(int(node.value))


_WIDE = GraphQLScalarType(name="WideInt", serialize=int, parse_value=_parse_value, parse_literal=_parse_literal)
_WIDE.name = "Int"  # documents call it so; a second scalar cannot be made under that name


def with_wide_numbers(schema: GraphQLSchema) -> GraphQLSchema:
    """Return the schema, in which a whole number has 64 bits from now on."""
    for kind in list(schema.type_map.values()):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field in kind.fields.values():
                field.type = _wide(field.type)
                for argument in getattr(field, "args", {}).values():
                    argument.type = _wide(argument.type)
    schema.type_map["Int"] = _WIDE
    return schema


def _wide(kind: Any) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return GraphQLNonNull(_wide(kind.of_type))
    if isinstance(kind, GraphQLList):
        return GraphQLList(_wide(kind.of_type))
    return _WIDE if getattr(kind, "name", "") == "Int" else kind
