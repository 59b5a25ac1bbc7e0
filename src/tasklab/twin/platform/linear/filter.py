"""Filters: which rows they let through. A filter is made into a test once, and the test is put to each row.

Source: https://linear.app/developers/filtering: members are joined by and; `or` and `and` hold filters; a filter on one
related object is not met where there is none, unless it says `null: true`; one on a collection is met where some of it
are, `every` and `length` apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.linear.comparator import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

RowTest: TypeAlias = "Callable[[Row], bool]"
Member: TypeAlias = "Callable[[Call, Any], RowTest]"

FILTERS: dict[str, dict[str, Member]] = {}
"""By what is filtered, what each member of its filter means."""


def matcher(call: Call, kind: str, wanted: Mapping[str, Any] | None) -> RowTest | None:
    """Return the test of a filter over rows of a kind; None where everything passes."""
    if not wanted:
        return None
    tests = [_member(call, kind, name, value) for name, value in wanted.items() if value is not None]
    if len(tests) == 1:
        return tests[0]
    return lambda row: all(test(row) for test in tests)


def _member(call: Call, kind: str, name: str, value: Any) -> RowTest:
    if name in {"and", "or"}:
        inner = [matcher(call, kind, each) or _everything for each in value]
        if name == "and":
            return lambda row: all(test(row) for test in inner)
        return lambda row: any(test(row) for test in inner)
    return FILTERS[kind][name](call, value)


def _everything(_: Row) -> bool:
    return True


def stored(name: str, *, is_day: bool = False) -> Member:
    """Compare what a row holds."""

    def make(call: Call, wanted: Any) -> RowTest:
        test = compare(wanted, call.now_s, is_day=is_day)
        return lambda row: test(row.get(name))

    return make


def computed(read: Callable[[Call, Row], Any]) -> Member:
    """Compare what is computed of a row."""

    def make(call: Call, wanted: Any) -> RowTest:
        test = compare(wanted, call.now_s)
        return lambda row: test(read(call, row))

    return make


def one(kind: str, read: Callable[[Call, Row], Row | None]) -> Member:
    """Filter by one related object, which there may not be."""

    def make(call: Call, wanted: Any) -> RowTest:
        inner = {name: value for name, value in wanted.items() if name != "null"}
        test = matcher(call, kind, inner)
        null = wanted.get("null")

        def passes(row: Row) -> bool:
            other = read(call, row)
            if other is None:
                return null is True or (null is None and test is None)
            return null is not True and (test is None or test(other))

        return passes

    return make


def many(kind: str, read: Callable[[Call, Row], Sequence[Row]]) -> Member:
    """Filter by a collection."""

    def make(call: Call, wanted: Any) -> RowTest:
        test = _collection(call, kind, wanted)
        return lambda row: test(read(call, row))

    return make


def _collection(call: Call, kind: str, wanted: Mapping[str, Any]) -> Callable[[Sequence[Row]], bool]:
    tests: list[Callable[[Sequence[Row]], bool]] = []
    direct: dict[str, Any] = {}
    for name, value in wanted.items():
        if value is None:
            continue
        if name in {"and", "or"}:
            tests.append(_joined(name, [_collection(call, kind, each) for each in value]))
        elif name in {"some", "every"}:
            tests.append(_quantified(name, matcher(call, kind, value) or _everything))
        elif name == "length":
            tests.append(_length(compare(value, call.now_s)))
        elif name == "null":
            tests.append(_emptiness(value))
        else:
            direct[name] = value
    if direct:
        tests.append(_quantified("some", matcher(call, kind, direct) or _everything))
    return lambda rows: all(test(rows) for test in tests)


def _joined(name: str, tests: list[Callable[[Sequence[Row]], bool]]) -> Callable[[Sequence[Row]], bool]:
    join = all if name == "and" else any
    return lambda rows: join(test(rows) for test in tests)


def _quantified(name: str, test: RowTest) -> Callable[[Sequence[Row]], bool]:
    quantify = any if name == "some" else all
    return lambda rows: quantify(test(row) for row in rows)


def _length(test: Callable[[Any], bool]) -> Callable[[Sequence[Row]], bool]:
    return lambda rows: test(len(rows))


def _emptiness(value: bool) -> Callable[[Sequence[Row]], bool]:
    return lambda rows: (not rows) == value


def linked(kind: str, table: str, member: str) -> Member:
    """Filter by the row of a table that a member names."""
    return one(kind, lambda call, row: getattr(call.database, table).get(row.get(member)))


DATES = {"createdAt": stored("createdAt"), "updatedAt": stored("updatedAt")}
"""What every filter has."""
ENTITY = {**DATES, "id": stored("id")}
