"""YAML as a tree of values that know where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from tasklab.spec.problem import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.spec.problem import KeyPath, Scalar

Content: TypeAlias = "Scalar | dict[Scalar, Node] | list[Node]"


class Node(msgspec.Struct, frozen=True, eq=False):
    """One value with its place; mappings and lists hold further nodes."""

    place: Place
    value: Content
    key_place: Place | None = None
    """Where the key of this entry stands; None in a list and at the root."""
    text: str | None = None
    """The characters of an unquoted scalar: `6.10`, which YAML reads as 6.1."""

    @property
    def entries(self) -> dict[Scalar, Node]:
        """The entries of a mapping; nothing for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def with_entries(self, entries: dict[Scalar, Node]) -> Node:
        """Return the same place with other entries."""
        return Node(self.place, entries, self.key_place)


def plain(node: Node) -> Any:
    """Return the plain value of a node."""
    value = node.value
    if isinstance(value, dict):
        # Most values are texts: they are not worth a call.
        return {key: child.value if type(child.value) is str else plain(child) for key, child in value.items()}
    return [plain(child) for child in value] if isinstance(value, list) else value


def find_node(root: Node, key: KeyPath) -> tuple[Node, bool]:
    """Find the node at a key path, or the nearest one above it, and whether it is the very one."""
    node = root
    for part in key:
        child = _child(node, part)
        if child is None:
            return node, False
        node = child
    return node, True


def _child(node: Node, part: Scalar) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(part)
    if isinstance(node.value, list) and isinstance(part, int) and 0 <= part < len(node.value):
        return node.value[part]
    return None


def walk(node: Node, key: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Yield every node below and including this one, with its key path."""
    yield key, node
    if isinstance(node.value, dict):
        for name, child in node.value.items():
            yield from walk(child, (*key, name))
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from walk(child, (*key, index))
