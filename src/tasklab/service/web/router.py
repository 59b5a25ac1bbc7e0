"""Routes as a tree of path segments: a lookup costs the same however many routes there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from tasklab.service.error import BadRequestError, NoRouteError, VerbError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from tasklab.service.web.about import About
    from tasklab.service.web.message import Answer, Request

    Handler = Callable[[Request], Awaitable[Answer]]

_MAX_PATH_BYTES = 8 * 1024


@dataclass(frozen=True)
class Route:
    """One verb on one path."""

    verb: str
    path: str
    """`/v1/connections/{connection_id}/tasks/{id}`"""
    name: str
    """What it is called in metrics, logs and our OpenAPI document: `task.get`."""
    handler: Handler
    scope: str | None = None
    """What an API key must be allowed; None where anybody may ask."""
    about: About | None = None
    """What our document says of it; None leaves it out."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the variable segments, in order."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    variable: _Node | None = None
    verbs: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)


class Router:
    """Finds the route of a request. A fixed segment goes before a variable one."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        self.routes: Sequence[Route] = tuple(routes)
        for route in self.routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for part in route.path.split("/")[1:]:
            if part.startswith("{"):
                node.variable = node.variable or _Node()
                node = node.variable
            else:
                node = node.children.setdefault(part, _Node())
        if route.verb in node.verbs:
            raise ValueError(f"two routes for {route.verb} {route.path}")
        node.verbs[route.verb] = (route, route.parameters)

    def find(self, verb: str, raw_path: bytes) -> tuple[Route, dict[str, str]]:
        """Return the route and what stands in its variable segments, each decoded by itself: an id may hold a slash.

        Raises: NoRouteError, VerbError, BadRequestError
        """
        node, values = self._walk(raw_path)
        if not node.verbs:
            raise NoRouteError("there is no such path: /v1/openapi.json lists all")
        found = node.verbs.get("GET" if verb == "HEAD" else verb)
        if found is None:
            raise VerbError(tuple(node.verbs))
        route, names = found
        return route, dict(zip(names, values, strict=True))

    def _walk(self, raw_path: bytes) -> tuple[_Node, list[str]]:
        if len(raw_path) > _MAX_PATH_BYTES:
            raise BadRequestError(f"the path is longer than {_MAX_PATH_BYTES} bytes")
        node, values = self._root, []
        for text in _segments(raw_path):
            child = node.children.get(text)
            if child is None:
                child = node.variable
                if child is None or not text:
                    raise NoRouteError("there is no such path: /v1/openapi.json lists all")
                values.append(text)
            node = child
        return node, values


def _segments(raw_path: bytes) -> list[str]:
    try:
        if b"%" not in raw_path:
            return raw_path.decode().split("/")[1:]
        return [unquote_to_bytes(part).decode() for part in raw_path.split(b"/")[1:]]
    except UnicodeDecodeError as error:
        raise BadRequestError("the path is not percent-encoded UTF-8") from error
