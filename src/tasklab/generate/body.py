"""Builds the statements of one generated function."""

from __future__ import annotations

import builtins
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tasklab.generate.plan import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.generate.plan import Body, Statement

_BUILTINS = frozenset(dir(builtins))


class BodyBuilder:
    """Collects statements in order; what is hoisted comes before all others, each once."""

    def __init__(self, outer: BodyBuilder | None = None) -> None:
        self._outer = outer
        self._first: dict[str, Block] = {}
        self._hoisted: dict[str, str] = {}
        self._open: list[list[Statement]] = [[]]
        self._named: list[dict[str, str]] = [{}]
        self._names: set[str] = {"parameters", "self"}

    def add(self, *statements: Statement) -> None:
        """Append statements where the builder stands."""
        self._open[-1].extend(statements)

    def require(self, name: str, statement: Block) -> None:
        """Put a check before everything else in the function, once."""
        self._first.setdefault(name, statement)

    def hoist(self, variable: str, expression: str) -> str:
        """Assign to a variable at the top of the function, once. Returns the variable: another one if it is taken."""
        if self._outer is not None:
            return self._outer.hoist(variable, expression)
        known = next((name for name, made in self._hoisted.items() if made == expression), None)
        if known is not None:
            return known
        if variable in self._names:
            variable = self.fresh(variable)
        self._names.add(variable)
        self._hoisted[variable] = expression
        return variable

    def fresh(self, wanted: str) -> str:
        """Return a variable that is not in use yet: `body`, `body2`."""
        if self._outer is not None:
            return self._outer.fresh(wanted)
        wanted = f"{wanted}_" if wanted in _BUILTINS else wanted
        name, number = wanted, 2
        while name in self._names:
            name, number = f"{wanted}{number}", number + 1
        self._names.add(name)
        return name

    def named(self, expression: str, wanted: str) -> str:
        """Return a variable that holds an expression: one that is in scope here already, or a new one."""
        for scope in self._named:
            if expression in scope:
                return scope[expression]
        variable = self.fresh(wanted)
        self.add(f"{variable} = {expression}")
        self._named[-1][expression] = variable
        return variable

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Put what is added meanwhile under a compound statement. An empty one is left out."""
        self._open.append([])
        self._named.append({})
        yield
        self._named.pop()
        body = tuple(self._open.pop())
        if body:
            self.add(Block(head, body))

    @contextmanager
    def captured(self) -> Iterator[list[Statement]]:
        """Hand out what is added meanwhile in place of adding it."""
        statements: list[Statement] = []
        self._open.append(statements)
        self._named.append({})
        yield statements
        self._named.pop()
        self._open.pop()

    def built(self, first: Body = ()) -> Body:
        """Return the whole body, with `first` before everything that was hoisted."""
        hoisted = [f"{variable} = {expression}" for variable, expression in self._hoisted.items()]
        return (*first, *self._first.values(), *hoisted, *self._open[0])
