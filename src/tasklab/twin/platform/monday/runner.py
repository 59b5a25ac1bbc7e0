"""Carrying out an operation: objects are read field by field, and a refusal leaves null where null may be.

`graphql` parses and validates; its own execution costs as much for a page of items as the rest of the twin together.
Source: GraphQL specification, September 2025, sections 6.3 and 6.4.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_directive_values,
    get_location,
    is_leaf_type,
)
from graphql.execution.values import get_argument_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from tasklab.twin.platform.monday.refusal import RefusalError
from tasklab.twin.platform.monday.resolver import resolver_of
from tasklab.twin.platform.monday.sdl import schema_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphql import FragmentDefinitionNode, GraphQLField, SelectionSetNode
    from graphql.execution.values import VariableValues

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.platform.monday.resolver import Resolve

Path: TypeAlias = "tuple[Any, str | int] | None"
Selections: TypeAlias = "tuple[SelectionSetNode, ...]"


class ArgumentError(Exception):
    """An argument is no good, which only its variable showed."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error.message)
        self.error = error


class _NullError(Exception):
    """Null stands where it may not be: what holds it is null too."""


@dataclass(slots=True)
class _Step:
    """One field of an object of one type."""

    key: str
    name: str
    node: FieldNode
    kind: Any
    """The type that the field has."""
    resolve: Resolve | None
    arguments: dict[str, Any]
    render: Callable[[Any], Any] | None
    """How a leaf is written; None where it is a list or has fields."""
    selections: Selections
    planned: dict[str, list[_Step]] = field(default_factory=dict)
    """The steps of its own fields, by the type that an object has."""

    @property
    def is_required(self) -> bool:
        return isinstance(self.kind, GraphQLNonNull)


class Runner:
    """Carries out one operation."""

    def __init__(self, call: Call, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues) -> None:
        self._call, self._fragments, self._variables = call, fragments, variables
        self._types: Mapping[str, Any] = schema_of(call.version).type_map
        self.errors: list[dict[str, Any]] = []
        self.refusals: list[RefusalError] = []

    def run(self, root: GraphQLObjectType, selection: SelectionSetNode) -> dict[str, Any] | None:
        """Return what an operation answers. Raises: ArgumentError."""
        try:
            return self._read(self._steps(root, (selection,), {}), {}, None)
        except _NullError:
            return None

    def _read(self, steps: Iterable[_Step], row: Any, path: Path) -> dict[str, Any]:
        call = self._call
        out: dict[str, Any] = {}
        for step in steps:
            resolve = step.resolve
            try:
                value = row.get(step.name) if resolve is None else resolve(call, row, step.arguments)
            except RefusalError as error:
                self._refuse(step, (path, step.key), error)
                if step.is_required:
                    raise _NullError from error
                out[step.key] = None
                continue
            if value is not None and step.render is not None:
                out[step.key] = step.render(value)
            else:
                out[step.key] = self._complete(step.kind, value, step, (path, step.key))
        return out

    def _complete(self, kind: Any, value: Any, step: _Step, path: Path) -> Any:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                raise TypeError(f"the twin answers null for {step.name}, which is {step.kind}")
            return self._complete_value(kind.of_type, value, step, path)
        if value is None:
            return None
        try:
            return self._complete_value(kind, value, step, path)
        except _NullError:
            return None

    def _complete_value(self, kind: Any, value: Any, step: _Step, path: Path) -> Any:
        if isinstance(kind, GraphQLList):
            inner = kind.of_type
            return [self._complete(inner, each, step, (path, number)) for number, each in enumerate(value)]
        if is_leaf_type(kind):
            return kind.coerce_output_value(value)
        if not isinstance(kind, GraphQLObjectType):
            kind = self._types[value["__typename"]]
        return self._read(self._steps(kind, step.selections, step.planned), value, path)

    def _refuse(self, step: _Step, path: Path, error: RefusalError) -> None:
        told: dict[str, Any] = {"message": error.message, "locations": []}
        if step.node.loc is not None:
            at = get_location(step.node.loc.source, step.node.loc.start)
            told["locations"] = [{"line": at.line, "column": at.column}]
        self.errors.append({**told, "path": _unroll(path), "extensions": error.extensions})
        self.refusals.append(error)

    def _steps(self, kind: GraphQLObjectType, selections: Selections, planned: dict[str, list[_Step]]) -> list[_Step]:
        steps = planned.get(kind.name)
        if steps is None:
            fields: dict[str, list[FieldNode]] = {}
            self._collect(kind, selections, fields)
            steps = planned[kind.name] = [self._step(kind, key, nodes) for key, nodes in fields.items()]
        return steps

    def _collect(
        self, kind: GraphQLObjectType, selections: Iterable[SelectionSetNode], fields: dict[str, list[FieldNode]]
    ) -> None:
        for node in (node for selection in selections for node in selection.selections):
            if node.directives and not self._is_wanted(node):
                continue
            if isinstance(node, FieldNode):
                fields.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            fragment: Any = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            if self._applies(fragment, kind):
                self._collect(kind, (fragment.selection_set,), fields)

    def _applies(self, fragment: Any, kind: GraphQLObjectType) -> bool:
        condition = fragment.type_condition
        if condition is None or condition.name.value == kind.name:
            return True
        named = self._types[condition.name.value]
        schema = schema_of(self._call.version)
        return isinstance(named, GraphQLAbstractType) and schema.is_sub_type(named, kind)

    def _is_wanted(self, node: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables) or {}
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables) or {}
        return not skip.get("if") and bool(include.get("if", True))

    def _step(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> _Step:
        node = nodes[0]
        name = node.name.value
        if name == "__typename":
            said = kind.name
            return _Step(key, name, node, self._types["String"], lambda *_: said, {}, str, ())
        its = kind.fields[name]
        inner = its.type.of_type if isinstance(its.type, GraphQLNonNull) else its.type
        return _Step(
            key,
            name,
            node,
            its.type,
            resolver_of(kind.name, name),
            self._arguments(its, node),
            inner.coerce_output_value if is_leaf_type(inner) else None,
            tuple(each.selection_set for each in nodes if each.selection_set is not None),
        )

    def _arguments(self, its: GraphQLField, node: FieldNode) -> dict[str, Any]:
        if not its.args:
            return {}
        try:
            return get_argument_values(its, node, self._variables)
        except GraphQLError as error:
            raise ArgumentError(error) from error


def _unroll(path: Path) -> list[str | int]:
    keys: list[str | int] = []
    while path is not None:
        path, key = path
        keys.append(key)
    return keys[::-1]
