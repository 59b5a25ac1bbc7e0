"""Rules of `ItemsQuery`: which items of a board, and in which order.

What a rule compares with depends on the column: a status by its index, a person as `person-1`, a day after the word
`EXACT`. Source: https://developer.monday.com/api-reference/reference/items-page-query-params and the pages of columns.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.call import numbers
from tasklab.twin.platform.monday.column import find_column
from tasklab.twin.platform.monday.column_value import look_at, text_of
from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.kind import Look, kind_of, member
from tasklab.twin.platform.monday.kind_choice import BLANK
from tasklab.twin.platform.monday.kind_linked import linked_ids
from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_MOST_IDS = 100
_LOGS = {"__creation_log__": "created_at", "__last_updated__": "updated_at"}
_UNFILTERED = frozenset({"subtasks", "file", "time_tracking"})
_NEVER_EMPTY = frozenset({"name", "creation_log", "last_updated", "item_id"})
_SPANS = {"DAYS": 1, "WEEKS": 7, "MONTHS": 30}


def select(call: Call, board: Row, rows: list[Row], query: Mapping[str, Any]) -> list[Row]:
    """Return the items that a query asks for, in its order."""
    if query.get("ids") is not None:
        if len(query["ids"]) > _MOST_IDS:
            raise bad_argument(f"at most {_MOST_IDS} ids can be asked", ids=len(query["ids"]))
        wanted = set(numbers(query["ids"]))
        rows = [row for row in rows if row["id"] in wanted]
    test = _test_of(call, board, query)
    if test is not None:
        rows = [row for row in rows if test(row)]
    for each in reversed(query.get("order_by") or ()):
        key = _order_of(call, board, each["column_id"])
        rows = sorted(rows, key=key, reverse=each.get("direction") == "desc")
    return rows


def _test_of(call: Call, board: Row, query: Mapping[str, Any]) -> Callable[[Row], bool] | None:
    tests = [_rule(call, board, rule) for rule in query.get("rules") or ()]
    inner = [_test_of(call, board, each) for each in query.get("groups") or ()]
    tests += [each for each in inner if each is not None]
    if not tests:
        return None
    join = any if query.get("operator") == "or" else all
    return lambda row: join(test(row) for test in tests)


def _order_of(call: Call, board: Row, column_id: str) -> Callable[[Row], Any]:
    if column_id in _LOGS:
        return lambda row: (row[_LOGS[column_id]], row["id"])
    column = find_column(call, board, column_id)
    return lambda row: _sort_key(look_at(call, row, column), text_of(call, row, column))


def _sort_key(look: Look, text: str | None) -> tuple[bool, Any, Any]:
    if look.column["type"] == "numbers":
        return (look.stored is None, float(look.stored or 0), "")
    if look.column["type"] == "status":
        return (look.stored is None, member(look, "index") or 0, "")
    return (not text, (text or "").lower(), "")


def _rule(call: Call, board: Row, rule: Mapping[str, Any]) -> Callable[[Row], bool]:
    column_id, operator = rule["column_id"], rule.get("operator") or "any_of"
    given = rule["compare_value"]
    values = given if isinstance(given, list) else [given]
    if column_id in _LOGS:
        return lambda row: _compare_days(call, row[_LOGS[column_id]][:10], operator, values)
    if column_id == "group":
        return lambda row: (row["group_id"] in values) == (operator == "any_of")
    column = find_column(call, board, column_id)
    if column["type"] in _UNFILTERED:
        raise RefusalError("InvalidColumnTypeException", "This column type can't be filtered")

    return lambda row: _meets(look_at(call, row, column), operator, values)


def _text(look: Look) -> str:
    return kind_of(look.column).text(look) or ""


def _meets(look: Look, operator: str, values: list[Any]) -> bool:
    kind = look.column["type"]
    if operator in ("is_empty", "is_not_empty"):
        is_empty = look.stored is None and kind not in _NEVER_EMPTY
        return is_empty == (operator == "is_empty")
    if operator in _TEXT_TESTS:
        text = _text(look).lower()
        return any(_TEXT_TESTS[operator](text, str(value).lower()) for value in values)
    if operator == "not_contains_text":
        text = _text(look).lower()
        return all(str(value).lower() not in text for value in values)
    if kind in ("date", "creation_log", "last_updated"):
        day = (member(look, "date") or "") if kind == "date" else _text(look)[:10]
        return _compare_days(look.call, day, operator, values)
    if kind == "timeline":
        return _compare_span(look, operator, values)
    if operator in ("any_of", "not_any_of"):
        found = bool(_keys(look) & {str(value) for value in _known_as(look, values)})
        return found == (operator == "any_of")
    return _compare_numbers(look, operator, values)


_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains_text": lambda text, part: part in text,
    "contains_terms": lambda text, part: all(word in text for word in part.split()),
    "starts_with": lambda text, part: text.startswith(part),
    "ends_with": lambda text, part: text.endswith(part),
}


def _known_as(look: Look, values: list[Any]) -> list[Any]:
    me = f"person-{look.call.user_id}"
    return [me if value == "assigned_to_me" else value for value in values]


def _keys(look: Look) -> set[str]:
    """Return what a value is known as in rules."""
    kind = look.column["type"]
    if kind == "status":
        index = member(look, "index")
        return {str(BLANK if index is None else index)}
    if kind == "people":
        return {f"{each['kind']}-{each['id']}" for each in member(look, "personsAndTeams") or ()} or {""}
    if kind == "dropdown":
        return {str(id_) for id_ in member(look, "ids") or ()} or {""}
    if kind == "tags":
        return {str(id_) for id_ in member(look, "tag_ids") or ()} or {""}
    if kind in ("dependency", "board_relation"):
        return {str(id_) for id_ in linked_ids(look)} or {""}
    if kind == "checkbox":
        return {"1" if look.stored else "0", "true" if look.stored else "false"}
    if kind == "item_id":
        return {str(look.item["id"])}
    return {_text(look)}


def _compare_numbers(look: Look, operator: str, values: list[Any]) -> bool:
    if look.column["type"] not in ("numbers", "rating", "item_id"):
        raise bad_argument(f"operator {operator} is not for this column", column_id=look.column["id"])
    text = look.stored if look.column["type"] == "numbers" else (member(look, "rating") or look.item["id"])
    if text is None:
        return False
    return _ordered(float(text), operator, [_number(value) for value in values])


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise bad_argument("compare_value is not a number", compare_value=value) from error


def _ordered(own: Any, operator: str, wanted: list[Any]) -> bool:
    first = wanted[0] if wanted else None
    if first is None:
        raise bad_argument(f"operator {operator} needs a compare_value")
    match operator:
        case "greater_than":
            return bool(own > first)
        case "greater_than_or_equals":
            return bool(own >= first)
        case "lower_than":
            return bool(own < first)
        case "lower_than_or_equal":
            return bool(own <= first)
        case "between":
            return bool(wanted[0] <= own <= wanted[-1])
    raise bad_argument(f"operator {operator} is not for this column")


def _compare_days(call: Call, day: str, operator: str, values: list[Any]) -> bool:
    today = dt.datetime.fromtimestamp(call.now_s, dt.UTC).date()
    wanted = _days(today, values)
    if operator in ("any_of", "not_any_of"):
        return (day in wanted or (not day and "$$$blank$$$" in values)) == (operator == "any_of")
    if not day:
        return False
    if operator in ("within_the_last", "within_the_next"):
        span = dt.timedelta(days=_span(values))
        begin, end = (today - span, today) if operator == "within_the_last" else (today, today + span)
        return begin.isoformat() <= day <= end.isoformat()
    return _ordered(day, operator, wanted)


def _compare_span(look: Look, operator: str, values: list[Any]) -> bool:
    if look.stored is None:
        return operator == "not_any_of"
    if operator == "between":
        if not values:
            raise bad_argument("operator between needs a compare_value")
        return bool(str(values[0]) <= look.stored["to"] and look.stored["from"] <= str(values[-1]))
    return _compare_days(look.call, look.stored["to"], operator, values)


def _days(today: dt.date, values: list[Any]) -> list[str]:
    named = {"TODAY": 0, "TOMORROW": 1, "YESTERDAY": -1}
    days = []
    for value in values:
        if isinstance(value, str) and value in named:
            days.append((today + dt.timedelta(days=named[value])).isoformat())
        elif value != "EXACT":
            days.append(str(value))
    return days


def _span(values: list[Any]) -> int:
    unit = next((_SPANS[value] for value in values if isinstance(value, str) and value in _SPANS), 1)
    count = next((found for value in values if (found := number(value)) is not None), None)
    if count is None:
        raise bad_argument("compare_value needs a number of days, weeks or months")
    return count * unit
