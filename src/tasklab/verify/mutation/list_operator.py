"""Faults in lists: pages, their ends, filters, and what is left out of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tasklab.verify.mutation.edit import SENDING, Edit, calls, functions, keyword, methods, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAIMED = ("label_id", "completed", "status_id")
_SIZES = {"window.offset", "window.size"}


def _fetchers(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return functions(tree, lambda name: name in {"fetch", "fetch_in"})


def _lists(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (function for function in methods(tree) if function.name.endswith("_list"))


def claimed_filter(tree: ast.Module) -> Iterator[Edit]:
    """Call a filter the platform's own, and never send it."""
    for call in calls(tree, "ListPlan"):
        method = keyword(call, "method")
        native = keyword(call, "native")
        if method is None or ast.unparse(method.value) != repr("task.list"):
            continue
        for name in _CLAIMED:
            if native is None:
                yield Edit(call, f'{ast.unparse(call)[:-1]}, native=frozenset({{"{name}"}}))')
            elif repr(name) not in ast.unparse(native.value):
                yield Edit(native.value, f'{ast.unparse(native.value)} | {{"{name}"}}')


def ignored_filter(tree: ast.Module) -> Iterator[Edit]:
    """Never send a filter that was asked for."""
    for function in _lists(tree):
        for node in ast.walk(function):
            test = ast.unparse(node.test) if isinstance(node, ast.If) else ""
            if isinstance(node, ast.If) and test.startswith("parameters.") and test.endswith(" is not UNSET"):
                yield Edit(node.test, "False")
        for call in calls(function, *SENDING):
            for _, value in pairs(call):
                if "parameters." in ast.unparse(value):
                    yield Edit(value, "UNSET")


def off_by_one_page(tree: ast.Module) -> Iterator[Edit]:
    """Ask for another page, or another number of objects, than follows."""
    for call in calls(tree, "number", "offset"):
        if ast.unparse(call.func).endswith(("_PAGING.number", "_PAGING.offset")):
            yield Edit(call, f"{ast.unparse(call)} + 1")
    for call in calls(tree, "OffsetPaging", "PagePaging"):
        first = keyword(call, "first")
        if first is not None:
            yield Edit(first.value, f"{ast.unparse(first.value)} + 1")
    # An offset goes on behind what came, so that where a page has no largest size a larger one is read as well.
    if any(keyword(call, "max_size") is None for call in calls(tree, "OffsetPaging")):
        return
    for method in _lists(tree):
        # A function that takes `_window` reads nothing of it: there a window of another size is the same program.
        is_read = not any(_takes(function, "_window") for function in functions(method, "fetch_in".__eq__))
        for function in _fetchers(method):
            for node in ast.walk(function):
                if is_read and isinstance(node, ast.Attribute) and ast.unparse(node) in _SIZES:
                    yield Edit(node, f"{ast.unparse(node)} + 1")


def _takes(function: ast.FunctionDef, name: str) -> bool:
    return any(argument.arg == name for argument in function.args.args)


def wrong_page_end(tree: ast.Module) -> Iterator[Edit]:
    """Take a page for the last one, or the last one for a page before others."""
    for call in calls(tree, "after"):
        yield Edit(call, "None")
        more = keyword(call, "more")
        if more is not None:
            yield Edit(more.value, f"not ({ast.unparse(more.value)})")


def stuck_page(tree: ast.Module) -> Iterator[Edit]:
    """Never say where the last page ended: each one is the first again."""
    for call in calls(tree, "cursor", "last"):
        if ast.unparse(call.func).endswith(("_PAGING.cursor", "_PAGING.last")):
            yield Edit(call, "UNSET")


def truncated_list(tree: ast.Module) -> Iterator[Edit]:
    """Lose the last object of a page."""
    for function in _fetchers(tree):
        for node in ast.walk(function):
            if _is_items(node) and isinstance(node, ast.Assign):
                yield Edit(node.value, f"{ast.unparse(node.value)}[:-1]")


def kept_outsider(tree: ast.Module) -> Iterator[Edit]:
    """Keep in a list what is not one of its objects."""
    for function in _fetchers(tree):
        for node in ast.walk(function):
            value = node.value if isinstance(node, ast.Assign) and _is_items(node) else None
            test = value.generators[0].ifs if isinstance(value, ast.ListComp) else []
            if test:
                yield Edit(test[0], "True")


def _is_items(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.ListComp):
        return False
    return ast.unparse(node.targets[0]) == "items"
