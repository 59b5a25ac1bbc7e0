"""GraphQL exchanges against a schema: the document, its variables, and the answer's shape against what was selected.

Source: GraphQL specification, September 2025, sections 5, 6.1.2 and 7.1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    parse,
    validate,
)
from graphql.execution.values import get_variable_values

from tasklab.vendor import pointer as p
from tasklab.vendor.finding import Finding
from tasklab.vendor.mistake import KnownMistakes, MistakeSieve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphql import GraphQLOutputType, SelectionSetNode

    from tasklab.vendor.lock import Mistake
    from tasklab.vendor.sdl import GraphDescription

_SCALARS: dict[str, tuple[type, ...]] = {
    "Int": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "ID": (str,),
}
_MOST_TOKENS = 20_000


class GraphCheck:
    """Holds GraphQL exchanges against one schema; a document is parsed and validated once."""

    def __init__(self, description: GraphDescription, *, mistakes: Iterable[Mistake] = ()) -> None:
        self._schema = description.schema
        self.sieve = MistakeSieve(KnownMistakes(mistakes))
        self._read = lru_cache(maxsize=256)(self._read_document)

    def check_request(self, document: str, variables: Mapping[str, Any] | None = None) -> list[Finding]:
        """Check a document and its variables."""
        parsed, findings = self._read(document)
        if parsed is None or findings:
            return self.sieve.sift(findings)
        operation = _find_operation(parsed)
        found = get_variable_values(self._schema, operation.variable_definitions or (), dict(variables or {}))
        errors = found if isinstance(found, list) else []
        title = _title(operation)
        return self.sieve.sift(
            # What follows the colon may quote what was sent.
            Finding("variable", title, "variables", "", error.message.partition(": ")[0])
            for error in errors
        )

    def check_response(self, document: str, answer: Any) -> list[Finding]:
        """Check an answer's shape against what its document selected."""
        parsed, findings = self._read(document)
        if parsed is None:
            return self.sieve.sift(findings)
        operation = _find_operation(parsed)
        root = self._schema.get_root_type(operation.operation)
        title = _title(operation)
        if not isinstance(answer, dict) or not ({"data", "errors"} & answer.keys()) or root is None:
            return self.sieve.sift([Finding("type", title, "body", "", "an answer without `data` and `errors`")])
        if answer.get("data") is None and answer.get("errors"):
            return []
        walk = _Walk(self._schema, parsed, title, has_errors=bool(answer.get("errors")))
        return self.sieve.sift(walk.check_object(root, [operation.selection_set], answer.get("data"), "body/data"))

    def _read_document(self, text: str) -> tuple[DocumentNode | None, tuple[Finding, ...]]:
        try:
            parsed = parse(text, max_tokens=_MOST_TOKENS)
        except GraphQLError as error:
            return None, (Finding("document", "document", "body/query", "", error.message),)
        if sum(isinstance(each, OperationDefinitionNode) for each in parsed.definitions) != 1:
            return None, (Finding("document", "document", "body/query", "", "expected one operation"),)
        title = _title(_find_operation(parsed))
        return parsed, tuple(
            Finding("document", title, _place(error), "", error.message) for error in validate(self._schema, parsed)
        )


def _find_operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))


def _title(operation: OperationDefinitionNode) -> str:
    fields = (each.name.value for each in operation.selection_set.selections if isinstance(each, FieldNode))
    return f"{operation.operation.value.upper()} {', '.join(fields)}"


def _place(error: GraphQLError) -> str:
    line = error.locations[0] if error.locations else None
    return f"body/query:{line.line}:{line.column}" if line else "body/query"


class _Walk:
    """One answer, walked beside its document."""

    def __init__(self, schema: Any, document: DocumentNode, title: str, *, has_errors: bool) -> None:
        self._schema, self._title, self._has_errors = schema, title, has_errors
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    def check_object(
        self, parent: Any, selections: Iterable[SelectionSetNode], value: Any, at: str
    ) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield self._tell("type", at, parent.name, f"{_describe(value)}; expected an object")
            return
        actual = self._find_actual(parent, value)
        fields: dict[str, list[FieldNode]] = {}
        for selection in selections:
            self._collect(actual, selection, fields)
        is_sure = isinstance(actual, GraphQLObjectType)
        for key, nodes in fields.items():
            place = p.join(at, key)
            if key in value:
                yield from self._check_field(actual, nodes, value[key], place)
            elif is_sure and not _may_be_left_out(nodes):
                yield self._tell(
                    "member-missing", place, f"{actual.name}.{nodes[0].name.value}", "a field that was asked"
                )
        for key in value.keys() - fields.keys() if is_sure else ():
            yield self._tell("member-unknown", p.join(at, key), actual.name, "a field that was not asked")

    def _find_actual(self, parent: Any, value: Mapping[str, Any]) -> Any:
        named = self._schema.type_map.get(str(value.get("__typename")))
        return named if isinstance(named, GraphQLObjectType) else parent

    def _collect(self, actual: Any, selections: SelectionSetNode, fields: dict[str, list[FieldNode]]) -> None:
        for each in selections.selections:
            if isinstance(each, FieldNode):
                key = each.alias.value if each.alias else each.name.value
                fields.setdefault(key, []).append(each)
                continue
            fragment = self._fragments[each.name.value] if isinstance(each, FragmentSpreadNode) else each
            if isinstance(fragment, (InlineFragmentNode, FragmentDefinitionNode)) and self._applies(actual, fragment):
                self._collect(actual, fragment.selection_set, fields)

    def _applies(self, actual: Any, fragment: InlineFragmentNode | FragmentDefinitionNode) -> bool:
        if fragment.type_condition is None or not isinstance(actual, GraphQLObjectType):
            return True  # of which type an object is was not asked: every fragment may be the one
        condition = self._schema.type_map[fragment.type_condition.name.value]
        return condition is actual or (
            not isinstance(condition, GraphQLObjectType) and self._schema.is_sub_type(condition, actual)
        )

    def _check_field(self, actual: Any, nodes: list[FieldNode], value: Any, at: str) -> Iterator[Finding]:
        name = nodes[0].name.value
        if name.startswith("__"):
            return
        owners = [actual] if isinstance(actual, (GraphQLObjectType, GraphQLInterfaceType)) else []
        field = next((owner.fields[name] for owner in owners if name in owner.fields), None)
        if field is None:
            return  # it is of one of the fragments whose type was not asked
        selections = [node.selection_set for node in nodes if node.selection_set]
        yield from self._check_value(field.type, selections, value, at, f"{actual.name}.{name}")

    def _check_value(
        self, kind: GraphQLOutputType, selections: list[SelectionSetNode], value: Any, at: str, described: str
    ) -> Iterator[Finding]:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                yield self._tell("null", at, described, "null, which it never is")
                return
            kind = kind.of_type
        if value is None:
            return
        if isinstance(kind, GraphQLList) and isinstance(value, list):
            for number, each in enumerate(value):
                yield from self._check_value(kind.of_type, selections, each, p.join(at, number), described)
        elif isinstance(kind, GraphQLList):
            yield self._tell("type", at, described, f"{_describe(value)}; expected a list")
        elif isinstance(kind, (GraphQLEnumType, GraphQLScalarType)):
            yield from self._check_leaf(kind, value, at, described)
        else:
            yield from self.check_object(get_named_type(kind), selections, value, at)

    def _check_leaf(
        self, kind: GraphQLEnumType | GraphQLScalarType, value: Any, at: str, described: str
    ) -> Iterator[Finding]:
        if isinstance(kind, GraphQLEnumType):
            if not isinstance(value, str) or value not in kind.values:
                yield self._tell("enum-value", at, described, f"{_describe(value)} that is no {kind.name}")
        elif not _fits(kind.name, value):
            yield self._tell("type", at, described, f"{_describe(value)}; expected {kind.name}")

    def _tell(self, rule: str, at: str, described: str, text: str) -> Finding:
        return Finding(rule, self._title, at, described, text)


def _may_be_left_out(nodes: list[FieldNode]) -> bool:
    return any(each.name.value in {"skip", "include"} for node in nodes for each in node.directives or ())


def _fits(name: str, value: Any) -> bool:
    kinds = _SCALARS.get(name)
    return kinds is None or (isinstance(value, kinds) and (name == "Boolean" or not isinstance(value, bool)))


def _describe(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", bool: "a boolean"}.get(
        type(value), "null" if value is None else "a number"
    )
