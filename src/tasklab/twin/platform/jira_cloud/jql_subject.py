"""What queries in JQL ask of an issue: choices, dates, numbers, texts; each with the operators that it has.

Source: https://support.atlassian.com/jira-software-cloud/docs/jql-fields/. What is empty matches neither `=` nor `!=`.
"""

from __future__ import annotations

import operator as compare
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.jira_cloud.jql_date import read_date, unknown_function
from tasklab.twin.platform.jira_cloud.jql_parse import Clause, Function, Value
from tasklab.twin.platform.jira_cloud.moment import render_day
from tasklab.twin.platform.jira_cloud.refusal import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row

Test: TypeAlias = "Callable[[Row], bool]"
Sort: TypeAlias = "Callable[[Row], Any]"
EQUALITY = frozenset({"=", "!=", "in", "not in", "is", "is not"})
RANGE = frozenset({">", "<", ">=", "<="})
TEXT = frozenset({"~", "!~", "is", "is not"})
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": compare.gt,
    "<": compare.lt,
    ">=": compare.ge,
    "<=": compare.le,
}
_WORD = re.compile(r"\w+", re.UNICODE)
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MINUTE_MS = 60_000


class Subject:
    """What a field's name in a query stands for."""

    operators: frozenset[str] = EQUALITY
    index: str | None = None
    """The index of issues that finds what equals."""

    def test(self, call: Call, clause: Clause) -> Test:
        """Return what tells whether an issue is meant. Raises: QueryError."""
        raise NotImplementedError

    def sort(self, _call: Call) -> Sort | None:
        """Return what orders issues, None where they cannot be ordered by it; an empty value is None."""
        return None

    def check(self, clause: Clause) -> None:
        """Refuse an operator that it does not have, and a word where only EMPTY can stand. Raises: QueryError."""
        if clause.operator not in self.operators:
            raise QueryError(f"The operator '{clause.operator}' is not supported by the '{clause.field}' field.")
        is_about_empty = clause.operator in {"is", "is not"}
        operand = clause.operand
        if is_about_empty and not (isinstance(operand, Value) and operand.is_empty):
            text = f"The operator '{clause.operator}' can only be followed by EMPTY or NULL for the field"
            raise QueryError(f"{text} '{clause.field}'.")


def _no_order_with_empty(clause: Clause) -> QueryError:
    what = f"on the field '{clause.field}'."
    return QueryError(f"The operator '{clause.operator}' does not support searching for EMPTY values {what}")


def operands_of(clause: Clause) -> tuple[Value | Function, ...]:
    """Return the operands of a clause, be it a list or one."""
    return clause.operand if isinstance(clause.operand, tuple) else (clause.operand,)


@dataclass
class Choice(Subject):
    """Something out of a set: a status, somebody, a label."""

    values: Callable[[Row], Iterable[Any]]
    """What an issue has of it; nothing where it is empty."""
    resolve: Callable[[Call, str], set[Any] | None]
    """What a word means; None where it means nothing."""
    expand: Callable[[Call, Function], set[Any] | None] = lambda _call, _function: None
    rank: Callable[[Call, Any], Any] | None = None
    """What orders it; None where it has no order."""
    is_ranged: bool = False
    may_be_empty: bool = True
    index: str | None = None

    def __post_init__(self) -> None:
        self.operators = EQUALITY | RANGE if self.is_ranged else EQUALITY

    def find(self, call: Call, clause: Clause) -> tuple[set[Any], bool]:
        """Return what the operands mean, and whether EMPTY is among them. Raises: QueryError."""
        found: set[Any] = set()
        has_empty = False
        for each in operands_of(clause):
            if isinstance(each, Function):
                ids = self.expand(call, each)
                if ids is None:
                    raise QueryError(unknown_function(each.name, clause.field))
            elif each.is_empty:
                if not self.may_be_empty:
                    raise QueryError(f"The field '{clause.field}' does not support searching for EMPTY values.")
                has_empty, ids = True, set()
            else:
                ids = self.resolve(call, each.text)
                if ids is None:
                    raise QueryError(f"The value '{each.text}' does not exist for the field '{clause.field}'.")
            found |= ids
        return found, has_empty

    def test(self, call: Call, clause: Clause) -> Test:
        """Compare as a set; by rank where it is ordered."""
        self.check(clause)
        found, has_empty = self.find(call, clause)
        if clause.operator in RANGE:
            return self._test_range(call, clause, found)
        values, name = self.values, self.index
        if name is not None and clause.operator in {"=", "in", "is"}:
            keys = {*found, None} if has_empty else found
            return lambda row: row[name] in keys

        def is_in(row: Row) -> bool:
            own = tuple(values(row))
            return any(each in found for each in own) if own else has_empty

        def is_not_in(row: Row) -> bool:
            own = tuple(values(row))
            return bool(own) and not any(each in found for each in own)

        return is_in if clause.operator in {"=", "in", "is"} else is_not_in

    def _test_range(self, call: Call, clause: Clause, found: set[Any]) -> Test:
        rank, compares = self.rank, _COMPARE[clause.operator]
        if rank is None or not found:
            raise _no_order_with_empty(clause)
        border = max(rank(call, each) for each in found)
        return lambda row: any(compares(rank(call, each), border) for each in self.values(row))

    def sort(self, call: Call) -> Sort | None:
        """Order by rank, of the first value."""
        rank = self.rank
        if rank is None:
            return None
        return lambda row: next((rank(call, each) for each in self.values(row)), None)


@dataclass
class Moment(Subject):
    """A moment in milliseconds, or a day."""

    value: Callable[[Row], Any]
    is_day: bool = False

    def __post_init__(self) -> None:
        self.operators = EQUALITY | RANGE

    def test(self, call: Call, clause: Clause) -> Test:
        """Compare; equality to the minute."""
        self.check(clause)
        value, operands = self.value, operands_of(clause)
        is_negative = clause.operator in {"!=", "not in", "is not"}
        if clause.operator in RANGE:
            border = self._read(call, clause, operands[0])
            compares = _COMPARE[clause.operator]
            return lambda row: value(row) is not None and compares(value(row), border)
        has_empty = any(isinstance(each, Value) and each.is_empty for each in operands)
        wanted = {
            self._floor(self._read(call, clause, each))
            for each in operands
            if not (isinstance(each, Value) and each.is_empty)
        }

        def test(row: Row) -> bool:
            own = value(row)
            if own is None:
                return has_empty and not is_negative
            return (self._floor(own) in wanted) != is_negative

        return test

    def _read(self, call: Call, clause: Clause, operand: Value | Function) -> Any:
        if isinstance(operand, Value) and operand.is_empty:
            raise _no_order_with_empty(clause)
        at_ms = read_date(clause.field, operand, call.now_ms)
        return render_day(at_ms) if self.is_day else at_ms

    def _floor(self, value: Any) -> Any:
        return value if self.is_day else value // _MINUTE_MS

    def sort(self, _call: Call) -> Sort | None:
        """Order by time."""
        return self.value


@dataclass
class Number(Subject):
    """A number."""

    value: Callable[[Row], Any]

    def __post_init__(self) -> None:
        self.operators = EQUALITY | RANGE

    def test(self, _call: Call, clause: Clause) -> Test:
        """Compare."""
        self.check(clause)
        value = self.value
        numbers = {_read_number(clause, each) for each in operands_of(clause)}
        if clause.operator in RANGE:
            (border,) = numbers
            if border is None:
                raise _no_order_with_empty(clause)
            compares = _COMPARE[clause.operator]
            return lambda row: value(row) is not None and compares(value(row), border)
        if clause.operator in {"=", "in", "is"}:
            return lambda row: value(row) in numbers
        return lambda row: value(row) is not None and value(row) not in numbers

    def sort(self, _call: Call) -> Sort | None:
        """Order by size."""
        return self.value


def _read_number(clause: Clause, operand: Value | Function) -> float | None:
    if isinstance(operand, Function):
        raise QueryError(unknown_function(operand.name, clause.field))
    if operand.is_empty:
        return None
    try:
        return float(operand.text)
    except ValueError:
        raise QueryError(f"The value '{operand.text}' for field '{clause.field}' is not a number.") from None


@dataclass
class Words(Subject):
    """A text that is searched by its words."""

    texts: Callable[[Call, Row], Iterable[str]]
    sorts: Callable[[Row], Any] | None = None

    def __post_init__(self) -> None:
        self.operators = TEXT

    def test(self, call: Call, clause: Clause) -> Test:
        """Find all words in the texts; those in quotation marks beside each other, `*` for any end of a word."""
        self.check(clause)
        operand = operands_of(clause)[0]
        texts = self.texts
        if isinstance(operand, Function):
            raise QueryError(unknown_function(operand.name, clause.field))
        if operand.is_empty:
            wants_empty = clause.operator in {"is", "~"}
            return lambda row: any(text for text in texts(call, row)) != wants_empty
        terms = _read_terms(clause.field, operand.text)

        parts = [word.rstrip("*") for term in terms for word in term]

        def test(row: Row) -> bool:
            found = [text.lower() for text in texts(call, row)]
            if not all(any(part in text for text in found) for part in parts):
                return False
            words = [each for text in found for each in [*_WORD.findall(text), ""]]
            return all(_has_term(words, term) for term in terms)

        if clause.operator == "~":
            return test
        return lambda row: any(text for text in texts(call, row)) and not test(row)

    def sort(self, _call: Call) -> Sort | None:
        """Order by the alphabet, where that is possible."""
        return self.sorts


def _read_terms(field: str, text: str) -> list[list[str]]:
    if not text.strip():
        raise QueryError(f"The field '{field}' does not support searching for an empty string.")
    if text.strip()[0] in "*?":
        first = text.strip()[0]
        raise QueryError(
            f"The text query '{text}' for field '{field}' is not allowed to start with character '{first}'."
        )
    terms = []
    for phrase, word in _TERM.findall(text.lower()):
        ends_open = word.endswith("*")
        words = _WORD.findall(phrase or word)
        if words:
            terms.append([*words[:-1], words[-1] + "*" if ends_open else words[-1]])
    return terms


def _has_term(words: list[str], term: list[str]) -> bool:
    size = len(term)
    return any(all(_fits(words[at + step], term[step]) for step in range(size)) for at in range(len(words) - size + 1))


def _fits(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
