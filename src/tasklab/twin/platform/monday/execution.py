"""Documents, carried out; and how each version writes down what could not be answered.

Source: https://developer.monday.com/api-reference/docs/error-handling and the guides to 2023-10 and 2025-04: until
2023-10 parentheses could be empty and text stand without quotation marks.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import (
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    execute_sync,
    get_named_type,
    is_enum_type,
    parse,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

from tasklab.twin.platform.monday.refusal import HttpRefusalError
from tasklab.twin.platform.monday.runner import ArgumentError, Runner
from tasklab.twin.platform.monday.sdl import schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql import DocumentNode, Node, SelectionSetNode

    from tasklab.twin.platform.monday.call import Call

_MOST_TOKENS = 20_000
_EMPTY = re.compile(r'("(?:[^"\\\n]|\\.)*")|(?<=\w)\s*\(\s*\)')
_UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'\..*", re.DOTALL)
_UNKNOWN_ARGUMENT = re.compile(r"Unknown argument '(\w+)' on field '(\w+)\.(\w+)'\..*", re.DOTALL)
_BAD_REQUEST = 400


class _Unquoted(Visitor):
    """Turns names that stand where text belongs into text."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> StringValueNode | None:
        kind = self._types.get_input_type()
        if kind is None or is_enum_type(get_named_type(kind)):
            return None
        return StringValueNode(value=node.value, loc=node.loc)


@lru_cache(maxsize=256)
def _read(version: str, text: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    schema = schema_of(version)
    try:
        document = parse(_EMPTY.sub(r"\1", text) if version < "2023-10" else text, max_tokens=_MOST_TOKENS)
    except GraphQLError as error:
        return None, (error,)
    except RecursionError:
        return None, (GraphQLError("Syntax Error: Document is nested too deeply."),)
    if version < "2023-10":
        types = TypeInfo(schema)
        document = visit(document, TypeInfoVisitor(types, _Unquoted(types)))
    return document, tuple(validate(schema, document))


class Operation:
    """An operation of a document that is valid for a version."""

    def __init__(self, version: str, account_id: int, text: str, name: str | None) -> None:
        """Read it. Raises: HttpRefusalError."""
        document, errors = _read(version, text)
        if document is None or errors:
            raise invalid(version, account_id, errors, document)
        self.document = document
        self.name = name
        operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
        if len(chosen) != 1:
            words = f"Unknown operation named '{name}'." if name else "Must provide operation name."
            raise invalid(version, account_id, (GraphQLError(words),))
        self.node = chosen[0]
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    @property
    def is_introspection(self) -> bool:
        """Whether it asks for nothing but the schema itself."""
        fields = self.node.selection_set.selections
        return all(isinstance(each, FieldNode) and each.name.value in ("__schema", "__type") for each in fields)

    @property
    def is_mutation(self) -> bool:
        """Whether it changes anything."""
        return self.node.operation is OperationType.MUTATION


def run(call: Call, operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer holds. Raises: HttpRefusalError for variables or arguments that are no good."""
    schema, account_id = schema_of(call.version), call.database.account["id"]
    if operation.is_introspection:
        result = execute_sync(schema, operation.document, variable_values=dict(given), operation_name=operation.name)
        return _wrap(call, {**result.formatted})
    variables = get_variable_values(schema, operation.node.variable_definitions or (), dict(given), max_errors=50)
    if isinstance(variables, list):
        raise invalid(call.version, account_id, variables)
    root = schema.mutation_type if operation.is_mutation else schema.query_type
    if root is None:
        raise invalid(call.version, account_id, (GraphQLError("Subscriptions are not served."),))
    runner = Runner(call, operation.fragments, variables)
    try:
        data = runner.run(root, operation.node.selection_set)
    except ArgumentError as error:
        raise invalid(call.version, account_id, (error.error,)) from error
    if not runner.refusals:
        return _wrap(call, {"data": data})
    if call.since("2025-01"):
        return _wrap(call, {"data": data, "errors": runner.errors})
    legacy = runner.refusals[0].legacy
    return _wrap(call, {"errors": runner.errors, **legacy} if call.since("2024-10") else legacy)


def _wrap(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    if call.since("2025-04"):
        return {**body, "extensions": {"request_id": call.request_id}}
    return {**body, "account_id": call.database.account["id"]}


def invalid(version: str, account_id: int, errors: Any, document: DocumentNode | None = None) -> HttpRefusalError:
    """Refuse a document or variables that are no good: status 200 until 2024-10, 400 with a code later."""
    if version >= "2025-01":
        code = "GRAPHQL_PARSE_FAILED" if _is_syntax(errors[0]) else "GRAPHQL_VALIDATION_FAILED"
        told = [{**_place(each), "message": _quoted(each.message), "extensions": {"code": code}} for each in errors]
        return HttpRefusalError(_BAD_REQUEST, {"errors": told})
    told = [{"message": _old_words(each), **_place(each)} for each in errors]
    if version < "2024-10" and document is not None:
        told = [{**said, "fields": _way(document, each)} for said, each in zip(told, errors, strict=True)]
    return HttpRefusalError(200, {"errors": told, "account_id": account_id})


def _place(error: GraphQLError) -> dict[str, Any]:
    return {"locations": [{"line": each.line, "column": each.column} for each in error.locations or ()]}


def _way(document: DocumentNode, error: GraphQLError) -> list[str]:
    """Return the names of the fields that lead to what is wrong, after the operation's own."""
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode) and error.nodes:
            begin = " ".join([each.operation.value, *([each.name.value] if each.name else [])])
            found = _search(each.selection_set, error.nodes[0], [begin])
            if found is not None:
                return found
    return []


def _search(selection: SelectionSetNode | None, wanted: Node, names: list[str]) -> list[str] | None:
    for node in () if selection is None else selection.selections:
        inner = [*names, node.name.value] if isinstance(node, FieldNode) else names
        if node is wanted or (isinstance(node, FieldNode) and wanted in (node.arguments or ())):
            return inner
        if isinstance(node, FieldNode | InlineFragmentNode):
            found = _search(node.selection_set, wanted, inner)
            if found is not None:
                return found
    return None


def _is_syntax(error: GraphQLError) -> bool:
    return error.message.startswith("Syntax Error")


def _quoted(message: str) -> str:
    # The product's library puts names between double quotes, the one that is used here between single ones.
    return re.sub(r"'([^']*)'", r'"\1"', message)


def _old_words(error: GraphQLError) -> str:
    """Word an error as the product's first library did."""
    if _is_syntax(error):
        at = next(iter(error.locations or ()), None)
        found = re.search(r"(?:Unexpected|found) (.*?)\.?$", error.message)
        token = found[1] if found else error.message
        where = f" at [{at.line}, {at.column}]" if at else ""
        return f"Parse error on {token}{where}"
    words = _UNKNOWN_FIELD.sub(r"Field '\1' doesn't exist on type '\2'", error.message)
    return _UNKNOWN_ARGUMENT.sub(r"Field '\3' doesn't accept argument '\1'", words)
