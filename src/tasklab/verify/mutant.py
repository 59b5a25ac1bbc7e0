"""Small faults, planted one at a time in the text of a generated adapter: what the contract has to notice.

A fault is a text that replaces a span of the source, so that what is shown to people is the adapter as it stands, with
one change.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.unified.catalogue import METHODS
from tasklab.verify.mutation_operator import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.verify.mutation_operator import Edit

_METHOD_OF = {method.python_name: name for name, method in METHODS.items()}


@dataclass(frozen=True)
class Mutant:
    """One planted fault."""

    operator: str
    """What kind of fault it is: `dropped read`."""
    function: str
    """Where: `task_update`, or empty for the module itself."""
    line: int
    source: str
    """The whole mutated module."""
    original: str

    @property
    def method(self) -> str | None:
        """The unified method whose cases are the likeliest to notice."""
        return find_method(self.function)

    @property
    def diff(self) -> str:
        """The change, as people read it."""
        lines = difflib.unified_diff(self.original.splitlines(), self.source.splitlines(), lineterm="", n=1)
        return "\n".join(list(lines)[2:])


def find_method(function: str) -> str | None:
    """Find the unified method that a function of an adapter is, or is mostly for."""
    if function in _METHOD_OF:
        return _METHOD_OF[function]
    parts = re.match(r"_(read|write)_(.+?)(?:_(create|update))?\Z", function)
    if parts is None:
        return None
    wanted = [f"{parts[2]}.{parts[3]}"] if parts[3] else [f"{parts[2]}.get", f"{parts[2]}.list"]
    return next((name for name in wanted if name in METHODS), None)


def plant_mutants(source: str) -> list[Mutant]:
    """Return every fault that an operator can plant in an adapter, in the order of the source."""
    tree = ast.parse(source)
    offsets = _line_offsets(source)
    functions = {node: node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    found: list[Mutant] = []
    for name, operator in OPERATORS.items():
        for edit in operator(tree):
            text = _apply(source, offsets, edit)
            line = getattr(edit.node, "lineno", 1)
            function = _enclosing(functions, line)
            try:
                ast.parse(text)
            except SyntaxError:
                continue
            if text != source:
                found.append(Mutant(name, function, line, text, source))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.operator))


def choose_mutants(mutants: Sequence[Mutant], count: int) -> list[Mutant]:
    """Choose faults so that every operator has its turn before one has its second, the same ones each time."""
    by_operator: dict[str, list[Mutant]] = {}
    for mutant in sorted(mutants, key=lambda each: hashlib.sha256(f"{each.operator}{each.diff}".encode()).digest()):
        by_operator.setdefault(mutant.operator, []).append(mutant)
    chosen: list[Mutant] = []
    while len(chosen) < min(count, len(mutants)):
        for name in sorted(by_operator):
            if by_operator[name] and len(chosen) < count:
                chosen.append(by_operator[name].pop())
    return chosen


def _line_offsets(source: str) -> list[int]:
    offsets = [0]
    for line in source.encode().splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    return offsets


def _apply(source: str, offsets: Sequence[int], edit: Edit) -> str:
    data = source.encode()
    spans = [(*_span(offsets, node), text.encode()) for node, text in ((edit.node, edit.text), *edit.also)]
    for begin, end, text in sorted(spans, reverse=True):
        data = data[:begin] + text + data[end:]
    return data.decode()


def _span(offsets: Sequence[int], node: ast.AST) -> tuple[int, int]:
    """Return the bytes of a node: the tree counts columns in bytes of UTF-8."""
    begin = offsets[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
    end = offsets[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
    return begin, end


def _enclosing(functions: dict[ast.FunctionDef, str], line: int) -> str:
    around = [node for node in functions if node.lineno <= line <= (node.end_lineno or 0)]
    return functions[min(around, key=lambda node: node.lineno)] if around else ""
