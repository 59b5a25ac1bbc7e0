"""Small faults, planted one at a time in the text of a generated adapter: what the contract has to notice.

A fault is a text that replaces a span of the source, so that what is shown to people is the adapter as it stands, with
one change.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from tasklab.unified.catalogue import METHODS
from tasklab.verify.mutation.operator import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.verify.mutation.edit import Edit

_METHOD_OF = {method.python_name: name for name, method in METHODS.items()}


class Original:
    """The source of an adapter as it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self._offsets = list(accumulate(map(len, text.encode().splitlines(keepends=True)), initial=0))
        found = (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef))
        self._functions = sorted(found, key=lambda node: node.lineno)

    def edited(self, edit: Edit) -> str:
        """Return the source with a replacement made."""
        data = self.text.encode()
        spans = [(*self.span(node), text.encode()) for node, text in ((edit.node, edit.text), *edit.also)]
        for begin, end, text in sorted(spans, reverse=True):
            data = data[:begin] + text + data[end:]
        return data.decode()

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return the bytes of a node: the tree counts columns in bytes of UTF-8."""
        begin = self._offsets[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = self._offsets[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return begin, end

    def function_at(self, line: int) -> str:
        """Name the method, or the other outermost function, that a line is in; empty for the module itself."""
        return next((node.name for node in self._functions if node.lineno <= line <= (node.end_lineno or 0)), "")

    def is_other_program(self, text: str) -> bool:
        """Whether a source can be read, and says another thing than this one."""
        try:
            return ast.dump(ast.parse(text)) != ast.dump(self.tree)
        except SyntaxError:
            return False


@dataclass(frozen=True)
class Mutant:
    """One planted fault."""

    operator: str
    """What kind of fault it is: `dropped read`."""
    function: str
    """Where: `task_update`, or empty for the module itself."""
    line: int
    edit: Edit
    original: Original

    @cached_property
    def source(self) -> str:
        """The whole mutated module."""
        return self.original.edited(self.edit)

    @property
    def method(self) -> str | None:
        """The unified method that the fault is in, or mostly about."""
        return find_method(self.function)

    @property
    def key(self) -> str:
        """What it changes, by its text and not by its place: it stays the same when the adapter grows elsewhere."""
        changes = ((self.edit.node, self.edit.text), *self.edit.also)
        return "\0".join((self.operator, self.function, *(f"{ast.dump(node)} {text}" for node, text in changes)))

    @property
    def diff(self) -> str:
        """The change, as people read it."""
        old, new = self.original.text.splitlines(), self.source.splitlines()
        return "\n".join(list(difflib.unified_diff(old, new, lineterm="", n=1))[2:])


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
    original = Original(source)
    found = []
    for name, operator in OPERATORS.items():
        for edit in operator(original.tree):
            line = getattr(edit.node, "lineno", 1)
            found.append(Mutant(name, original.function_at(line), line, edit, original))
    return sorted(found, key=lambda mutant: (mutant.line, mutant.operator))


def choose_mutants(mutants: Iterable[Mutant], count: int, salt: str = "") -> list[Mutant]:
    """Choose faults evenly over kinds, and within a kind over methods; the same ones each time.

    Every kind has its turn before one has its second; which kinds begin follows from `salt`, so that small samples of
    several adapters have between them all kinds. A fault that leaves the same program is none.
    """
    left: dict[str, list[Mutant]] = {}
    for mutant in sorted(mutants, key=lambda each: _digest(salt, each.key)):
        left.setdefault(mutant.operator, []).append(mutant)
    turns = sorted(left, key=lambda name: _digest(salt, name))
    taken: Counter[str] = Counter()
    chosen: list[Mutant] = []
    while len(chosen) < count and any(left.values()):
        for name in turns:
            taken_one = _take(left[name], taken) if len(chosen) < count else None
            if taken_one is not None:
                taken[taken_one.method or taken_one.function] += 1
                chosen.append(taken_one)
    return chosen


def _take(left: list[Mutant], taken: Counter[str]) -> Mutant | None:
    """Take the fault whose method had the fewest so far, out of those that are left."""
    while left:
        mutant = min(left, key=lambda each: taken[each.method or each.function])
        left.remove(mutant)
        if mutant.original.is_other_program(mutant.source):
            return mutant
    return None


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
