"""Shapes of a GraphQL schema: root fields as operations, types by name, arguments beside what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    OperationType,
    is_required_argument,
    is_required_input_field,
)

from tasklab.vendor.shape import AT, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphql import GraphQLArgument, GraphQLNamedType

    from tasklab.vendor.sdl import GraphDescription

_PLAIN: dict[str, Shape] = {
    "Int": {"type": ["integer"]},
    "Float": {"type": ["number"]},
    "String": {"type": ["string"]},
    "Boolean": {"type": ["boolean"]},
    "ID": {"type": ["string"], "format": "ID"},
}


def shape_operations(description: GraphDescription) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return root fields as operations: `QUERY issue`, `MUTATION issueCreate`."""
    for kind in (OperationType.QUERY, OperationType.MUTATION):
        root = description.schema.get_root_type(kind)
        for name, field in (root.fields if root else {}).items():
            place = f"{root.name if root else ''}.{name}"
            content: dict[str, Any] = {
                AT: place,
                "parameters": {
                    f"argument {each}": value for each, value in _shape_arguments(field.args, place).items()
                },
                "replies": {"200": {AT: place, "bodies": {"application/json": _shape(field.type, place)}}},
            }
            yield (
                f"{kind.value.upper()} {name}",
                {**content, **({"is_deprecated": True} if field.deprecation_reason is not None else {})},
            )


def shape_types(description: GraphDescription) -> dict[str, Shape]:
    """Return every named type, built-in ones left out."""
    kinds = description.schema.type_map.items()
    return {name: _shape_type(kind) for name, kind in kinds if not name.startswith("__") and name not in _PLAIN}


def _shape_type(kind: GraphQLNamedType) -> Shape:
    match kind:
        case GraphQLEnumType():
            return {AT: kind.name, "type": ["string"], "enum": sorted(kind.values)}
        case GraphQLUnionType():
            names = sorted(each.name for each in kind.types)
            return {AT: kind.name, "alternatives": [{AT: kind.name, "ref": name} for name in names]}
        case GraphQLInputObjectType():
            fields = {name: _shape(each.type, f"{kind.name}.{name}") for name, each in kind.fields.items()}
            required = sorted(name for name, each in kind.fields.items() if is_required_input_field(each))
            return {AT: kind.name, "type": ["object"], "fields": fields, "required": required, "is_closed": True}
        case GraphQLObjectType() | GraphQLInterfaceType():
            return {
                AT: kind.name,
                "type": ["object"],
                "fields": {name: _shape_field(each, f"{kind.name}.{name}") for name, each in kind.fields.items()},
            }
    return {AT: kind.name, "format": kind.name}


def _shape_field(field: Any, at: str) -> Shape:
    out = _shape(field.type, at)
    if field.args:
        out["arguments"] = _shape_arguments(field.args, at)
    if field.deprecation_reason is not None:
        out["is_deprecated"] = True
    return out


def _shape_arguments(arguments: Mapping[str, GraphQLArgument], at: str) -> dict[str, Any]:
    return {
        name: {
            AT: f"{at}({name}:)",
            "is_required": is_required_argument(each),
            "shape": _shape(each.type, f"{at}({name}:)"),
        }
        for name, each in arguments.items()
    }


def _shape(kind: Any, at: str) -> Shape:
    if isinstance(kind, GraphQLNonNull):
        out = _shape(kind.of_type, at)
        del out["is_nullable"]
        return out
    if isinstance(kind, GraphQLList):
        return {AT: at, "type": ["array"], "items": _shape(kind.of_type, at), "is_nullable": True}
    plain: Shape = _PLAIN.get(kind.name, {"ref": kind.name})
    return {AT: at, **plain, "is_nullable": True}
