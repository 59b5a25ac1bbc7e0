"""Collects what checks find, each at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.spec.node import Node, find_node
from tasklab.spec.problem import KeyPath, SpecError, find_nearest, render_names

if TYPE_CHECKING:
    from collections.abc import Collection


class Findings:
    """The problems of one spec, in the order they are found."""

    def __init__(self, root: Node) -> None:
        self.errors: list[SpecError] = []
        self._root = root

    def add(self, rule: str, key: KeyPath, found: str, expected: str, nearest: str | None = None) -> None:
        """Note a problem at the value of a key, or at the nearest place above it."""
        node, is_there = find_node(self._root, key)
        place = node.place if is_there or node.key_place is None else node.key_place
        self.errors.append(SpecError(rule, place, key, found, expected, nearest))

    def add_at_key(self, rule: str, key: KeyPath, found: str, expected: str, nearest: str | None = None) -> None:
        """Note a problem of the key itself."""
        node, _ = find_node(self._root, key)
        self.errors.append(SpecError(rule, node.key_place or node.place, key, found, expected, nearest))

    def require_known(
        self,
        rule: str,
        key: KeyPath,
        name: str,
        known: Collection[str],
        what: str,
        *,
        is_key: bool = False,
        told: str = "",
    ) -> bool:
        """Note a name that is not among the known ones, with the one most like it; tell whether it is known.

        `told` says what else there is to do, where nothing known is meant.
        """
        if name in known:
            return True
        names = set(known)
        add = self.add_at_key if is_key else self.add
        expected = f"one of {render_names(names, name)}{told}" if names else "none"
        add(rule, key, f"the unknown {what} `{name}`", expected, find_nearest(name, names))
        return False
