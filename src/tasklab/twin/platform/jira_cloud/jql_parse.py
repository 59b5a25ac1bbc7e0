"""Queries in JQL, read: a condition and an order.

Source: https://support.atlassian.com/jira-software-cloud/docs/use-advanced-search-with-jira-query-language-jql/ and
its pages of fields, operators, keywords and functions; the words of the refusals are those of a public site.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from tasklab.twin.platform.jira_cloud.refusal import QueryError

_TOKEN = re.compile(
    r"\s*(?:(?P<quoted>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<open_quote>[\"'])"
    r"|(?P<sign>!=|!~|>=|<=|&&|\|\||[=~<>!(),&|])|(?P<field>cf\[\d{1,9}\])|(?P<word>(?:[^\s=~<>!(),&|\"'\\]|\\.)+))",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OPERATORS = ("=", "!=", ">", "<", ">=", "<=", "~", "!~")
_VALID = "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'."
_RESERVED = frozenset("?*+;^%$#@[]{}")
_MAX_DEPTH = 50


@dataclass(frozen=True)
class Value:
    """A literal; `EMPTY` where it is none."""

    text: str
    is_empty: bool = False


@dataclass(frozen=True)
class Function:
    """A function with its arguments."""

    name: str
    arguments: tuple[str, ...]


Operand: TypeAlias = "Value | Function | tuple[Value | Function, ...]"


@dataclass(frozen=True)
class Clause:
    """One comparison."""

    field: str
    operator: str
    """One of the signs, or `in`, `not in`, `is`, `is not`."""
    operand: Operand


@dataclass(frozen=True)
class Both:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """One of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    """Not this."""

    part: Node


Node: TypeAlias = "Clause | Both | Either | Not"


@dataclass(frozen=True)
class Query:
    """A query."""

    where: Node | None
    order: tuple[tuple[str, bool], ...]
    """Fields, and whether they descend."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    def means(self, *words: str) -> bool:
        """Whether it is one of these words or signs, and not in quotation marks."""
        return self.kind in {"word", "sign"} and self.text.lower() in words


def parse_jql(text: str) -> Query:
    """Read a query. Raises: QueryError."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._scan()
        self._at = 0

    def read(self) -> Query:
        where = None
        if self._peek() is not None and not self._is_order():
            where = self._read_either(0)
        order = self._read_order() if self._is_order() else ()
        token = self._peek()
        if token is not None:
            raise QueryError(
                f"Error in the JQL Query: Expecting either 'OR' or 'AND' but got '{token.text}'. {self._place(token)}"
            )
        return Query(where, order)

    def _scan(self) -> list[_Token]:
        tokens, at = [], 0
        text = self._text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise QueryError(
                    f"Error in the JQL Query: The character '{text[at]}' is not allowed here. {self._spot(at)}"
                )
            kind = found.lastgroup or ""
            start = found.start(kind)
            if kind == "open_quote":
                said = f"The quoted string '{text[start + 1 :]}' has not been completed."
                raise QueryError(f"Error in the JQL Query: {said} {self._spot(start)}")
            raw = found[kind]
            if kind == "word":
                self._check_word(raw, start)
            content = raw[1:-1] if kind == "quoted" else raw
            tokens.append(_Token(kind, _ESCAPE.sub(r"\1", content) if kind in {"quoted", "word"} else content, start))
            at = found.end()
        return tokens

    def _check_word(self, raw: str, start: int) -> None:
        bare = _ESCAPE.sub("", raw)
        bad = next((sign for sign in bare if sign in _RESERVED), None)
        if bad is not None:
            code = f"\\u{ord(bad):04x}"
            raise QueryError(
                f"Error in the JQL Query: The character '{bad}' is a reserved JQL character. You must enclose it in a "
                f"string or use the escape '{code}' instead. {self._spot(start + raw.index(bad))}"
            )

    def _spot(self, at: int) -> str:
        before = self._text[:at]
        return f"(line {before.count(chr(10)) + 1}, character {at - before.rfind(chr(10))})"

    def _place(self, token: _Token) -> str:
        return self._spot(token.at)

    def _peek(self, ahead: int = 0) -> _Token | None:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _is_order(self) -> bool:
        first, second = self._peek(), self._peek(1)
        return bool(first and second and first.means("order") and second.means("by"))

    def _takes(self, *words: str) -> bool:
        token = self._peek()
        if token is None or not token.means(*words):
            return False
        self._at += 1
        return True

    def _read_either(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise QueryError("Error in the JQL Query: The query is nested too deeply.")
        parts = [self._read_both(depth)]
        while self._takes("or", "||", "|"):
            parts.append(self._read_both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _read_both(self, depth: int) -> Node:
        parts = [self._read_not(depth)]
        while self._takes("and", "&&", "&"):
            parts.append(self._read_not(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _read_not(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise QueryError("Error in the JQL Query: The query is nested too deeply.")
        if self._takes("not", "!"):
            return Not(self._read_not(depth + 1))
        if self._takes("("):
            inner = self._read_either(depth + 1)
            self._expect_close()
            return inner
        return self._read_clause()

    def _expect_close(self) -> None:
        if self._takes(")"):
            return
        token = self._peek()
        if token is None:
            raise QueryError("Error in the JQL Query: Expecting ')' before the end of the query.")
        raise QueryError(f"Error in the JQL Query: Expecting ')' but got '{token.text}'. {self._place(token)}")

    def _read_clause(self) -> Clause:
        field = self._read_field()
        operator = self._read_operator()
        return Clause(field, operator, self._read_operand(operator))

    def _read_field(self) -> str:
        token = self._peek()
        if token is None:
            raise QueryError("Error in the JQL Query: Expecting a field name at the end of the query.")
        if token.kind == "sign" or token.means("and", "or", "order"):
            raise QueryError(
                f"Error in the JQL Query: Expecting a field name but got '{token.text}'. You must surround "
                f"'{token.text}' in quotation marks to use it as a field name. {self._place(token)}"
            )
        self._at += 1
        return token.text

    def _read_operator(self) -> str:
        token = self._peek()
        if token is None:
            raise QueryError(f"Error in the JQL Query: Expecting operator before the end of the query. {_VALID}")
        self._at += 1
        if token.kind == "sign" and token.text in _OPERATORS:
            return token.text
        if token.means("in"):
            return "in"
        if token.means("is"):
            return "is not" if self._takes("not") else "is"
        if token.means("not") and self._takes("in"):
            return "not in"
        if token.means("was", "changed"):
            raise QueryError(f"History searches do not support the field '{self._tokens[self._at - 2].text}'.")
        raise QueryError(
            f"Error in the JQL Query: Expecting operator but got '{token.text}'. {_VALID} {self._place(token)}"
        )

    def _read_operand(self, operator: str) -> Operand:
        if operator in {"in", "not in"} and self._takes("("):
            values = [self._read_value()]
            while self._takes(","):
                values.append(self._read_value())
            self._expect_close()
            return tuple(values)
        return self._read_value()

    def _read_value(self) -> Value | Function:
        token = self._peek()
        if token is None:
            raise QueryError(
                "Error in JQL Query: Expecting either a value, list or function before the end of the query."
            )
        if token.kind == "sign" or token.means("and", "or", "not", "order", "in", "is"):
            raise QueryError(
                f"Error in JQL Query: Expecting either a value, list or function but got '{token.text}'. You must "
                f"surround '{token.text}' in quotation marks to use it as a value. {self._place(token)}"
            )
        self._at += 1
        if token.means("empty", "null"):
            return Value("EMPTY", is_empty=True)
        if self._takes("("):
            return Function(token.text, self._read_arguments())
        return Value(token.text)

    def _read_arguments(self) -> tuple[str, ...]:
        arguments: list[str] = []
        while not self._takes(")"):
            token = self._peek()
            if token is None or (token.kind == "sign" and token.text != ","):
                self._expect_close()
            else:
                self._at += 1
                if token.kind != "sign":
                    arguments.append(token.text)
        return tuple(arguments)

    def _read_order(self) -> tuple[tuple[str, bool], ...]:
        self._at += 2
        fields = []
        while True:
            name = self._read_field()
            descends = self._takes("desc")
            if not descends:
                self._takes("asc")
            fields.append((name, descends))
            if not self._takes(","):
                return tuple(fields)
