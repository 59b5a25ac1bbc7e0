"""Which operation a path means: by template, the most literal first."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.vendor.description import Operation

_ANY = -1
_PARAMETER = re.compile(r"\{(\+?)([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Match:
    """The operation of a request, and the values in its path."""

    operation: Operation
    values: Mapping[str, str]
    """As text, percent-decoded."""


@dataclass(frozen=True)
class _Route:
    operation: Operation
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...]
    """Query values that a template asks for after a question mark."""
    rank: tuple[object, ...] = field(compare=False)
    length: int
    """Number of slashes; `_ANY` where a parameter may hold some."""
    first: str
    """First part of the path where it is fixed, or else nothing."""


class Router:
    """Finds operations by verb and path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._routes = sorted(map(_make_route, operations), key=lambda route: route.rank)
        self._first_words = {route.first for route in self._routes if route.first}
        self._likely: dict[tuple[str, int, str], list[_Route]] = {}

    def find(self, verb: str, path: str, query: Iterable[tuple[str, str]] = ()) -> Match | None:
        """Find the operation of a request."""
        pairs = frozenset(query)
        for route in self._candidates(verb, path):
            if pairs.issuperset(route.fixed) and (found := route.pattern.fullmatch(path)):
                values = map(urllib.parse.unquote, found.groups())
                return Match(route.operation, dict(zip(route.names, values, strict=True)))
        return None

    def find_verbs(self, path: str) -> list[Operation]:
        """Return the operations of any verb whose template a path fits."""
        return [route.operation for route in self._routes if route.pattern.fullmatch(path)]

    def _candidates(self, verb: str, path: str) -> list[_Route]:
        """Return the routes that may fit, by rank; remembered by what can be told of a path at a glance."""
        length, first = path.count("/"), _first_of(path)
        key = (verb, length, first if first in self._first_words else "")
        if key not in self._likely:
            self._likely[key] = [
                route
                for route in self._routes
                if route.operation.verb == verb and route.length in {length, _ANY} and route.first in {key[2], ""}
            ]
        return self._likely[key]


def _first_of(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _make_route(operation: Operation) -> _Route:
    path, _, query = operation.template.partition("?")
    names, pattern, end = [], "", 0
    for found in _PARAMETER.finditer(path):
        pattern += re.escape(path[end : found.start()]) + ("(.+)" if found[1] else "([^/]+)")
        names.append(found[2])
        end = found.end()
    pattern += re.escape(path[end:])
    # A segment in letters is better than one with a part in letters, and that better than one that takes anything.
    rank = tuple((bool(_PARAMETER.search(part)), -len(_PARAMETER.sub("", part))) for part in path.split("/"))
    fixed = tuple(pair for pair in urllib.parse.parse_qsl(query, keep_blank_values=True) if "{" not in pair[1])
    first = _first_of(path)
    return _Route(
        operation=operation,
        pattern=re.compile(pattern),
        names=tuple(names),
        fixed=fixed,
        rank=(-len(fixed), rank, operation.verb),
        length=_ANY if "{+" in path else path.count("/"),
        first="" if "{" in first else first,
    )
