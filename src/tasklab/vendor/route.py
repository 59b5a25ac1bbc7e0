"""Which operation a path means: by template, the most literal first."""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.vendor.description import Operation

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


class Router:
    """Finds operations by verb and path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_length: dict[int, list[_Route]] = {}
        self._spanning: list[_Route] = []
        for operation in operations:
            route = _make_route(operation)
            path = operation.template.partition("?")[0]
            group = self._spanning if "{+" in path else self._by_length.setdefault(path.count("/"), [])
            group.append(route)
        for group in (self._spanning, *self._by_length.values()):
            group.sort(key=lambda route: route.rank)

    def find(self, verb: str, path: str, query: Iterable[tuple[str, str]] = ()) -> Match | None:
        """Find the operation of a request."""
        pairs = frozenset(query)
        for route in self._candidates(path):
            if route.operation.verb != verb or not pairs.issuperset(route.fixed):
                continue
            if found := route.pattern.fullmatch(path):
                values = map(urllib.parse.unquote, found.groups())
                return Match(route.operation, dict(zip(route.names, values, strict=True)))
        return None

    def find_verbs(self, path: str) -> list[Operation]:
        """Return the operations of any verb whose template a path fits."""
        return [route.operation for route in self._candidates(path) if route.pattern.fullmatch(path)]

    def _candidates(self, path: str) -> list[_Route]:
        return [*self._by_length.get(path.count("/"), ()), *self._spanning]


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
    return _Route(operation, re.compile(pattern), tuple(names), fixed, (-len(fixed), rank, operation.verb))
