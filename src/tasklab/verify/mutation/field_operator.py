"""Faults in fields and tables: what is read, what is written, what a native value means."""

from __future__ import annotations

import ast
import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from tasklab.verify.mutation.edit import Edit, calls, functions, swapped

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMES = {"created_at", "updated_at", "completed_at", "started_at"}
_TEXTS = {"title", "description", "name", "username", "email", "body", "note", "key", "url", "avatar_url"}
_MEANING = re.compile(r"[A-Z][a-z]+[A-Za-z]*\.[A-Z][A-Z_]+\Z")


def _readers(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return functions(tree, lambda name: name.startswith("_read_"))


def _writers(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return functions(tree, lambda name: name.startswith("_write_"))


def _reads(function: ast.FunctionDef) -> list[ast.Assign]:
    """Return the assignments of a reader to fields of the object it makes."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute)
    ]


def _writes(function: ast.FunctionDef) -> list[ast.Assign]:
    """Return the assignments of a writer to members of the native object."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
    ]


def dropped_read(tree: ast.Module) -> Iterator[Edit]:
    """Leave a field of an object unread."""
    return (Edit(node, "pass") for function in _readers(tree) for node in _reads(function))


def swapped_reads(tree: ast.Module) -> Iterator[Edit]:
    """Let two fields of the same sort change places in what is read."""
    for function in _readers(tree):
        for one, other in combinations(_reads(function), 2):
            if _sort_of(one) and _sort_of(one) == _sort_of(other):
                yield swapped(one.targets[0], other.targets[0])


def _sort_of(node: ast.Assign) -> str:
    name = node.targets[0].attr if isinstance(node.targets[0], ast.Attribute) else ""
    if name in _TEXTS:
        return "text"
    return name.rpartition("_")[2] if name.endswith(("_at", "_id", "_ids")) else ""


def dropped_write(tree: ast.Module) -> Iterator[Edit]:
    """Leave a member of the native object unwritten."""
    return (Edit(node, "pass") for function in _writers(tree) for node in _writes(function))


def swapped_writes(tree: ast.Module) -> Iterator[Edit]:
    """Let two members of the native object change places."""
    for function in _writers(tree):
        for one, other in pairwise(_writes(function)):
            if ast.unparse(one.targets[0]) != ast.unparse(other.targets[0]):
                yield swapped(one.targets[0], other.targets[0])


def swallowed_null(tree: ast.Module) -> Iterator[Edit]:
    """Take null and empty for absent, where something is changed: in what is made they are the same."""
    for function in [each for each in _writers(tree) if each.name.endswith("_update")]:
        for node in ast.walk(function):
            test = node.test if isinstance(node, ast.If) else None
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot) and "UNSET" in ast.unparse(test):
                yield Edit(test, f"{ast.unparse(test.left)} is not UNSET and {ast.unparse(test.left)}")


def lost_time_zone(tree: ast.Module) -> Iterator[Edit]:
    """Give a moment without its time zone."""
    for function in _readers(tree):
        for node in _reads(function):
            if isinstance(node.targets[0], ast.Attribute) and node.targets[0].attr in _TIMES:
                yield Edit(node.value, f"({ast.unparse(node.value)}).replace(tzinfo=None)")


def wrong_mapping(tree: ast.Module) -> Iterator[Edit]:
    """Let two values in a table change places: statuses, priorities, kinds, words that are sent."""
    for statement in tree.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        meanings = [node for node in ast.walk(statement.value) if _is_meaning(node)]
        for one, other in pairwise(meanings or _constants(statement.value)):
            if ast.unparse(one) != ast.unparse(other) and _family(one) == _family(other):
                yield swapped(one, other)


def _is_meaning(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and _MEANING.match(ast.unparse(node)) is not None


def _family(node: ast.AST) -> str:
    return ast.unparse(node).partition(".")[0] if isinstance(node, ast.Attribute) else ""


def _constants(value: ast.expr) -> list[ast.expr]:
    """Return the values of a table whose values are plain."""
    values = value.values if isinstance(value, ast.Dict) else []
    return [each for each in values if isinstance(each, ast.Constant | ast.List)]


def wrong_word(tree: ast.Module) -> Iterator[Edit]:
    """Write a status, or look for it, under another word."""
    for function in functions(tree, lambda name: name.startswith(("task_complete", "task_reopen"))):
        for node in ast.walk(function):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in _WORDS:
                yield Edit(node, repr(_WORDS[node.value]))


_WORDS = {
    "COMPLETED": "IN-PROCESS",
    "NEEDS-ACTION": "COMPLETED",
    "resolved": "testing",
    "chatting": "resolved",
    "done": "in_progress",
    "closed": "open",
    "open": "closed",
    "completed": "not_planned",
}


def wrong_site(tree: ast.Module) -> Iterator[Edit]:
    """Give an object another version or connection than its own."""
    for function in _readers(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.keyword) and node.arg in {"platform_version", "connection_id"}:
                yield Edit(node.value, repr("other"))


def unsupported_lie(tree: ast.Module) -> Iterator[Edit]:
    """Leave out the name of a field that is not carried."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Tuple) and len(value.elts) > 1 and "_UNSUPPORTED" in ast.unparse(node):
            kept = ", ".join(ast.unparse(each) for each in value.elts[1:])
            yield Edit(value, f"({kept},)")


def silent_drop(tree: ast.Module) -> Iterator[Edit]:
    """Drop a field that cannot be carried, where it has to be refused."""
    for call in calls(tree, "refuse_given"):
        for pair in call.args:
            if isinstance(pair, ast.Tuple):
                yield Edit(pair.elts[1], "UNSET")
