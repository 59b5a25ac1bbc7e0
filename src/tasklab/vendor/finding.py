"""What holding traffic against a description finds: values with a rule, a severity and both places."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity: TypeAlias = Literal["error", "warning", "unchecked"]

RULES: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        "operation-unknown": ("error", "The path is one that the description has."),
        "verb-unknown": ("error", "The path has an operation with this verb."),
        "parameter-missing": ("error", "A parameter that is required is there."),
        "parameter-unknown": ("error", "A query parameter is described."),
        "parameter-value": ("error", "A parameter's value is one that its schema allows."),
        "body-missing": ("error", "A body that is required is there."),
        "body-undescribed": ("warning", "A body is described where there is one."),
        "body-syntax": ("error", "A body is what its media type says."),
        "media-type-unknown": ("error", "The media type of a body is described."),
        "status-unknown": ("error", "A status of success is described."),
        "error-status-unknown": ("warning", "A status of failure is described."),
        "member-missing": ("error", "A member that is required is there."),
        "member-unknown": ("error", "A member is described, where others are refused."),
        "type": ("error", "A value has a described type."),
        "enum-value": ("error", "A value is one of those described."),
        "format": ("error", "A date or an instant is written as one."),
        "pattern": ("error", "A text fits its pattern."),
        "limit": ("error", "A length, a number or a count is within its limits."),
        "no-alternative": ("error", "A value fits one of the alternatives."),
        "alternatives-overlap": ("warning", "A value fits one of the alternatives, and no other."),
        "document": ("error", "A GraphQL document is valid in the schema."),
        "variable": ("error", "The variables of a GraphQL document have the types that it declares."),
        "null": ("error", "A value is not null where the schema says it never is."),
        "description": ("unchecked", "The description can be read where it is needed."),
        "not-checked": ("unchecked", "A body is of a kind that can be looked into."),
    }
)
"""Every rule, with how grave breaking it is and what it asks for. `unchecked` is neither a pass nor a break."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule of a schema that refuses a value, also where another alternative takes it."""

    rule: str
    at: str
    """Where in the description."""
    members: frozenset[str] = frozenset()
    """Those that are missing, or that are not described."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between an exchange and the description. It holds no value of the message: those may be secret."""

    rule: str
    """One of `RULES`."""
    operation: str
    """`GET /tasks/{id}`; as it was sent when it is not described."""
    at: str
    """Where in the message: `query/page`, or `body` with a JSON pointer below it: `body/items/0/name`."""
    described_at: str
    """Where in the description: a JSON pointer, or a GraphQL schema coordinate; empty when nothing is."""
    text: str

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return RULES[self.rule][0]

    def __str__(self) -> str:
        described = f" (described at {self.described_at})" if self.described_at else ""
        return f"{self.operation}: {self.at}: {self.text}{described} [{self.rule}]"
