"""Issues in an order that was asked for: by each input in turn, then the newest first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

_STATE_TYPES = ("triage", "backlog", "unstarted", "started", "completed", "canceled", "duplicate")


def _state(call: Call, row: Row) -> Any:
    state = call.database.states.get(row["stateId"]) or {}
    return (_STATE_TYPES.index(state["type"]), state["position"])


def _assignee(call: Call, row: Row) -> Any:
    user = call.database.users.get(row["assigneeId"])
    return None if user is None else user["name"].lower()


_KEYS: dict[str, Callable[[Call, Row], Any]] = {
    "assignee": _assignee,
    "completedAt": lambda _, row: row["completedAt"],
    "createdAt": lambda _, row: row["createdAt"],
    "dueDate": lambda _, row: row["dueDate"],
    "estimate": lambda _, row: row["estimate"],
    "manual": lambda _, row: row["sortOrder"],
    "priority": lambda _, row: row["priority"] or None,
    "title": lambda _, row: row["title"].lower(),
    "updatedAt": lambda _, row: row["updatedAt"],
    "workflowState": _state,
}


def sort_issues(call: Call, orders: Sequence[Mapping[str, Any]], rows: list[Row]) -> list[Row]:
    """Return rows in the order of inputs, the first of which weighs most."""
    rows = sorted(rows, key=lambda row: (row["createdAt"], row["seq"]), reverse=True)
    for order in reversed(orders):
        for name, how in reversed(order.items()):
            if how is not None:
                rows = _sort(rows, how, name, partial(_KEYS[name], call))
    return rows


def _sort(rows: list[Row], how: Mapping[str, Any], name: str, key: Callable[[Row], Any]) -> list[Row]:
    empty = [row for row in rows if key(row) is None]
    filled = [row for row in rows if key(row) is not None]
    filled.sort(key=key, reverse=how.get("order") == "Descending")
    is_first = how.get("noPriorityFirst") if name == "priority" else how.get("nulls") == "first"
    return [*empty, *filled] if is_first else [*filled, *empty]
