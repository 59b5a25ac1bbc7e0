"""The one internal form of descriptions of HTTP APIs. Operations are listed at once, and read when they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from tasklab.vendor import pointer as p
from tasklab.vendor.problem import InvalidDescriptionError

Node: TypeAlias = Mapping[str, Any]
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema as the vendor wrote it, and where."""

    node: Any
    """A mapping, or a boolean."""
    at: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value outside of the body."""

    name: str
    place: str
    """`path`, `query`, `header` or `cookie`."""
    is_required: bool
    schema: Schema
    at: str
    separator: str | None = None
    """Between the values of a list; None where the name is repeated."""
    is_deep: bool = False
    """Whether members stand in brackets after the name: `filter[state]`."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a request or an answer may carry, by media type; None where the type is named and no schema given."""

    at: str
    schemas: Mapping[str, Schema | None] = field(default_factory=dict)
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """An operation, read."""

    parameters: tuple[Parameter, ...]
    request: Body | None
    replies: Mapping[str, Body]
    """By status: `200`, `4XX`, `default`."""


@dataclass(frozen=True)
class Operation:
    """One verb on one path."""

    verb: str
    """In upper case. `TYPE` for a type that is described without the paths that carry it."""
    template: str
    """Path below the base, with its parameters in braces."""
    at: str
    read: Callable[[], Detail] = field(repr=False, compare=False)
    name: str = ""
    is_deprecated: bool = False

    @property
    def title(self) -> str:
        """The operation for people: `GET /tasks/{id}`."""
        return f"{self.verb} {self.template}"

    @cached_property
    def detail(self) -> Detail:
        """Parameters and bodies; read on first use.

        Raises: InvalidDescriptionError when they cannot be read.
        """
        return self.read()


@dataclass(frozen=True)
class Dialect:
    """How schemas of one kind of description are to be understood."""

    name: str
    find_place: Callable[[str], str] = p.parse_reference
    """The pointer that a `$ref` means."""
    has_siblings: bool = False
    """Whether what stands beside a `$ref` counts."""


@dataclass(frozen=True)
class Description:
    """What a vendor describes of its HTTP API."""

    kind: str
    document: Node = field(repr=False)
    dialect: Dialect
    base_paths: tuple[str, ...]
    """What stands before every template: without a slash at the end, and empty for none."""
    operations: tuple[Operation, ...] = field(repr=False)

    def follow(self, node: Any, at: str) -> tuple[Any, str]:
        """Follow a `$ref`, and those it leads to, to what they mean.

        Raises: InvalidDescriptionError for one that leads nowhere or back to itself.
        """
        return follow(self.document, self.dialect, node, at)


def follow(document: Node, dialect: Dialect, node: Any, at: str) -> tuple[Any, str]:
    """Follow a `$ref` in a document, as `Description.follow` does."""
    seen = set()
    while isinstance(node, dict) and isinstance(node.get("$ref"), str):
        if at in seen:
            raise InvalidDescriptionError(at, "a reference that leads back to itself")
        seen.add(at)
        at = dialect.find_place(node["$ref"])
        node = p.resolve(document, at)
    return node, at


def require_mapping(node: Any, at: str) -> Node:
    """Require a mapping.

    Raises: InvalidDescriptionError for anything else.
    """
    if not isinstance(node, dict):
        raise InvalidDescriptionError(at, "expected a mapping")
    return node


def require_list(node: Any, at: str) -> list[Any]:
    """Require a list.

    Raises: InvalidDescriptionError for anything else.
    """
    if not isinstance(node, list):
        raise InvalidDescriptionError(at, "expected a list")
    return node
