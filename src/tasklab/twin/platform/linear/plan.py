"""Documents, made ready once and then carried out often: each field knows beforehand who answers it.

`graphql` parses and validates. Its own execution costs ten microseconds a field; a page of issues has hundreds.
Source: GraphQL specification, September 2025, sections 6.3 and 6.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    TypeNameMetaFieldDef,
    get_directive_values,
    get_named_type,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
)
from graphql.execution.values import get_argument_values, get_variable_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from tasklab.twin.platform.linear.refusal import HttpRefusalError, graphql_error
from tasklab.twin.platform.linear.resolver import resolver_of
from tasklab.twin.platform.linear.sdl import schema_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphql import DocumentNode, GraphQLField, SelectionSetNode
    from graphql.execution.values import VariableValues

    from tasklab.twin.platform.linear.resolver import Resolve

_MOST_TOKENS = 20_000
_MOST_DOCUMENTS = 256


@dataclass(slots=True)
class Step:
    """One field of a document."""

    key: str
    name: str
    node: FieldNode
    field: GraphQLField
    resolve: Resolve | None
    is_required: bool
    is_list: bool
    number: int
    """Where its arguments are among those of the document."""
    steps: list[Step] | None
    """What is asked of its object; None where it is a leaf."""

    @property
    def is_connection(self) -> bool:
        """Whether its object is a page of a connection."""
        return get_named_type(self.field.type).name.endswith("Connection") or self.name == "searchIssues"


@dataclass(frozen=True, slots=True)
class Plan:
    """An operation, ready to be carried out."""

    steps: list[Step]
    count: int
    """How many fields it has."""
    is_mutation: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is valid for a version."""

    version: str
    node: DocumentNode
    operations: dict[str, OperationDefinitionNode]
    fragments: dict[str, FragmentDefinitionNode]
    plans: dict[str, Plan]
    """Those whose fields depend on no variable, by the operation's name."""

    def find_operation(self, name: str | None) -> OperationDefinitionNode:
        """Return the operation to carry out. Raises: HttpRefusalError where it is not clear which."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        operation = self.operations.get(name or "")
        if operation is None:
            said = f'Unknown operation named "{name}".' if name else "Must provide operation name."
            raise HttpRefusalError(400, [graphql_error(said, "OPERATION_RESOLUTION_FAILURE")])
        return operation

    def is_introspection(self, operation: OperationDefinitionNode) -> bool:
        """Whether an operation asks for nothing but the schema itself."""
        names = {"__schema", "__type", "__typename"}
        return all(
            isinstance(each, FieldNode) and each.name.value in names for each in operation.selection_set.selections
        )

    def plan(self, operation: OperationDefinitionNode, variables: VariableValues) -> Plan:
        """Return an operation ready to be carried out."""
        name = operation.name.value if operation.name else ""
        plan = self.plans.get(name)
        if plan is None:
            maker = _Maker(self, variables)
            plan = maker.make(operation)
            if not maker.is_conditional:
                self.plans[name] = plan
        return plan


@lru_cache(maxsize=_MOST_DOCUMENTS)
def read_document(version: str, text: str) -> Document:
    """Return a document. Raises: HttpRefusalError (400) for one that cannot be parsed, or is not valid."""
    try:
        node = parse(text, max_tokens=_MOST_TOKENS)
    except (GraphQLError, RecursionError) as error:
        message = error.message if isinstance(error, GraphQLError) else "Syntax Error: Document is nested too deeply."
        places = _places(error) if isinstance(error, GraphQLError) else None
        raise HttpRefusalError(400, [graphql_error(message, "GRAPHQL_PARSE_FAILED", places)]) from error
    errors = validate(schema_of(version), node)
    if errors:
        raise HttpRefusalError(
            400, [graphql_error(each.message, "GRAPHQL_VALIDATION_FAILED", _places(each)) for each in errors]
        )
    operations = {
        each.name.value if each.name else "": each
        for each in node.definitions
        if isinstance(each, OperationDefinitionNode)
    }
    fragments = {each.name.value: each for each in node.definitions if isinstance(each, FragmentDefinitionNode)}
    return Document(version, node, operations, fragments, {})


def read_variables(document: Document, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
    """Return variables in the types that they were declared with. Raises: HttpRefusalError (400)."""
    found = get_variable_values(
        schema_of(document.version), operation.variable_definitions or (), dict(given), max_errors=50
    )
    if isinstance(found, list):
        raise HttpRefusalError(400, [graphql_error(each.message, "BAD_USER_INPUT", _places(each)) for each in found])
    return found


def bind(plan: Plan, variables: VariableValues) -> list[dict[str, Any]]:
    """Return the arguments of each field by its number. Raises: HttpRefusalError (400)."""
    bound: list[dict[str, Any]] = [{}] * plan.count
    waiting = list(plan.steps)
    while waiting:
        step = waiting.pop()
        if step.field.args:
            try:
                bound[step.number] = get_argument_values(step.field, step.node, variables)
            except GraphQLError as error:
                raise HttpRefusalError(400, [graphql_error(error.message, "BAD_USER_INPUT", _places(error))]) from error
        waiting += step.steps or ()
    return bound


def _places(error: GraphQLError) -> list[dict[str, int]] | None:
    return [{"line": each.line, "column": each.column} for each in error.locations or ()] or None


class _Maker:
    """Makes steps of selections; tells whether a variable decided which."""

    def __init__(self, document: Document, variables: VariableValues) -> None:
        self._document, self._variables = document, variables
        self._schema = schema_of(document.version)
        self._count = 0
        self.is_conditional = False

    def make(self, operation: OperationDefinitionNode) -> Plan:
        is_mutation = operation.operation is OperationType.MUTATION
        root = self._schema.mutation_type if is_mutation else self._schema.query_type
        steps = self._steps(root, [operation.selection_set])
        return Plan(steps, self._count, is_mutation)

    def _steps(self, kind: Any, selections: Iterable[SelectionSetNode]) -> list[Step]:
        fields: dict[str, list[FieldNode]] = {}
        for each in selections:
            self._collect(each, fields)
        return [self._step(kind, key, nodes) for key, nodes in fields.items()]

    def _collect(self, selections: SelectionSetNode, fields: dict[str, list[FieldNode]]) -> None:
        for each in selections.selections:
            if each.directives and not self._is_wanted(each):
                continue
            if isinstance(each, FieldNode):
                fields.setdefault(each.alias.value if each.alias else each.name.value, []).append(each)
            elif isinstance(each, FragmentSpreadNode):
                self._collect(self._document.fragments[each.name.value].selection_set, fields)
            else:
                # Every fragment that is valid here applies: no field is of an interface or a union.
                self._collect(each.selection_set, fields)  # type: ignore[attr-defined]

    def _is_wanted(self, node: Any) -> bool:
        self.is_conditional = True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables) or {}
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables) or {}
        return not skip.get("if") and include.get("if", True)

    def _step(self, kind: Any, key: str, nodes: list[FieldNode]) -> Step:
        node, number = nodes[0], self._count
        self._count += 1
        name = node.name.value
        if name == "__typename":
            said = kind.name
            return Step(key, name, node, TypeNameMetaFieldDef, lambda *_: said, True, False, number, None)
        field = kind.fields[name]
        is_required = is_non_null_type(field.type)
        inner = field.type.of_type if is_required else field.type
        named = get_named_type(field.type)
        steps = None
        if isinstance(named, GraphQLObjectType):
            steps = self._steps(named, [each.selection_set for each in nodes if each.selection_set])
        return Step(
            key, name, node, field, resolver_of(kind.name, name), is_required, is_list_type(inner), number, steps
        )
