"""From a verb and a path to what serves it: a walk through dictionaries, one step per segment."""

from __future__ import annotations

from typing import Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("anything", "children", "served")

    def __init__(self) -> None:
        self.children: dict[str, _Node[T]] = {}
        self.anything: _Node[T] | None = None
        self.served: dict[str, tuple[T, tuple[str, ...]]] = {}


class Router(Generic[T]):
    """Templates such as `/tasks/{id}/comments`; a literal segment goes before a variable one."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, verb: str, template: str, served: T) -> None:
        """Serve a verb on a template. Raises: ValueError when that pair is served already."""
        node, names = self._root, []
        for segment in template.strip("/").split("/"):
            if segment.startswith("{") and segment.endswith("}"):
                names.append(segment[1:-1])
                node.anything = node.anything or _Node()
                node = node.anything
            else:
                node = node.children.setdefault(segment, _Node())
        if verb in node.served:
            raise ValueError(f"{verb} {template} is served already")
        node.served[verb] = (served, tuple(names))

    def find(self, verb: str, path: str) -> tuple[T, dict[str, str]] | None:
        """Return what serves a request and the values of its variable segments, unescaped; None where nothing does."""
        found = self._walk(path)
        if found is None or verb not in found[0].served:
            return None
        served, names = found[0].served[verb]
        return served, dict(zip(names, map(unquote, found[1]), strict=True)) if names else {}

    def verbs(self, path: str) -> tuple[str, ...]:
        """Return which verbs a path is served for: what the header `Allow` of a 405 names."""
        found = self._walk(path)
        return tuple(sorted(found[0].served)) if found else ()

    def _walk(self, path: str) -> tuple[_Node[T], tuple[str, ...]] | None:
        return _descend(self._root, path.strip("/").split("/"), 0, ())


def _descend(
    node: _Node[T], segments: list[str], at: int, values: tuple[str, ...]
) -> tuple[_Node[T], tuple[str, ...]] | None:
    if at == len(segments):
        return (node, values) if node.served else None
    segment = segments[at]
    child = node.children.get(segment)
    if child is not None and (found := _descend(child, segments, at + 1, values)):
        return found
    if node.anything is not None and segment:
        return _descend(node.anything, segments, at + 1, (*values, segment))
    return None
