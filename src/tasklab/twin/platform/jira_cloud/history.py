"""What happened to issues: one history for each writing, with an item for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.field import SYSTEM, find_field
from tasklab.twin.platform.jira_cloud.field_list_kind import Labels, Many, Parts
from tasklab.twin.platform.jira_cloud.moment import render_moment
from tasklab.twin.platform.jira_cloud.show import show_user

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.field import Field
    from tasklab.twin.platform.jira_cloud.field_kind import Trace
    from tasklab.twin.store import Row

_ESTIMATES = ("timeoriginalestimate", "timeestimate")


def note(call: Call, issue: Row, items: list[dict[str, Any]]) -> None:
    """Keep what a writing changed; nothing where it changed nothing."""
    if items:
        row = {"issue": issue["id"], "author": call.me, "created": call.now_ms, "items": items}
        call.database.histories.insert(row)


def compare(call: Call, before: Row, changes: Row) -> list[dict[str, Any]]:
    """Return an item for each field whose value is another one."""
    items: list[dict[str, Any]] = []
    for id_, new in changes.items():
        old = before.get(id_)
        field = find_field(call.database, id_)
        if field is None or field.kind is None or new == old:
            continue
        if id_ == "timetracking":
            items += _compare_estimates(old, new)
        elif isinstance(field.kind, Many) and isinstance(field.kind, Parts):
            items += _compare_parts(call, field, old or (), new)
        else:
            items.append(make_item(field, field.kind.trace(call, old), field.kind.trace(call, new)))
    return items


def make_item(field: Field, old: Trace, new: Trace) -> dict[str, Any]:
    """Return an item of a history."""
    return {
        "field": field.history_name,
        "fieldtype": "custom" if field.is_custom else "jira",
        "fieldId": field.id,
        "from": old[0],
        "fromString": old[1],
        "to": new[0],
        "toString": new[1],
    }


def note_single(call: Call, issue: Row, field: str, old: Trace, new: Trace) -> None:
    """Keep the change of one system field."""
    note(call, issue, [make_item(SYSTEM[field], old, new)])


def show_history(call: Call, row: Row) -> dict[str, Any]:
    """Return one history."""
    return {
        "id": str(row["id"]),
        "author": show_user(call, row["author"]),
        "created": render_moment(row["created"]),
        "items": row["items"],
    }


def _compare_parts(call: Call, field: Field, old: tuple[Any, ...], new: tuple[Any, ...]) -> list[dict[str, Any]]:
    kind = field.kind
    if not isinstance(kind, Many) or isinstance(kind, Labels):
        return []
    gone = [make_item(field, kind.trace_one(call, each), (None, None)) for each in old if each not in new]
    return gone + [make_item(field, (None, None), kind.trace_one(call, each)) for each in new if each not in old]


def _compare_estimates(old: tuple[Any, ...] | None, new: tuple[Any, ...]) -> list[dict[str, Any]]:
    items = []
    for id_, was, now in zip(_ESTIMATES, old or (None, None), new, strict=True):
        if was != now:
            items.append(make_item(SYSTEM[id_], _seconds(was), _seconds(now)))
    return items


def _seconds(value: int | None) -> Trace:
    return (None, None) if value is None else (str(value), str(value))
