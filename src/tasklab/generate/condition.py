"""Plans the tests of native values: `where` and `unless` of a list, `where` of a lens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import literal, types_of
from tasklab.generate.source import DAV
from tasklab.spec import expression as e

if TYPE_CHECKING:
    from tasklab.generate.source import NativeSource
    from tasklab.generate.value import Values
    from tasklab.spec.call import Method
    from tasklab.spec.lens import Lens


def conditions_of(method: Method, source: NativeSource, values: Values) -> list[str]:
    """Return the tests that an object of a list has to pass, in the order of their paths."""
    chosen = [_condition(source, values, path, raw, is_wanted=True) for path, raw in sorted(method.where.items())]
    return chosen + [
        _condition(source, values, path, raw, is_wanted=False) for path, raw in sorted(method.unless.items())
    ]


def test_of(lens: Lens, source: NativeSource, at: str) -> str:
    """Return the test of the other native values that have to be there for a field to count."""
    tests = []
    for path, raw in sorted(lens.where.items()):
        wanted = raw if isinstance(raw, list) else [raw]
        found = source.find(path, types_of(dict.fromkeys(wanted)), at)
        test = f"in {literal(tuple(raw))}" if isinstance(raw, list) else f"== {literal(raw)}"
        if isinstance(raw, bool):
            test = f"is {raw}"
        guards = [guard.replace(" is None", " is not None") for guard in found.guards[:-1]]
        tests.append(" and ".join([*guards, f"{found.expression} {test}"]))
    return " and ".join(tests)


def _condition(source: NativeSource, values: Values, path: str, raw: object, *, is_wanted: bool) -> str:
    """Return the test of a native value against what is wanted, or is not; an absent reference lets all pass."""
    value = e.parse_value(raw)
    if isinstance(value, e.Literal) and (value.value is None or isinstance(value.value, bool)):
        found = source.find(path, "Any" if value.value is None else "bool", values.where)
        shown = found.wrapped(found.expression)
        shown = f"({shown})" if " if " in shown else shown
        return f"{shown} is {'' if is_wanted else 'not '}{value.value}"
    code = values.data(value)
    annotation = code.annotation if not code.annotation.startswith("list") else _element_type(value)
    found = source.find(path, annotation, values.where)
    if found.annotation == "list[str]":
        return _any_of(values, found.expression, value, code.text, is_wanted=is_wanted)
    operator = "in" if isinstance(value, e.Sequence) else "=="
    if not is_wanted:
        operator = "not in" if operator == "in" else "!="
    if isinstance(raw, bool):
        operator = "is" if is_wanted else "is not"
    guards = () if found.source is not None else found.guards[:-1]
    present = [guard.replace(" is None", " is not None") for guard in guards]
    condition = " and ".join([*present, f"{found.source or found.expression} {operator} {code.text}"])
    absent = [given.replace(" is not UNSET", " is UNSET") for given in values.conditions(value)]
    return f"({' or '.join([*absent, condition])})" if absent or present else condition


def _any_of(values: Values, found: str, value: e.Value, wanted: str, *, is_wanted: bool) -> str:
    """Return the test of all values at a path: one of them is among the wanted, or none is."""
    function = values.context.imports.use(DAV, "has_any")
    among = wanted if isinstance(value, e.Sequence) else f"[{wanted}]"
    return f"{'' if is_wanted else 'not '}{function}({found}, {among})"


def _element_type(value: e.Value) -> str:
    items = value.items if isinstance(value, e.Sequence) else ()
    kinds = {type(item.value).__name__ if isinstance(item, e.Literal) else "Any" for item in items}
    return kinds.pop() if len(kinds) == 1 else "Any"
