"""The method that finds tickets. Source: `tracrpc/ticket.py`, `trac/ticket/query.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trac.condition import build_test, reader
from tasklab.twin.platform.trac.field import as_number
from tasklab.twin.platform.trac.method import method
from tasklab.twin.platform.trac.query_text import parse_query
from tasklab.twin.platform.trac.refusal import BrokenError, TracError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trac.call import Call
    from tasklab.twin.platform.trac.query_text import Query
    from tasklab.twin.store import Row

_ENUMS = {"type": "ticket_type", "priority": "priority", "severity": "severity", "resolution": "resolution"}

_NOWHERE = {"completed": -1, "due": -1, "time": -1}
"""What a milestone or version that is gone sorts by: before those that have no time."""


@method("ticket.query", "list", "list str")
def query(call: Call, qstr: Any = "status!=closed") -> list[int]:
    """Return the numbers of the tickets that are asked for; a hundred on a page unless told otherwise."""
    if not isinstance(qstr, str):
        raise BrokenError("expected string or buffer")
    asked = parse_query(qstr, call.fields)
    test = build_test(call, asked.alternatives)
    rows = [row for row in call.database.tickets if test is None or test(row)]
    _sort(call, rows, asked)
    page = _page(rows, asked)
    if not call.traits.has_typed_times:
        _check_times(call, page, asked)
    return [row["id"] for row in page]


def _check_times(call: Call, rows: list[Row], asked: Query) -> None:
    """Raise BrokenError where 1.0 would read a custom field as a moment, which it keeps as text."""
    named = {asked.order, asked.group or "", *asked.columns, *(name for each in asked.alternatives for name in each)}
    for name in named & call.fields.times & set(call.fields.custom):
        if any(row["custom"].get(name) for row in rows):
            raise BrokenError("unsupported type for timedelta microseconds component: unicode")


def _page(rows: list[Row], asked: Query) -> list[Row]:
    if len(rows) <= asked.max or not asked.max:
        return rows
    first = asked.max * (asked.page - 1)
    if first >= len(rows):
        raise TracError(f"Page {asked.page} is beyond the number of pages in the query")
    return rows[first : first + asked.max + (asked.group is not None)]


def _sort(call: Call, rows: list[Row], asked: Query) -> None:
    """Put rows in order: what has no value last, or first where the order descends, and then by number."""
    rows.sort(key=lambda row: row["id"], reverse=asked.order == "id" and asked.is_descending)
    if asked.order != "id":
        rows.sort(key=_order_key(call, asked.order), reverse=asked.is_descending)
    if asked.group and asked.group != asked.order:
        key = _order_key(call, asked.group)
        rows.sort(key=key, reverse=asked.is_group_descending)


def _order_key(call: Call, name: str) -> Callable[[Row], tuple[Any, ...]]:
    read = reader(call, name)
    if name in call.fields.custom:
        return lambda row: (not read(row), read(row) or "")
    if name in _ENUMS:
        values = call.database.enums[_ENUMS[name]]
        return lambda row: _enum_key(values.get(row[name] or ""))
    if name in call.fields.times:
        return lambda row: (not read(row), read(row) or 0)
    if name == "milestone":
        return lambda row: _milestone_key(call, row)
    if name == "version":
        return lambda row: _version_key(call, row)
    return lambda row: (not read(row), read(row) or "")


def _enum_key(value: str | None) -> tuple[Any, ...]:
    return (not value, value is not None, as_number(value))


def _milestone_key(call: Call, row: Row) -> tuple[Any, ...]:
    name = row["milestone"] or ""
    milestone = call.database.milestones.get(name, _NOWHERE)
    completed, due = milestone["completed"], milestone["due"]
    return (not name, completed <= 0, completed, due <= 0, due, name)


def _version_key(call: Call, row: Row) -> tuple[Any, ...]:
    name = row["version"] or ""
    time = call.database.versions.get(name, _NOWHERE)["time"]
    return (not name, time <= 0, time, name)
