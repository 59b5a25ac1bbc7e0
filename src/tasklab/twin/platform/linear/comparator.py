"""Comparators: `eq`, `in`, `contains` and their kin, over one value.

Source: https://linear.app/developers/filtering, and the descriptions of the comparators in Linear's schema.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.linear.moment import Span, settle_date, settle_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Test: TypeAlias = "Callable[[Any], bool]"


def compare(wanted: Mapping[str, Any], now_s: float, *, is_day: bool = False) -> Test:
    """Return the test that a comparator means: a value passes where it passes each of its members."""
    settle = settle_date if is_day else settle_moment
    tests = [_test(name, _settle(value, settle, now_s)) for name, value in wanted.items() if value is not None]
    tests += [_empty(name) for name, value in wanted.items() if value is None and name in {"eq", "neq"}]
    return lambda value: all(test(value) for test in tests)


def _settle(value: Any, settle: Callable[[Any, float], str | None], now_s: float) -> Any:
    if isinstance(value, list):
        return [_settle(each, settle, now_s) for each in value]
    return settle(value, now_s) if isinstance(value, Span) else value


def _empty(name: str) -> Test:
    return (lambda value: value is None) if name == "eq" else (lambda value: value is not None)


def _test(name: str, wanted: Any) -> Test:
    if name == "null":
        return lambda value: (value is None) == wanted
    if name in {"or", "and"}:
        inner = [compare(each, 0) for each in wanted]
        return _any(inner) if name == "or" else _all(inner)
    if name.startswith("not"):
        positive = _POSITIVE[name]
        return lambda value: value is None or not positive(value, wanted)
    if name in {"neq", "nin"}:
        return (lambda value: value != wanted) if name == "neq" else (lambda value: value not in wanted)
    if name == "neqIgnoreCase":
        return lambda value: value is None or value.lower() != wanted.lower()
    positive = _POSITIVE[name]
    return lambda value: value is not None and positive(value, wanted)


def _any(tests: list[Test]) -> Test:
    return lambda value: any(test(value) for test in tests)


def _all(tests: list[Test]) -> Test:
    return lambda value: all(test(value) for test in tests)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(each for each in parts if not unicodedata.combining(each))


_POSITIVE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "eqIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "contains": lambda value, wanted: wanted in value,
    "containsIgnoreCase": lambda value, wanted: wanted.lower() in value.lower(),
    "containsIgnoreCaseAndAccent": lambda value, wanted: _plain(wanted) in _plain(value),
    "startsWith": lambda value, wanted: value.startswith(wanted),
    "startsWithIgnoreCase": lambda value, wanted: value.lower().startswith(wanted.lower()),
    "endsWith": lambda value, wanted: value.endswith(wanted),
    "notContains": lambda value, wanted: wanted in value,
    "notContainsIgnoreCase": lambda value, wanted: wanted.lower() in value.lower(),
    "notStartsWith": lambda value, wanted: value.startswith(wanted),
    "notEndsWith": lambda value, wanted: value.endswith(wanted),
}
