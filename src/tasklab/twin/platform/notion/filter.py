"""Filters of a query.

Source: https://developers.notion.com/reference/filter-data-source-entries (2026-11-27): days and moments are compared
in UTC where nothing names a zone; conditions may be nested two deep.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from tasklab.twin.platform.notion.moment import as_seconds, is_day, render_minute
from tasklab.twin.platform.notion.property import find_property
from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.rich_text import plain_text
from tasklab.twin.platform.notion.shape import (
    Check,
    array,
    choice,
    day_or_moment,
    empty,
    fault,
    fields,
    flag,
    identity,
    kind_of,
    literal,
    number,
    read_id,
    text,
    undefined,
)
from tasklab.twin.platform.notion.value import value_of
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.notion.call import Call
    from tasklab.twin.store import Row

Test: TypeAlias = "Callable[[Row], bool]"
_TEXTS = ("title", "rich_text", "url", "email", "phone_number")
_DATES = ("date", "created_time", "last_edited_time")
_PEOPLE = ("people", "created_by", "last_edited_by")
_TIMESTAMPS = ("created_time", "last_edited_time")
_WITHIN = {
    "past_week": (-7, 0),
    "past_month": (-30, 0),
    "past_year": (-365, 0),
    "next_week": (0, 7),
    "next_month": (0, 30),
    "next_year": (0, 365),
}
_RELATIVE = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "one_week_ago": -7,
    "one_week_from_now": 7,
    "one_month_ago": -30,
    "one_month_from_now": 30,
}
_OPPOSITES = {"does_not_equal": "equals", "does_not_contain": "contains"}
_DAY_S = 86400.0
_DEPTH = 2


@dataclass(frozen=True)
class Kind:
    """What can be asked of one type of property."""

    operators: dict[str, Check]
    compare: Callable[[Call, str, Any, Any], bool]


def _one_of(_call: Call, operator: str, ours: Any, theirs: Any) -> bool:
    wanted = theirs if isinstance(theirs, list) else [theirs]
    is_one = any(each in wanted for each in (ours if isinstance(ours, list) else [ours]))
    return is_one != (operator in _OPPOSITES)


def _text(_call: Call, operator: str, ours: Any, theirs: Any) -> bool:
    if operator in _OPPOSITES:
        return not _text(_call, _OPPOSITES[operator], ours, theirs)
    mine, other = (ours or "").casefold(), theirs.casefold()
    match operator:
        case "equals":
            return bool(mine == other)
        case "contains":
            return other in mine
        case "starts_with":
            return bool(mine.startswith(other))
    return bool(mine.endswith(other))


def _number(_call: Call, operator: str, ours: Any, theirs: Any) -> bool:
    if operator == "does_not_equal":
        return bool(ours != theirs)
    if ours is None:
        return False
    match operator:
        case "equals":
            return bool(ours == theirs)
        case "greater_than":
            return bool(ours > theirs)
        case "less_than":
            return bool(ours < theirs)
        case "greater_than_or_equal_to":
            return bool(ours >= theirs)
    return bool(ours <= theirs)


def _flag(_call: Call, operator: str, ours: Any, theirs: Any) -> bool:
    return bool((ours == theirs) == (operator == "equals"))


def _date(call: Call, operator: str, ours: Any, theirs: Any) -> bool:
    if ours is None:
        return False
    if operator == "this_week" or operator in _WITHIN:
        begin_s, end_s = _span(call.now_s, operator)
        return begin_s <= as_seconds(ours["start"], ours["time_zone"]) < end_s
    wanted = _absolute(call.now_s, theirs)
    mine_s, wanted_s = as_seconds(ours["start"], ours["time_zone"]), as_seconds(wanted)
    if is_day(wanted):
        mine_s = mine_s // _DAY_S * _DAY_S
    match operator:
        case "equals":
            return mine_s == wanted_s
        case "before":
            return mine_s < wanted_s
        case "after":
            return mine_s > wanted_s
        case "on_or_before":
            return mine_s <= wanted_s
    return mine_s >= wanted_s


def _absolute(now_s: float, date: str) -> str:
    if date not in _RELATIVE:
        return date
    return (datetime.fromtimestamp(now_s, UTC) + timedelta(days=_RELATIVE[date])).date().isoformat()


def _span(now_s: float, operator: str) -> tuple[float, float]:
    today_s = now_s // _DAY_S * _DAY_S
    if operator == "this_week":
        begin_s = today_s - datetime.fromtimestamp(now_s, UTC).isoweekday() % 7 * _DAY_S
        return begin_s, begin_s + 7 * _DAY_S
    first, last = _WITHIN[operator]
    return today_s + first * _DAY_S, today_s + (last + 1) * _DAY_S


def _any_of(check: Check, version: int) -> Check:
    """Take a value, and since the newest version a list of them."""
    many = array(check)

    def either(value: Any, at: str, faults: list[str]) -> None:
        (many if version >= IN_TRASH and isinstance(value, list) else check)(value, at, faults)

    return either


def _person(version: int) -> Check:
    def check(value: Any, at: str, faults: list[str]) -> None:
        if version < IN_TRASH or value != "me":
            identity(value, at, faults)

    return check


def _moment(version: int) -> Check:
    def check(value: Any, at: str, faults: list[str]) -> None:
        if version < IN_TRASH or value not in _RELATIVE:
            day_or_moment(value, at, faults)

    return check


@cache
def kinds(version: int) -> dict[str, Kind]:
    """Return what can be asked, by types of properties."""
    words = ("equals", "does_not_equal", "contains", "does_not_contain", "starts_with", "ends_with")
    sums = (
        "equals",
        "does_not_equal",
        "greater_than",
        "less_than",
        "greater_than_or_equal_to",
        "less_than_or_equal_to",
    )
    dates = ("equals", "before", "after", "on_or_before", "on_or_after")
    option = _any_of(text(), version)
    some = Kind({"equals": option, "does_not_equal": option}, _one_of)
    dated: dict[str, Check] = {
        **dict.fromkeys(dates, _moment(version)),
        **dict.fromkeys(("this_week", *_WITHIN), empty),
    }
    people = Kind(dict.fromkeys(("contains", "does_not_contain"), _person(version)), _one_of)
    return {
        **dict.fromkeys(_TEXTS, Kind(dict.fromkeys(words, text()), _text)),
        **dict.fromkeys(("number", "unique_id"), Kind(dict.fromkeys(sums, number), _number)),
        "checkbox": Kind({"equals": flag, "does_not_equal": flag}, _flag),
        "select": some,
        "status": some,
        "multi_select": Kind({"contains": option, "does_not_contain": option}, _one_of),
        **dict.fromkeys(_DATES, Kind(dated, _date)),
        **dict.fromkeys(_PEOPLE, people),
        "relation": Kind({"contains": identity, "does_not_contain": identity}, _one_of),
        "files": Kind({}, _one_of),
    }


@cache
def filter_shape(version: int) -> Check:
    """Return the check of a filter."""
    existence = {"is_empty": literal(True), "is_not_empty": literal(True)}
    asked: dict[str, Check] = {}
    for name, kind in kinds(version).items():
        asked[name] = _exactly_one(kind.operators if name == "checkbox" else {**kind.operators, **existence})
    by_property = choice(asked, {"property": text()})
    stamps = choice({name: asked[name] for name in _TIMESTAMPS}, {"timestamp": literal(*_TIMESTAMPS)})

    def check(value: Any, at: str, faults: list[str]) -> None:
        descend(value, at, faults, _DEPTH)

    def descend(value: Any, at: str, faults: list[str], depth: int) -> None:
        group = next((each for each in ("and", "or") if isinstance(value, dict) and each in value), None)
        if group is not None and depth == 0:
            faults.append(fault(f"{at}.{group}", "not present", value[group]))
        elif group is not None:
            inner = array(lambda item, place, found: descend(item, place, found, depth - 1), None)
            fields({group: inner})(value, at, faults)
        elif isinstance(value, dict) and "timestamp" in value:
            stamps(value, at, faults)
        else:
            by_property(value, at, faults)
            if isinstance(value, dict) and "property" not in value:
                faults.append(undefined(f"{at}.property"))

    return check


def _exactly_one(operators: dict[str, Check]) -> Check:
    known = fields({}, operators)

    def check(value: Any, at: str, faults: list[str]) -> None:
        if isinstance(value, dict) and len(value) != 1:
            faults.extend(undefined(f"{at}.{name}") for name in operators)
        else:
            known(value, at, faults)

    return check


def compile_filter(call: Call, source: Row, given: dict[str, Any]) -> Test:
    """Return the test that a filter makes of a row. Raises: RefusalError for what the properties cannot be asked."""
    for group, combine in (("and", all), ("or", any)):
        if group in given:
            tests = [compile_filter(call, source, each) for each in given[group]]
            return lambda row: combine(test(row) for test in tests)
    kind = kind_of(given, kinds(call.version)) or ""
    if "timestamp" in given:
        if kind != given["timestamp"]:
            raise invalid(f"Timestamp {given['timestamp']} does not match filter {kind}.")
        each: dict[str, Any] = {"id": kind, "name": kind, "type": kind, "config": {}}
    else:
        found = find_property(source, given["property"])
        if found is None:
            raise invalid(f"Could not find property with name or id: {given['property']}")
        each = found
    if kind != each["type"] and not (kind in ("rich_text", "title") and each["type"] in _TEXTS):
        raise invalid(f"database property {each['type']} does not match filter {kind}")
    operator, value = next(iter(given[kind].items()))
    if operator in ("is_empty", "is_not_empty"):
        return lambda row: _is_empty(comparable(row, each)) == (operator == "is_empty")
    wanted = _read_wanted(call, each, value)
    compare = kinds(call.version)[kind].compare
    return lambda row: compare(call, operator, comparable(row, each), wanted)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _read_wanted(call: Call, each: dict[str, Any], value: Any) -> Any:
    kind = each["type"]
    if kind in ("select", "multi_select", "status"):
        options = {option["name"]: option["id"] for option in each["config"]["options"]}
        names = value if isinstance(value, list) else [value]
        for name in names:
            if name not in options:
                raise invalid(f'{kind} option "{name}" not found for property "{each["name"]}".')
        return [options[name] for name in names]
    if kind in _PEOPLE:
        return call.user_id if value == "me" else read_id(value)
    return read_id(value) if kind == "relation" else value


def comparable(row: Row, each: dict[str, Any]) -> Any:
    """Return the value of a property as filters and sorts see it: text, number, id, ids, or a date."""
    kind, value = each["type"], value_of(row, each)
    if kind in ("title", "rich_text"):
        return plain_text(value)
    if kind in _TIMESTAMPS:
        return {"start": render_minute(row["created_s" if kind == "created_time" else "edited_s"]), "time_zone": None}
    return list(value) if isinstance(value, tuple) else value
