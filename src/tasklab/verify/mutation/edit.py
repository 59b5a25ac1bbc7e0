"""Replacements in the source of an adapter, and how kinds of fault find their places."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

METHOD_NAMES = frozenset(method.python_name for method in METHODS.values())
"""How adapters call the unified methods."""
SENDING = ("Request", "_procedure", "_document")
"""Calls of an adapter that make a request: plain, by a remote procedure, by a GraphQL document."""


@dataclass(frozen=True)
class Edit:
    """A replacement in the source."""

    node: ast.AST
    text: str
    also: tuple[tuple[ast.AST, str], ...] = ()
    """Further replacements that belong to the same fault."""


def swapped(one: ast.AST, other: ast.AST) -> Edit:
    """Let two parts of the source change places."""
    return Edit(one, ast.unparse(other), ((other, ast.unparse(one)),))


def functions(tree: ast.AST, wanted: Callable[[str], bool]) -> Iterator[ast.FunctionDef]:
    """Find the functions whose names are wanted, those within others too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and wanted(node.name))


def methods(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Find the functions that are unified methods."""
    return functions(tree, METHOD_NAMES.__contains__)


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Find the calls of functions or methods by their own names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _own_name(node.func) in names:
            yield node


def _own_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.keyword | None:
    """Find an argument by its name."""
    return next((each for each in call.keywords if each.arg == name), None)


def pairs(node: ast.AST, length: int = 2) -> Iterator[list[ast.expr]]:
    """Find tuples of some length that begin with a constant: a name with what belongs to it."""
    for each in ast.walk(node):
        if isinstance(each, ast.Tuple) and len(each.elts) == length and isinstance(each.elts[0], ast.Constant):
            yield each.elts
