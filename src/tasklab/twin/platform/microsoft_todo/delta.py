"""Delta queries: what is there, and then what changed since.

Source: https://learn.microsoft.com/graph/delta-query-overview, https://learn.microsoft.com/graph/api/todotask-delta;
and callers who measured it: `$select`, `$filter` and `$top` are refused, each page asks for its own size, and a full
page leads on even where nothing is left.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from tasklab.twin.platform.microsoft_todo.call import Answer, Call
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import PAGE_SIZE, link, page_size, read_expanded
from tasklab.twin.platform.microsoft_todo.refusal import RefusalError, bad_query, bad_request, refused
from tasklab.twin.platform.microsoft_todo.task_show import LIST_CHILDREN, TASK_CHILDREN, show_list, show_task

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from tasklab.twin.store import Row

Show: TypeAlias = Callable[["Call", "Row"], dict[str, Any]]
_REFUSED = ("$orderby", "$search", "$skip", "$count")
_GONE_LIST = {"isOwner": False, "isShared": False, "wellknownListName": "none"}
_GONE_TASK = {"isReminderOn": False, "hasAttachments": False}


class _State(msgspec.Struct):
    """How far a round is."""

    holder: str
    after: int
    """The change that was answered last."""
    born: int
    """What was gone by this change was never told, and need not be told to be gone."""


@operation("GET me/todo/lists/delta")
def track_lists(call: Call) -> Answer:
    """Return the lists that are new, changed or gone."""
    state = _read_state(call, call.owner["id"], LIST_CHILDREN)
    rows = call.database.lists_of(call.owner["id"])
    return _answer(call, state, rows, show_list, _GONE_LIST)


@operation("GET me/todo/lists/{list_id}/tasks/delta")
def track_tasks(call: Call, list_id: str) -> Answer:
    """Return the tasks of a list that are new, changed or gone."""
    row = call.find_list(list_id)
    state = _read_state(call, row["id"], TASK_CHILDREN)
    return _answer(call, state, call.database.tasks.where("list_id", row["id"]), show_task, _GONE_TASK)


def _read_state(call: Call, holder: str, children: Container[str]) -> _State:
    text = call.query.get("$skiptoken", call.query.get("$deltatoken"))
    if text is not None:
        return _parse(text, holder)
    if "$filter" in call.query:
        raise refused("Invalid request. Delta query is not supported by this resource.")
    if "$top" in call.query:
        raise refused("Skip token is not provided.")
    other = next((name for name in _REFUSED if name in call.query), None)
    if other is not None or "$select" in call.query:
        raise bad_query(f"The query option '{other or '$select'}' is not supported with delta.")
    read_expanded(call, children)
    return _State(holder, 0, call.database.last_change)


def _answer(call: Call, state: _State, rows: list[Row], show: Show, told_gone: Mapping[str, Any]) -> Answer:
    changed = [(row["change"], row) for row in rows if row["change"] > state.after]
    since = max(state.after, state.born)
    gone = call.database.tombstones.where("holder_id", state.holder)
    changed += [(row["change"], row) for row in gone if row["change"] > since]
    changed.sort(key=lambda pair: pair[0])
    size = page_size(call, PAGE_SIZE)
    page = changed[:size]
    state.after = page[-1][0] if page else max(state.after, call.database.last_change)
    value = [
        {"id": row["gone"], **told_gone, "@removed": {"reason": "deleted"}} if "gone" in row else show(call, row)
        for _, row in page
    ]
    is_over = len(page) < size
    token = ("$deltatoken" if is_over else "$skiptoken", _render(state))
    name = "@odata.deltaLink" if is_over else "@odata.nextLink"
    kind = "todoTask" if told_gone is _GONE_TASK else "todoTaskList"
    context = f"{call.base}/$metadata#Collection({kind})"
    told = {"preference-applied": "odata.track-changes"}
    return Answer({"@odata.context": context, name: link(call, [token]), "value": value}, headers=told)


def _render(state: _State) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(state)).decode().rstrip("=")


def _parse(text: str, holder: str) -> _State:
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        state = msgspec.json.decode(content, type=_State)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise bad_request("Badly formed token.") from error
    if state.holder != holder:
        text = "The delta token is no longer valid, and the app must reset the sync state."
        raise RefusalError(410, "SyncStateNotFound", text, "SyncStateInvalid")
    return state
