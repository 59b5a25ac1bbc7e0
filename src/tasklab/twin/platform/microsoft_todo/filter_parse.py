"""`$filter` and `$orderby`, parsed into what can be run.

Source: OData 4.01 part 2, sections 5.1.1 and 5.1.3; https://learn.microsoft.com/graph/filter-query-parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tasklab.twin.platform.microsoft_todo.refusal import bad_query

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')"
    r"|(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)"
    r"|(?P<number>-?[0-9]+)"
    r"|(?P<name>[A-Za-z_][\w]*(?:/[A-Za-z_]\w*)*)"
    r"|(?P<sign>[(),:]))",
    re.IGNORECASE,
)
_COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")
_TESTS = ("startswith", "endswith", "contains")
_CHANGES = ("tolower", "toupper")
_DEEPEST = 20


@dataclass(frozen=True)
class Literal:
    """A value: text, true or false, null, a number, or an instant as it is written."""

    kind: str
    value: str | bool | int | None


@dataclass(frozen=True)
class Path:
    """A member, or a member of that: `dueDateTime/dateTime`."""

    name: str


@dataclass(frozen=True)
class Change:
    """A function that makes text of text."""

    name: str
    of: Operand


Operand: TypeAlias = "Literal | Path | Change"


@dataclass(frozen=True)
class Compare:
    """A comparison of two operands."""

    name: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Test:
    """A function that is true or false."""

    name: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Among:
    """Whether one of a collection meets a condition, or whether there is one where it has none."""

    path: str
    variable: str
    condition: Condition | None


@dataclass(frozen=True)
class Logic:
    """`and`, `or` or `not` of conditions."""

    name: str
    parts: tuple[Condition, ...]


Condition: TypeAlias = "Compare | Test | Among | Logic | Path"


@dataclass(frozen=True)
class Order:
    """One member to sort by."""

    path: str
    is_descending: bool


def parse_filter(text: str) -> Condition:
    """Parse a `$filter`. Raises: RefusalError with 400 for one that is none."""
    parser = _Parser(text)
    found = parser.either(0)
    parser.expect_end()
    return found


def parse_order(text: str) -> list[Order]:
    """Parse an `$orderby`. Raises: RefusalError with 400 for one that is none."""
    found = []
    for each in text.split(","):
        words = each.split()
        if not 0 < len(words) < 3 or words[1:] not in ([], ["asc"], ["desc"]):  # noqa: PLR2004 - a member and a direction
            raise bad_query(f"Syntax error in '{text}'.")
        found.append(Order(words[0], words[1:] == ["desc"]))
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [*self._scan(text)]
        self._at = 0

    def either(self, depth: int) -> Condition:
        return self._chain("or", self._both, depth)

    def expect_end(self) -> None:
        if self._at < len(self._tokens):
            raise self._error()

    def _both(self, depth: int) -> Condition:
        return self._chain("and", self._one, depth)

    def _chain(self, word: str, read: Callable[[int], Condition], depth: int) -> Condition:
        if depth > _DEEPEST:
            raise self._error()
        parts = [read(depth + 1)]
        while self._take("name", word):
            parts.append(read(depth + 1))
        return parts[0] if len(parts) == 1 else Logic(word, tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > _DEEPEST:
            raise self._error()
        if self._take("name", "not"):
            return Logic("not", (self._one(depth + 1),))
        if self._take("sign", "("):
            found = self.either(depth + 1)
            self._expect(")")
            return found
        return self._condition(depth)

    def _condition(self, depth: int) -> Condition:
        kind, text = self._peek()
        if kind == "name" and self._is_call():
            if text.lower() in _TESTS:
                return self._test()
            if text.lower().endswith("/any"):
                return self._any(depth)
        left = self._operand()
        kind, text = self._peek()
        if kind != "name" or text.lower() not in _COMPARISONS:
            if isinstance(left, Path):
                return left
            raise self._error()
        self._at += 1
        return Compare(text.lower(), left, self._operand())

    def _test(self) -> Test:
        name = self._next()[1].lower()
        self._expect("(")
        left = self._operand()
        self._expect(",")
        right = self._operand()
        self._expect(")")
        return Test(name, left, right)

    def _any(self, depth: int) -> Among:
        path = self._next()[1].rpartition("/")[0]
        self._expect("(")
        if self._take("sign", ")"):
            return Among(path, "", None)
        kind, variable = self._next()
        if kind != "name":
            raise self._error()
        self._expect(":")
        condition = self.either(depth + 1)
        self._expect(")")
        return Among(path, variable, condition)

    def _operand(self) -> Operand:
        kind, text = self._next()
        if kind == "text":
            return Literal("text", text[1:-1].replace("''", "'"))
        if kind == "number":
            return Literal("number", int(text))
        if kind == "moment":
            return Literal("moment", text)
        if kind != "name":
            raise self._error()
        if text in {"true", "false", "null"}:
            return Literal("word", {"true": True, "false": False, "null": None}[text])
        if text.lower() in _CHANGES and self._take("sign", "("):
            found = Change(text.lower(), self._operand())
            self._expect(")")
            return found
        return Path(text)

    def _scan(self, text: str) -> list[tuple[str, str]]:
        found, at = [], 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise bad_query(f"Syntax error at position {at} in '{text}'.")
            found.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        found = self._peek()
        self._at += 1
        return found

    def _is_call(self) -> bool:
        return self._tokens[self._at + 1 : self._at + 2] == [("sign", "(")]

    def _take(self, kind: str, text: str) -> bool:
        found = self._peek()
        if found[0] == kind and found[1].lower() == text:
            self._at += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take("sign", sign):
            raise self._error()

    def _error(self) -> Exception:
        return bad_query(f"Syntax error at position {self._at} in '{self._text}'.")
