"""Faults in requests, and in what is made of answers and errors."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING

from tasklab.adapter.codec.registry import CODECS
from tasklab.verify.mutation.edit import SENDING, Edit, calls, functions, keyword, methods, pairs, swapped

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADERS = {"If-Match", "If-None-Match", "Depth", "Destination", "Overwrite", "X-Requested-With", "Content-Type"}
_OTHER_VERB = {"PUT": "GET", "DELETE": "GET", "POST": "GET", "PATCH": "GET", "GET": "DELETE", "REPORT": "PROPFIND"}
_OTHER_KIND = {
    "validation": "permission",
    "not_found": "validation",
    "conflict": "validation",
    "permission": "authentication",
    "authentication": "permission",
    "rate_limited": "platform_unavailable",
    "platform_unavailable": "platform_error",
    "platform_error": "validation",
    "unsupported_method": "validation",
}


def wrong_verb(tree: ast.Module) -> Iterator[Edit]:
    """Send a request with another verb."""
    for call in calls(tree, "Request"):
        verb = keyword(call, "verb")
        if verb is not None and isinstance(verb.value, ast.Constant) and verb.value.value in _OTHER_VERB:
            yield Edit(verb.value, repr(_OTHER_VERB[str(verb.value.value)]))


def missing_header(tree: ast.Module) -> Iterator[Edit]:
    """Leave out a header that the platform acts by."""
    for call in calls(tree, "Request"):
        headers = keyword(call, "headers")
        for name, _ in pairs(headers.value) if headers is not None else ():
            if isinstance(name, ast.Constant) and name.value in _HEADERS:
                yield Edit(name, repr(f"X-Not-{name.value}"))


def unescaped_id(tree: ast.Module) -> Iterator[Edit]:
    """Put an id into an address without escaping it; one that is a number by then has nothing to escape."""
    for call in calls(tree, "segment"):
        if "parameters." in ast.unparse(call) and not any(calls(call, *_NUMBERS)):
            yield Edit(call, ast.unparse(call.args[0]))


_NUMBERS = tuple(codec.encoder for codec in CODECS.values() if codec.written == "int")
"""Encoding functions that give a number."""


def wrong_address(tree: ast.Module) -> Iterator[Edit]:
    """Put the object's own id where the task's or the project's belongs, or the other way round."""
    other = {"task_id": "id", "id": "task_id"}
    for function in methods(tree):
        for call in calls(function, "segment"):
            for node in ast.walk(call):
                if isinstance(node, ast.Attribute) and ast.unparse(node) in {"parameters.task_id", "parameters.id"}:
                    text = f"parameters.{other[node.attr]}"
                    if text in ast.unparse(function):
                        yield Edit(node, text)


def repeatable_write(tree: ast.Module) -> Iterator[Edit]:
    """Call a write that makes another object each time safe to repeat."""
    for function in methods(tree):
        for call in calls(function, *SENDING):
            word = keyword(call, "is_repeatable")
            if function.name.endswith("_create") and word is not None and ast.unparse(word.value) == "False":
                yield Edit(word.value, "True")


def unmarked_write(tree: ast.Module) -> Iterator[Edit]:
    """Do not call a write one: a dry run goes through."""
    for call in calls(tree, *SENDING):
        word = keyword(call, "is_write")
        if word is not None and ast.unparse(word.value) == "True":
            yield Edit(word.value, "False")


def ignored_answer(tree: ast.Module) -> Iterator[Edit]:
    """Read an answer whatever its status says."""
    for function in methods(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Expr) and ast.unparse(node).startswith("self.expect("):
                yield Edit(node, "pass")


def lost_repeat(tree: ast.Module) -> Iterator[Edit]:
    """Take the answer to a repeated write for a failure, though the first one had done it."""
    for function in methods(tree):
        for call in calls(function, "expect"):
            word = keyword(call, "repeat")
            if word is not None:
                yield Edit(word.value, "()")


def lost_check(tree: ast.Module) -> Iterator[Edit]:
    """Go on without what has to be there first."""
    for function in methods(tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Expr) and ast.unparse(node).startswith(("require_found(", "require_there(")):
                yield Edit(node, "pass")


def wrong_condition(tree: ast.Module) -> Iterator[Edit]:
    """Do the opposite of what an answer, or what was found on the way, asks for."""
    for function in methods(tree):
        for node in ast.walk(function):
            test = ast.unparse(node.test) if isinstance(node, ast.If) else ""
            if isinstance(node, ast.If) and "parameters." not in test and test != "native":
                yield Edit(node.test, f"not ({test})")


def wrong_error_kind(tree: ast.Module) -> Iterator[Edit]:
    """Tell an error as one of another kind."""
    for call in calls(tree, "ErrorRule"):
        for node in (*call.args, *(each.value for each in call.keywords if each.arg == "kind")):
            if isinstance(node, ast.Constant) and node.value in _OTHER_KIND:
                yield Edit(node, repr(_OTHER_KIND[str(node.value)]))


def wrong_error_field(tree: ast.Module) -> Iterator[Edit]:
    """Let an error point at another field than the one it is about."""
    for call in calls(tree, "ErrorRule"):
        word = keyword(call, "fields")
        found = list(pairs(word.value)) if word is not None else []
        for (_, one), (_, other) in pairwise(found):
            if ast.unparse(one) != ast.unparse(other):
                yield swapped(one, other)


def wrong_raw(tree: ast.Module) -> Iterator[Edit]:
    """Bring the native form along when nobody asked, and not when somebody did."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "parameters.raw":
            yield Edit(node.test, "not parameters.raw")


def lost_absence(tree: ast.Module) -> Iterator[Edit]:
    """Say something else about why a method is unavailable."""
    for call in calls(tree, "Absence"):
        yield Edit(call.args[0] if call.args else call.keywords[0].value, repr("It is not there, one hears."))


def wrong_remembered(tree: ast.Module) -> Iterator[Edit]:
    """Read an answer whatever its status says, where it is remembered for later calls."""
    for function in functions(tree, lambda name: name.startswith("_remember_")):
        for node in ast.walk(function):
            if isinstance(node, ast.Expr) and ast.unparse(node).startswith("self.expect("):
                yield Edit(node, "pass")
