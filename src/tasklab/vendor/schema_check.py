"""A value against a schema: compiled once, asked with one call, and its complaints worded without any value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from tasklab.vendor import pointer as p
from tasklab.vendor.closure import Side, build_closure
from tasklab.vendor.finding import Finding, Refusal
from tasklab.vendor.problem import InvalidDescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.vendor.description import Description, Schema
    from tasklab.vendor.mistake import KnownMistakes

_RULES: tuple[tuple[tuple[type, ...], str], ...] = (
    ((Kind.Required,), "member-missing"),
    ((Kind.AdditionalProperties, Kind.UnevaluatedProperties, Kind.FalseSchema), "member-unknown"),
    ((Kind.Type,), "type"),
    ((Kind.Enum, Kind.Constant), "enum-value"),
    ((Kind.Format,), "format"),
    ((Kind.Pattern,), "pattern"),
    ((Kind.OneOfMultipleValid,), "alternatives-overlap"),
    ((Kind.AnyOf, Kind.OneOfNotValid), "no-alternative"),
)
_MOST = 50
"""Complaints about one value: more of them say nothing new."""


class SchemaCheck:
    """One schema of a description, compiled."""

    def __init__(
        self,
        description: Description,
        schema: Schema,
        side: Side,
        *,
        is_strict: bool,
        mistakes: KnownMistakes | None = None,
    ) -> None:
        """Compile it, without the mistakes that are known.

        Raises: InvalidDescriptionError when no validator can be made of it.
        """
        self._closure = build_closure(description, schema, side, is_strict=is_strict, mistakes=mistakes)
        self._at = schema.at
        try:
            self._validator = jsonschema_rs.Draft202012Validator(self._closure, validate_formats=True)
        except (ValueError, jsonschema_rs.ReferencingError) as error:
            raise InvalidDescriptionError(schema.at, f"no schema to check by: {str(error)[:200]}") from error

    def find_refusals(self, value: Any) -> set[Refusal]:
        """Find every rule that refuses a value, also within alternatives."""
        waiting = [] if self._validator.is_valid(value) else list(self._validator.iter_errors(value))
        found: set[Refusal] = set()
        while waiting:
            error = waiting.pop()
            missing = [error.kind.property] if isinstance(error.kind, Kind.Required) else []
            unknown = getattr(error.kind, "unexpected", None)
            members = frozenset(unknown if isinstance(unknown, list) else missing)
            found.add(Refusal(_rule(error), self._find_place(error), members))
            for errors in getattr(error.kind, "context", ()):
                waiting += errors
        return found

    def check(self, value: Any, operation: str, place: str) -> list[Finding]:
        """Check a value; `place` is where it stands in the message."""
        if self._validator.is_valid(value):
            return []
        found: list[Finding] = []
        for error in self._validator.iter_errors(value):
            found += self._explain(error, operation, place)
            if len(found) >= _MOST:
                break
        return list(dict.fromkeys(found))

    def _explain(self, error: jsonschema_rs.ValidationError, operation: str, place: str) -> Iterator[Finding]:
        rule = _rule(error)
        at = p.join(place, *error.instance_path)
        described = self._find_place(error)
        unknown = getattr(error.kind, "unexpected", None)
        if isinstance(unknown, list):
            yield from (
                Finding(rule, operation, p.join(at, name), described, "a member that is not described")
                for name in unknown
            )
            return
        yield Finding(rule, operation, at, described, _word(error))

    def _find_place(self, error: jsonschema_rs.ValidationError) -> str:
        """Return the pointer of the node that refused: the last one on the way that says where it is from."""
        node: Any = self._closure
        place = self._at
        for part in error.schema_path:
            node = node[part]
            if isinstance(node, dict) and isinstance(node.get("$comment"), str):
                place = node["$comment"]
        return place


def _rule(error: jsonschema_rs.ValidationError) -> str:
    return next((name for kinds, name in _RULES if isinstance(error.kind, kinds)), "limit")


def _word(error: jsonschema_rs.ValidationError) -> str:
    kind, found = error.kind, _describe(error.instance)
    match kind:
        case Kind.Required():
            return f"no member {kind.property}"
        case Kind.Type():
            return f"{found}; expected {' or '.join(map(str, kind.types))}"
        case Kind.Enum():
            return f"{found} that is none of the {len(kind.options)} described values"
        case Kind.Constant():
            return f"{found} that is not the one described value"
        case Kind.Format():
            return f"{found} that is no {kind.format}"
        case Kind.AnyOf() | Kind.OneOfNotValid():
            return f"{found} that fits none of {len(kind.context)} alternatives; {_word_nearest(kind.context)}"
        case Kind.OneOfMultipleValid():
            return f"{found} that fits more than one of the alternatives"
        case Kind.FalseSchema():
            return f"{found} where nothing is allowed"
        case Kind.Pattern():
            return f"{found} that does not fit the described pattern"
    return f"{found} that is refused by `{kind.name}`"


def _word_nearest(context: list[list[jsonschema_rs.ValidationError]]) -> str:
    """Word why the nearest alternative was refused: the one whose first complaint is deepest, best not the type."""
    firsts = [errors[0] for errors in context if errors]
    if not firsts:
        return "none says why"
    nearest = max(firsts, key=lambda error: (len(error.instance_path), not isinstance(error.kind, Kind.Type)))
    return f"in the nearest, {p.join('', *nearest.instance_path) or 'itself'}: {_word(nearest)}"


def _describe(value: Any) -> str:
    """Describe a value without saying it: it may be secret."""
    match value:
        case bool():
            return "a boolean"
        case None:
            return "null"
        case str():
            return "a text"
        case int():
            return "an integer"
        case float():
            return "a number"
        case list():
            return "a list"
    return "an object"
