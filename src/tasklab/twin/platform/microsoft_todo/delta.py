"""Delta queries: what is there, and then what changed since.

Source: https://learn.microsoft.com/graph/delta-query-overview, https://learn.microsoft.com/graph/api/todotask-delta.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

import msgspec

from tasklab.twin.platform.microsoft_todo import task, task_list
from tasklab.twin.platform.microsoft_todo.call import Answer, Call
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import link, page_size
from tasklab.twin.platform.microsoft_todo.refusal import RefusalError, bad_query
from tasklab.twin.platform.microsoft_todo.task_show import show_list, show_task

if TYPE_CHECKING:
    from tasklab.twin.store import Row

PAGE_SIZE = 10
Show: TypeAlias = Callable[["Call", "Row", "list[str] | None", "list[str]"], dict[str, Any]]
_REFUSED = ("$filter", "$orderby", "$search", "$skip", "$count")
"""`$filter` and `$orderby` are good for messages alone, by the member that the documents name."""


class _State(msgspec.Struct):
    """How far a round is, and what was asked for when it began."""

    holder: str
    after: int
    """The change that was answered last."""
    born: int
    """What was gone by this change was never told, and need not be told to be gone."""
    size: int
    names: list[str] | None
    expanded: list[str]


@operation("GET me/todo/lists/delta")
def track_lists(call: Call) -> Answer:
    """Return the lists that are new, changed or gone."""
    state = _read_state(call, call.owner["id"], task_list.read_shape)
    return _answer(call, state, call.database.lists_of(call.owner["id"]), show_list, "Collection(todoTaskList)")


@operation("GET me/todo/lists/{list_id}/tasks/delta")
def track_tasks(call: Call, list_id: str) -> Answer:
    """Return the tasks of a list that are new, changed or gone."""
    row = call.find_list(list_id)
    state = _read_state(call, row["id"], task.read_shape)
    return _answer(call, state, call.database.tasks.where("list_id", row["id"]), show_task, "Collection(todoTask)")


def _read_state(call: Call, holder: str, read_shape: Callable[[Call], tuple[list[str] | None, list[str]]]) -> _State:
    text = call.query.get("$skiptoken", call.query.get("$deltatoken"))
    if text is not None:
        return _parse(text, holder)
    refused = next((name for name in _REFUSED if name in call.query), None)
    if refused is not None:
        raise bad_query(f"The query option '{refused}' is not supported with delta.")
    names, expanded = read_shape(call)
    return _State(holder, 0, call.database.last_change, page_size(call, PAGE_SIZE), names, expanded)


def _answer(call: Call, state: _State, rows: list[Row], show: Show, kind: str) -> Answer:
    changed = [(row["change"], row) for row in rows if row["change"] > state.after]
    since = max(state.after, state.born)
    gone = call.database.tombstones.where("holder_id", state.holder)
    changed += [(row["change"], row) for row in gone if row["change"] > since]
    changed.sort(key=lambda pair: pair[0])
    page = changed[: state.size]
    state.after = page[-1][0] if page else max(state.after, call.database.last_change)
    value = [
        {"id": row["gone"], "@removed": {"reason": "deleted"}}
        if "gone" in row
        else show(call, row, state.names, state.expanded)
        for _, row in page
    ]
    is_over = len(changed) <= state.size
    token = ("$deltatoken" if is_over else "$skiptoken", _render(state))
    name = "@odata.deltaLink" if is_over else "@odata.nextLink"
    context = f"{call.base}/$metadata#{quote(kind, safe='()')}"
    return Answer({"@odata.context": context, name: link(call, [token]), "value": value})


def _render(state: _State) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(state)).decode().rstrip("=")


def _parse(text: str, holder: str) -> _State:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        state = msgspec.json.decode(content, type=_State)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise _lost() from error
    if state.holder != holder or state.size < 1:
        raise _lost()
    return state


def _lost() -> RefusalError:
    text = "The sync state generation is not found; the delta token is expired and data must be synchronized again."
    return RefusalError(410, "syncStateNotFound", text, "SyncStateNotFound")
