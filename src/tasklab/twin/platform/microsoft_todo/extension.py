"""Open extensions: data of one's own at a list or a task.

Source: https://learn.microsoft.com/graph/api/opentypeextension-post-opentypeextension and its neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import cut, page_size
from tasklab.twin.platform.microsoft_todo.refusal import RefusalError, bad_request, invalid, not_found

if TYPE_CHECKING:
    from tasklab.twin.platform.microsoft_todo.call import Call
    from tasklab.twin.store import Row

_TYPE = "#microsoft.graph.openTypeExtension"
_LIST = "me/todo/lists/{list_id}/extensions"
_TASK = "me/todo/lists/{list_id}/tasks/{task_id}/extensions"
_NAMED = frozenset({"id", "extensionName"})


def show_extensions(call: Call, holder_id: str) -> list[dict[str, Any]]:
    """Return the extensions of a list or task."""
    return [_show(call, each) for each in call.database.extensions.where("holder_id", holder_id)]


@operation(f"GET {_LIST}")
@operation(f"GET {_TASK}")
def list_extensions(call: Call, list_id: str, task_id: str | None = None) -> Answer:
    """Return the extensions of a list or task."""
    rows = call.database.extensions.where("holder_id", _holder(call, list_id, task_id)["id"])
    return cut(call, rows, page_size(call, 100), lambda row: _show(call, row), call.context("todo/lists/extensions"))


@operation(f"POST {_LIST}")
@operation(f"POST {_TASK}")
def create_extension(call: Call, list_id: str, task_id: str | None = None) -> Answer:
    """Keep an extension under a name that the list or task does not have yet."""
    holder = _holder(call, list_id, task_id)
    name = call.body.get("extensionName")
    if not isinstance(name, str) or not name.strip():
        raise bad_request("Required property 'extensionName' is missing.")
    if call.database.extensions.first("name", (holder["id"], name)) is not None:
        text = "An extension already exists with given id."
        raise RefusalError(409, "nameAlreadyExists", text, "ErrorItemSave")
    row = {"holder_id": holder["id"], "name": name, "values": _values(call)}
    call.database.extensions.insert(row)
    _touch(call, holder)
    return Answer(_show(call, row), 201)


@operation(f"GET {_LIST}/{{name}}")
@operation(f"GET {_TASK}/{{name}}")
def get_extension(call: Call, list_id: str, name: str, task_id: str | None = None) -> Answer:
    """Return an extension."""
    row = _find(call, _holder(call, list_id, task_id), name)
    return Answer({"@odata.context": call.context("todo/lists/extensions", is_entity=True), **_show(call, row)})


@operation(f"PATCH {_LIST}/{{name}}")
@operation(f"PATCH {_TASK}/{{name}}")
def update_extension(call: Call, list_id: str, name: str, task_id: str | None = None) -> Answer:
    """Change values of an extension; those that are not named stay."""
    holder = _holder(call, list_id, task_id)
    row = _find(call, holder, name)
    call.database.extensions.update(row["id"], {"values": {**row["values"], **_values(call)}})
    _touch(call, holder)
    return Answer(_show(call, row))


@operation(f"DELETE {_LIST}/{{name}}")
@operation(f"DELETE {_TASK}/{{name}}")
def delete_extension(call: Call, list_id: str, name: str, task_id: str | None = None) -> Answer:
    """Forget an extension."""
    holder = _holder(call, list_id, task_id)
    call.database.extensions.remove(_find(call, holder, name)["id"])
    _touch(call, holder)
    return NOTHING


def _holder(call: Call, list_id: str, task_id: str | None) -> Row:
    return call.find_list(list_id) if task_id is None else call.find_task(list_id, task_id)


def _touch(call: Call, holder: Row) -> None:
    table = call.database.tasks if holder["id"] in call.database.tasks else call.database.lists
    table.update(holder["id"], {"change": call.database.next_change()})


def _find(call: Call, holder: Row, name: str) -> Row:
    plain = name.removeprefix("Microsoft.OutlookServices.OpenTypeExtension.")
    row = call.database.extensions.first("name", (holder["id"], plain))
    if row is None:
        raise not_found()
    return row


def _values(call: Call) -> dict[str, Any]:
    values = {name: value for name, value in call.body.items() if "@" not in name and name not in _NAMED}
    for name, value in values.items():
        if isinstance(value, dict):
            raise invalid(f"The property '{name}' of an extension may not be an object.", "ErrorInvalidProperty")
    return values


def _show(_call: Call, row: Row) -> dict[str, Any]:
    return {"@odata.type": _TYPE, "id": row["name"], "extensionName": row["name"], **row["values"]}
