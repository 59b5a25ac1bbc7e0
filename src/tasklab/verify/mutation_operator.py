"""Kinds of fault that a mutation run plants: each finds the places in an adapter where it applies."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_METHOD_NAMES = frozenset(method.python_name for method in METHODS.values())
_TIMES = {"created_at", "updated_at", "completed_at", "started_at"}
_HEADERS = {"If-Match", "If-None-Match", "Depth", "Destination", "Overwrite", "X-Requested-With"}
_OTHER_VERB = {"PUT": "GET", "DELETE": "GET", "POST": "GET", "PATCH": "GET", "GET": "DELETE", "REPORT": "PROPFIND"}
_OTHER_KIND = {"validation": "permission", "not_found": "validation", "conflict": "validation"}
_MEANING = re.compile(r"(?:StatusCategory|PriorityLevel)\.[A-Z_]+\Z")


@dataclass(frozen=True)
class Edit:
    """A replacement in the source."""

    node: ast.AST
    text: str
    also: tuple[tuple[ast.AST, str], ...] = ()
    """Further replacements that belong to the same fault."""


def _functions(tree: ast.Module, prefix: str) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith(prefix))


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


def _dropped_read(tree: ast.Module) -> Iterator[Edit]:
    return (Edit(node, "pass") for function in _functions(tree, "_read_") for node in _reads(function))


def _swapped_reads(tree: ast.Module) -> Iterator[Edit]:
    for function in _functions(tree, "_read_"):
        for one, other in combinations(_reads(function), 2):
            if _sort_of(one) and _sort_of(one) == _sort_of(other):
                yield Edit(
                    one.targets[0], ast.unparse(other.targets[0]), ((other.targets[0], ast.unparse(one.targets[0])),)
                )


def _sort_of(node: ast.Assign) -> str:
    name = node.targets[0].attr if isinstance(node.targets[0], ast.Attribute) else ""
    return name.rpartition("_")[2] if name.endswith(("_at", "_id", "_ids")) else ""


def _dropped_write(tree: ast.Module) -> Iterator[Edit]:
    return (Edit(node, "pass") for function in _functions(tree, "_write_") for node in _writes(function))


def _swapped_writes(tree: ast.Module) -> Iterator[Edit]:
    for function in _functions(tree, "_write_"):
        for one, other in pairwise(_writes(function)):
            yield Edit(
                one.targets[0], ast.unparse(other.targets[0]), ((other.targets[0], ast.unparse(one.targets[0])),)
            )


def _swallowed_null(tree: ast.Module) -> Iterator[Edit]:
    """Take null and empty for absent, where something is changed: in what is made they are the same."""
    for function in [each for each in _functions(tree, "_write_") if each.name.endswith("_update")]:
        for node in ast.walk(function):
            test = node.test if isinstance(node, ast.If) else None
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot) and "UNSET" in ast.unparse(test):
                yield Edit(test, f"{ast.unparse(test.left)} is not UNSET and {ast.unparse(test.left)}")


def _lost_time_zone(tree: ast.Module) -> Iterator[Edit]:
    for function in _functions(tree, "_read_"):
        for node in _reads(function):
            if isinstance(node.targets[0], ast.Attribute) and node.targets[0].attr in _TIMES:
                yield Edit(node.value, f"({ast.unparse(node.value)}).replace(tzinfo=None)")


def _changed_mapping(tree: ast.Module) -> Iterator[Edit]:
    """Let two meanings in a table of statuses or priorities change places."""
    values = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _MEANING.match(ast.unparse(node))]
    for one, other in pairwise(values):
        same = ast.unparse(one).partition(".")[0] == ast.unparse(other).partition(".")[0]
        if same and ast.unparse(one) != ast.unparse(other):
            yield Edit(one, ast.unparse(other), ((other, ast.unparse(one)),))


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def _keyword(call: ast.Call, name: str) -> ast.keyword | None:
    return next((keyword for keyword in call.keywords if keyword.arg == name), None)


def _wrong_verb(tree: ast.Module) -> Iterator[Edit]:
    for call in _calls(tree, "Request"):
        verb = _keyword(call, "verb")
        if verb is not None and isinstance(verb.value, ast.Constant) and verb.value.value in _OTHER_VERB:
            yield Edit(verb.value, repr(_OTHER_VERB[verb.value.value]))


def _missing_header(tree: ast.Module) -> Iterator[Edit]:
    for call in (*_calls(tree, "Request"),):
        headers = _keyword(call, "headers")
        for node in ast.walk(headers.value) if headers is not None else ():
            name = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else None
            if isinstance(name, ast.Constant) and name.value in _HEADERS:
                yield Edit(name, repr(f"X-Not-{name.value}"))


def _ignored_filter(tree: ast.Module) -> Iterator[Edit]:
    """Call a filter the platform's own and never send it."""
    for call in _calls(tree, "ListPlan"):
        native = _keyword(call, "native")
        if native is None and call.args:
            yield from (Edit(call, _with_native(call, name)) for name in ("label_id", "completed", "status_id"))
    for function in _functions(tree, "task_list"):
        for node in ast.walk(function):
            pair = node.elts if isinstance(node, ast.Tuple) and len(node.elts) == _PAIR else []
            if pair and isinstance(pair[0], ast.Constant) and "parameters." in ast.unparse(pair[1]):
                yield Edit(pair[1], "UNSET")


_PAIR = 2


def _with_native(call: ast.Call, name: str) -> str:
    text = ast.unparse(call)
    return f'{text[:-1]}, native=frozenset({{"{name}"}}))'


def _wrong_page(tree: ast.Module) -> Iterator[Edit]:
    for call in _calls(tree, "number"):
        yield Edit(call, f"{ast.unparse(call)} + 1")
    for call in _calls(tree, "after"):
        yield Edit(call, "None")
    for name in ("OffsetPaging", "PagePaging"):
        for call in _calls(tree, name):
            first = _keyword(call, "first")
            if first is not None:
                yield Edit(first.value, f"{ast.unparse(first.value)} + 1")
    for function in _functions(tree, "fetch"):
        for request in [*_calls(function, "Request"), *_calls(function, "_procedure")]:
            for node in ast.walk(request):
                if isinstance(node, ast.Attribute) and ast.unparse(node) in {"window.offset", "window.size"}:
                    yield Edit(node, f"{ast.unparse(node)} + 1")


def _truncated(tree: ast.Module) -> Iterator[Edit]:
    for function in _functions(tree, "fetch"):
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Assign)
                and ast.unparse(node.targets[0]) == "items"
                and isinstance(node.value, ast.ListComp)
            ):
                yield Edit(node.value, f"{ast.unparse(node.value)}[:-1]")


def _wrong_error(tree: ast.Module) -> Iterator[Edit]:
    for call in _calls(tree, "ErrorRule"):
        for node in (*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "kind")):
            if isinstance(node, ast.Constant) and node.value in _OTHER_KIND:
                yield Edit(node, repr(_OTHER_KIND[node.value]))


def _ignored_answer(tree: ast.Module) -> Iterator[Edit]:
    """Read an answer whatever its status says."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in _METHOD_NAMES:
            for node in ast.walk(function):
                if isinstance(node, ast.Expr) and ast.unparse(node).startswith("self.expect("):
                    yield Edit(node, "pass")


def _silent_drop(tree: ast.Module) -> Iterator[Edit]:
    """Drop a field that cannot be carried, where it has to be refused."""
    for call in _calls(tree, "refuse_given"):
        for pair in call.args:
            if isinstance(pair, ast.Tuple) and len(call.args) > 1:
                yield Edit(pair.elts[1], "UNSET")


def _wrong_word(tree: ast.Module) -> Iterator[Edit]:
    """Write a status, or look for it, under another word."""
    for prefix in ("task_complete", "task_reopen"):
        for function in _functions(tree, prefix):
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and node.value in _WORDS:
                    yield Edit(node, repr(_WORDS[node.value]))


_WORDS = {
    "COMPLETED": "IN-PROCESS",
    "NEEDS-ACTION": "COMPLETED",
    "resolved": "testing",
    "chatting": "resolved",
    "done": "in_progress",
}


def _wrong_raw(tree: ast.Module) -> Iterator[Edit]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "parameters.raw":
            yield Edit(node.test, "not parameters.raw")


def _unsupported_lie(tree: ast.Module) -> Iterator[Edit]:
    """Leave out the name of a field that is not carried."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Tuple) and len(value.elts) > 1 and "_UNSUPPORTED" in ast.unparse(node):
            kept = ", ".join(ast.unparse(each) for each in value.elts[1:])
            yield Edit(value, f"({kept},)")


def _lost_absence(tree: ast.Module) -> Iterator[Edit]:
    for call in _calls(tree, "Absence"):
        yield Edit(call.args[0] if call.args else call.keywords[0].value, repr("It is not there, one hears."))


def _wrong_reference(tree: ast.Module) -> Iterator[Edit]:
    """Put an id into an address without escaping it."""
    for call in _calls(tree, "segment"):
        if "parameters." in ast.unparse(call):
            yield Edit(call, ast.unparse(call.args[0]))


def _repeatable(tree: ast.Module) -> Iterator[Edit]:
    """Call a write that makes another object each time safe to repeat."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.name in {"task_create", "comment_create"}:
            for call in _calls(function, "Request"):
                keyword = _keyword(call, "is_repeatable")
                if keyword is not None:
                    yield Edit(keyword.value, "True")


def _unmarked_write(tree: ast.Module) -> Iterator[Edit]:
    """Do not call a write one: a dry run goes through."""
    for name in ("Request", "_procedure"):
        for call in _calls(tree, name):
            keyword = _keyword(call, "is_write")
            if keyword is not None:
                yield Edit(keyword.value, "False")


def _wrong_site(tree: ast.Module) -> Iterator[Edit]:
    for function in _functions(tree, "_read_"):
        for node in ast.walk(function):
            if isinstance(node, ast.keyword) and node.arg in {"platform_version", "connection_id"}:
                yield Edit(node.value, repr("other"))


OPERATORS: dict[str, Callable[[ast.Module], Iterator[Edit]]] = {
    "dropped read": _dropped_read,
    "swapped reads": _swapped_reads,
    "dropped write": _dropped_write,
    "swapped writes": _swapped_writes,
    "swallowed null": _swallowed_null,
    "lost time zone": _lost_time_zone,
    "wrong mapping": _changed_mapping,
    "wrong verb": _wrong_verb,
    "missing header": _missing_header,
    "ignored filter": _ignored_filter,
    "off-by-one page": _wrong_page,
    "truncated list": _truncated,
    "wrong error kind": _wrong_error,
    "ignored answer": _ignored_answer,
    "silent drop": _silent_drop,
    "wrong word": _wrong_word,
    "wrong raw": _wrong_raw,
    "unsupported lie": _unsupported_lie,
    "lost absence": _lost_absence,
    "unescaped id": _wrong_reference,
    "repeatable write": _repeatable,
    "unmarked write": _unmarked_write,
    "wrong site": _wrong_site,
}
"""Every kind of fault by its name."""
