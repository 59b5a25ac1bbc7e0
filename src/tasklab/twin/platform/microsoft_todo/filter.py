"""`$filter` and `$orderby` run over rows, by what each member of a kind is.

Source: OData 4.01 part 2, sections 5.1.1.1 to 5.1.1.13: what is compared with null is false, but for `eq` and `ne`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.microsoft_todo import moment
from tasklab.twin.platform.microsoft_todo.filter_parse import (
    Among,
    Change,
    Compare,
    Condition,
    Literal,
    Logic,
    Operand,
    Path,
    Test,
    parse_filter,
    parse_order,
)
from tasklab.twin.platform.microsoft_todo.refusal import RefusalError, bad_query

if TYPE_CHECKING:
    from tasklab.twin.platform.microsoft_todo.call import Call
    from tasklab.twin.store import Row

Get: TypeAlias = Callable[["Row"], Any]
Meets: TypeAlias = Callable[["Row"], bool]
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip
_TEST: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith, "endswith": str.endswith, "contains": operator.contains,
}  # fmt: skip
_CHANGE: dict[str, Callable[[str], str]] = {"tolower": str.lower, "toupper": str.upper}


def _day(name: str) -> Get:
    return lambda row: None if row[name] is None else moment.render_zoned(row[name], None)["dateTime"]


TASK: dict[str, Get] = {
    "id": lambda row: row["id"],
    "title": lambda row: row["title"],
    "status": lambda row: row["status"],
    "importance": lambda row: row["importance"],
    "isReminderOn": lambda row: row["isReminderOn"],
    "body/content": lambda row: row["body"]["content"],
    "createdDateTime": lambda row: row["created_at"],
    "lastModifiedDateTime": lambda row: row["modified_at"],
    "categories": lambda row: row["categories"],
    **{f"{name}/dateTime": _day(name) for name in ("dueDateTime", "startDateTime", "completedDateTime")},
    "reminderDateTime/dateTime": _day("reminderDateTime"),
}
LIST: dict[str, Get] = {
    "id": lambda row: row["id"],
    "displayName": lambda row: row["name"],
    "wellknownListName": lambda row: row["wellknown"],
}
_RANKS = {
    "importance": ("low", "normal", "high"),
    "status": ("notStarted", "inProgress", "completed", "waitingOnOthers", "deferred"),
}


def search(call: Call, rows: list[Row], members: Mapping[str, Get]) -> list[Row]:
    """Return the rows that `$filter` lets through, sorted as `$orderby` says.

    Raises: RefusalError with 400 for what is neither, or names a member that cannot be asked for.
    """
    if "$search" in call.query:
        raise bad_query("The query parameter '$search' is not supported.")
    if "$filter" in call.query:
        meets = _compile(parse_filter(call.query["$filter"]), members)
        rows = [row for row in rows if meets(row)]
    return sort(call, rows, members)


def sort(call: Call, rows: list[Row], members: Mapping[str, Get]) -> list[Row]:
    """Return the rows sorted as `$orderby` says. Raises: RefusalError with 400 for what names no member."""
    for each in reversed(parse_order(call.query["$orderby"]) if "$orderby" in call.query else []):
        key = _order_key(each.path, _get(each.path, members))
        rows = sorted(rows, key=key, reverse=each.is_descending)
    return rows


def shown_members(show: Callable[[Row], Mapping[str, Any]], names: Iterable[str]) -> dict[str, Get]:
    """Return how members of these names are read, where they are what is shown."""

    def reader(name: str) -> Get:
        return lambda row: show(row).get(name)

    return {name: reader(name) for name in names}


def _order_key(path: str, get: Get) -> Get:
    ranks = _RANKS.get(path)
    if ranks:
        return lambda row: ranks.index(get(row))
    if path == "categories":
        raise bad_query(f"The property '{path}' cannot be used in the $orderby query option.")
    return lambda row: (get(row) is not None, get(row) if get(row) is not None else "")


def _compile(condition: Condition, members: Mapping[str, Get]) -> Meets:
    match condition:
        case Logic("not", (part,)):
            inner = _compile(part, members)
            return lambda row: not inner(row)
        case Logic(name, parts):
            meets = [_compile(each, members) for each in parts]
            among = all if name == "and" else any
            return lambda row: among(each(row) for each in meets)
        case Compare(name, left, right):
            return _compile_comparison(name, left, right, members)
        case Test(name, left, right):
            test, one, other = _TEST[name], _text(left, members), _text(right, members)
            return lambda row: test(one(row), other(row))
        case Among(path, variable, inner_condition):
            return _compile_any(path, variable, inner_condition, members)
        case Path(name):
            get = _get(name, members)
            return lambda row: get(row) is True


def _compile_any(path: str, variable: str, condition: Condition | None, members: Mapping[str, Get]) -> Meets:
    if path != "categories" or path not in members:
        raise bad_query(f"Any/All may only be used following a collection: '{path}' is none.")
    get = members[path]
    if condition is None:
        return lambda row: bool(get(row))
    meets = _compile(condition, {variable: lambda row: row["element"]})
    return lambda row: any(meets({"element": each}) for each in get(row))


def _compile_comparison(name: str, left: Operand, right: Operand, members: Mapping[str, Get]) -> Meets:
    compare, one, other = _COMPARE[name], _value(left, members), _value(right, members)
    is_equality = name in {"eq", "ne"}

    def meets(row: Row) -> bool:
        a, b = one(row), other(row)
        if is_equality:
            return compare(a, b)
        try:
            return a is not None and b is not None and compare(a, b)
        except TypeError as error:
            raise bad_query(f"A binary operator with incompatible types was detected: {name}.") from error

    return meets


def _value(operand: Operand, members: Mapping[str, Get]) -> Get:
    match operand:
        case Literal("moment", str(text)):
            try:
                at_s = moment.parse(text, "").timestamp()
            except RefusalError as error:
                raise bad_query(f"The date '{text}' is none.") from error
            return lambda _row: at_s
        case Literal(_, value):
            return lambda _row: value
        case Path(name):
            return _get(name, members)
        case Change(name, of):
            change, text_of = _CHANGE[name], _text(of, members)
            return lambda row: change(text_of(row))


def _text(operand: Operand, members: Mapping[str, Get]) -> Callable[[Row], str]:
    get = _value(operand, members)

    def read(row: Row) -> str:
        value = get(row)
        if value is not None and not isinstance(value, str):
            raise bad_query("No function signature matches the specified arguments.")
        return value or ""

    return read


def _get(name: str, members: Mapping[str, Get]) -> Get:
    if name not in members:
        raise bad_query(f"Could not find a property named '{name}' that can be used in a query.")
    return members[name]
