"""The query language WIQL, read into a tree. Source: https://learn.microsoft.com/azure/devops/boards/queries/wiql-syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tasklab.twin.platform.azure_devops.refusal import RefusalError, query_broken

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|\[(?P<field>[^\]]+)\]|(?P<macro>@\w+)"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<word>\w+(?:\.\w+)*)|(?P<sign><>|<=|>=|!=|[=<>(),+\-]))"
)
_COMPARISONS = ("=", "<>", "!=", "<", ">", "<=", ">=")
_WORDED = (
    ("not", "contains", "words"),
    ("not", "contains"),
    ("contains", "words"),
    ("contains",),
    ("not", "under"),
    ("under",),
    ("not", "in"),
    ("in",),
    ("was", "ever"),
    ("ever",),
    ("is", "not", "empty"),
    ("is", "empty"),
)
_MAX_LENGTH, _MAX_DEPTH = 32_000, 60
_TIMES = frozenset({"@today", "@startofday", "@startofweek", "@startofmonth", "@startofyear"})


@dataclass(frozen=True, slots=True)
class Macro:
    """A value that is made when the query runs, such as `@today - 7`."""

    name: str
    shift: str = ""
    """`-7`, or `-1w` of those that begin a span."""


@dataclass(frozen=True, slots=True)
class OtherField:
    """The value of another field."""

    name: str


Literal_: TypeAlias = str | float | Macro | OtherField


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a field."""

    field: str
    operator: str
    values: tuple[Literal_, ...]
    text: str
    """As it was written, for errors."""


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions, all or any of which hold; or one that does not."""

    kind: Literal["and", "or", "not"]
    parts: tuple[Node, ...]


Node: TypeAlias = "Test | Group"


@dataclass
class Query:
    """A flat query."""

    columns: list[str] = field(default_factory=list)
    where: Node | None = None
    order: list[tuple[str, bool]] = field(default_factory=list)
    """Fields, and whether each runs downwards."""
    as_of: Literal_ | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    begin: int
    end: int


def parse(text: str) -> Query:
    """Read a query. Raises: RefusalError with 400."""
    if len(text) > _MAX_LENGTH:
        raise query_broken("VS402338: The length of the query exceeds the limit of 32000 characters.")
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _scan(text)
        self._at = 0

    def parse(self) -> Query:
        query = Query()
        if not self._take("select"):
            raise self._broken("TF51004: The query statement is missing a SELECT clause.")
        query.columns.append(self._field())
        while self._take(","):
            query.columns.append(self._field())
        if not self._take("from"):
            raise self._broken("TF51006: The query statement is missing a FROM clause.")
        if self._take("workitemlinks"):
            raise self._broken("TF51013: Queries of links are not served here.")
        if not self._take("workitems"):
            raise self._broken("TF51003: The query statement names no known source.")
        self._take_tail(query)
        return query

    def _take_tail(self, query: Query) -> None:
        if self._take("where"):
            query.where = self._any(0)
        if self._take("order"):
            self._expect("by")
            query.order.append(self._order())
            while self._take(","):
                query.order.append(self._order())
        if self._take("asof"):
            query.as_of = self._value()
        if self._at < len(self._tokens):
            raise self._broken()

    def _order(self) -> tuple[str, bool]:
        name = self._field()
        if self._take("desc"):
            return name, True
        self._take("asc")
        return name, False

    def _any(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._take("or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Group("or", tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Group("and", tuple(parts))

    def _one(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise self._broken("TF51012: The query is nested too deeply.")
        if self._take("not"):
            return Group("not", (self._one(depth + 1),))
        if self._take("("):
            inner = self._any(depth + 1)
            self._expect(")")
            return inner
        return self._test()

    def _test(self) -> Test:
        begin = self._peek().begin
        name, operator = self._field(), self._operator()
        values: tuple[Literal_, ...] = ()
        if operator in {"in", "not in"}:
            self._expect("(")
            found = [self._value()]
            while self._take(","):
                found.append(self._value())
            self._expect(")")
            values = tuple(found)
        elif not operator.endswith("empty"):
            values = (self._value(),)
        return Test(name, operator, values, self._text[begin : self._tokens[self._at - 1].end].strip())

    def _operator(self) -> str:
        token = self._peek()
        if token.text in _COMPARISONS:
            self._at += 1
            return "<>" if token.text == "!=" else token.text
        for words in _WORDED:
            here = [each.text.lower() for each in self._tokens[self._at : self._at + len(words)]]
            if here == list(words):
                self._at += len(words)
                return " ".join(words).removeprefix("was ")
        raise self._broken()

    def _value(self) -> Literal_:
        token = self._peek()
        self._at += 1
        match token.kind:
            case "string":
                quote = token.text[0]
                return token.text[1:-1].replace(quote * 2, quote)
            case "number":
                return float(token.text)
            case "macro":
                return Macro(token.text.lower(), self._shift(token.text.lower()))
            case "field":
                return OtherField(token.text)
            case "word" if token.text.lower() in {"true", "false"}:
                return token.text.lower()
        if token.text == "-" and self._peek().kind == "number":
            self._at += 1
            return -float(self._tokens[self._at - 1].text)
        self._at -= 1
        raise self._broken()

    def _shift(self, name: str) -> str:
        if name not in _TIMES:
            return ""
        if name != "@today" and self._take("("):
            shift = self._value() if self._peek().text != ")" else ""
            self._expect(")")
            return str(shift)
        for sign in ("+", "-"):
            if self._take(sign):
                amount = self._value()
                if not isinstance(amount, float):
                    raise self._broken()
                return f"{sign}{amount:.0f}"
        return ""

    def _field(self) -> str:
        token = self._peek()
        if token.kind not in {"field", "word"}:
            raise self._broken()
        self._at += 1
        return token.text.strip()

    def _peek(self) -> _Token:
        if self._at >= len(self._tokens):
            raise self._broken()
        return self._tokens[self._at]

    def _take(self, word: str) -> bool:
        is_there = self._at < len(self._tokens) and self._tokens[self._at].text.lower() == word
        is_there = is_there and self._tokens[self._at].kind in {"word", "sign"}
        self._at += is_there
        return is_there

    def _expect(self, word: str) -> None:
        if not self._take(word):
            raise self._broken()

    def _broken(self, text: str = "TF51002: The query statement is not valid.") -> RefusalError:
        token = self._tokens[self._at].text if self._at < len(self._tokens) else ""
        return query_broken(f"{text} The error is caused by «{token}»." if token else text)


def _scan(text: str) -> list[_Token]:
    tokens = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise query_broken(
                f"TF51002: The query statement is not valid. The error is caused by «{text[at : at + 20]}»."
            )
        kind = found.lastgroup
        tokens.append(_Token(kind, found[kind], found.start(kind) - (kind == "field"), found.end()))
        at = found.end()
    return tokens
