"""Which statements of an adapter each case runs: who may notice a fault in them, and so who is asked first.

What is found here only orders the cases: one that does not run the changed statement itself still has its turn, as
what an earlier call left behind may show the fault.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "_tasklab_reached"
"""Name of the function that a marked adapter calls with the line of each statement."""
_BLOCKS = ("body", "orelse", "finalbody")
_TOLD_BY = {"error_rules": "test_answers", "unavailable": "test_absence", "limits": "test_faults"}
"""Attribute of an adapter to the file of the cases that are about it."""


def mark(source: str) -> ast.Module:
    """Return an adapter that tells of each statement of its functions right before it runs."""
    tree = ast.parse(source)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            for name in _BLOCKS:
                block = getattr(node, name, None)
                if isinstance(block, list) and block and not _is_marked(block[0]):
                    setattr(node, name, [part for statement in block for part in (_call(statement), statement)])
    return ast.fix_missing_locations(tree)


def _call(statement: ast.stmt) -> ast.stmt:
    call = ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant(statement.lineno)], [])
    return ast.copy_location(ast.Expr(call), statement)


def _is_marked(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == MARK


def find_lines(tree: ast.Module, line: int) -> frozenset[int]:
    """Find the statements of functions that a change in a line bears on: the one it is in, or those that name it."""
    inside = _innermost(tree, line)
    if inside is not None:
        return frozenset({inside})
    names = {name for statement in tree.body if _holds(statement, line) for name in _assigned(statement)}
    while True:
        # A table may stand in a plan, and the plan in a method.
        wider = {name for statement in tree.body if _names(statement) & names for name in _assigned(statement)} | names
        if wider == names:
            break
        names = wider
    return frozenset(statement.lineno for statement in _statements(tree) if _own_names(statement) & names)


def find_hint(tree: ast.Module, line: int) -> str:
    """Find the cases about a class attribute that a line is in; empty elsewhere."""
    for node in tree.body:
        for statement in node.body if isinstance(node, ast.ClassDef) else ():
            if _holds(statement, line):
                return next((_TOLD_BY[name] for name in _assigned(statement) if name in _TOLD_BY), "")
    return ""


def _holds(node: ast.stmt, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or 0)


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Give every statement of a function; of those that hold others, the others too."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                for name in _BLOCKS:
                    block = getattr(node, name, None)
                    yield from block if isinstance(block, list) else ()


def _innermost(tree: ast.Module, line: int) -> int | None:
    return max((node.lineno for node in _statements(tree) if _holds(node, line)), default=None)


def _assigned(statement: ast.stmt) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _own_names(statement: ast.stmt) -> set[str]:
    """Return what a statement names itself: of one that holds others, what stands before them."""
    if any(hasattr(statement, name) for name in _BLOCKS):
        return set().union(*(_names(each) for each in ast.iter_child_nodes(statement) if isinstance(each, ast.expr)))
    return _names(statement)
