"""Open extensions: data of one's own at a list or a task.

Source: https://learn.microsoft.com/graph/api/opentypeextension-post-opentypeextension and its neighbours; and callers
who measured it: a change replaces all values, a known name is written over, nothing is at the path of the collection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.refusal import bad_query, bad_request, invalid, not_found, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.microsoft_todo.call import Call
    from tasklab.twin.store import Row

PREFIX = "microsoft.graph.openTypeExtension."
_TYPE = "#microsoft.graph.openTypeExtension"
_LIST = "me/todo/lists/{list_id}/extensions"
_TASK = "me/todo/lists/{list_id}/tasks/{task_id}/extensions"
_NAMED = frozenset({"id", "extensionName"})


def show_extension(row: Row) -> dict[str, Any]:
    """Return an extension; whole numbers are told to be such."""
    shown: dict[str, Any] = {}
    for name, value in row["values"].items():
        if isinstance(value, int) and not isinstance(value, bool):
            shown[f"{name}@odata.type"] = "#Int64"
        shown[name] = value
    return {"@odata.type": _TYPE, "id": f"{PREFIX}{row['name']}", "extensionName": row["name"], **shown}


def find_extension(call: Call, holder_id: str, name: str) -> Row | None:
    """Return the extension of a list or task by its name or id."""
    plain = name[len(PREFIX) :] if name.lower().startswith(PREFIX.lower()) else name
    return call.database.extensions.first("name", (holder_id, plain))


def put_extension(call: Call, holder_id: str, body: Mapping[str, Any]) -> Row:
    """Keep an extension, in place of one with its name. Raises: RefusalError with 400 for one without a name."""
    name = body.get("extensionName")
    if not isinstance(name, str) or not name.strip():
        raise bad_request("Required property 'extensionName' is missing.")
    row = {"holder_id": holder_id, "name": name, "values": _values(body)}
    held = find_extension(call, holder_id, name)
    if held is None:
        call.database.extensions.insert(row)
    else:
        call.database.extensions.update(held["id"], row)
    return row


@operation(f"GET {_LIST}")
@operation(f"GET {_TASK}")
def list_extensions(call: Call, list_id: str, task_id: str | None = None) -> Answer:
    """Tell that nothing is there. Raises: RefusalError with 404 always."""
    _holder(call, list_id, task_id)
    raise unknown()


@operation(f"POST {_LIST}")
@operation(f"POST {_TASK}")
def create_extension(call: Call, list_id: str, task_id: str | None = None) -> Answer:
    """Keep an extension; that of a list is not told again."""
    holder = _holder(call, list_id, task_id)
    _check_unchanged(call, holder, task_id)
    row = put_extension(call, holder["id"], call.body)
    _touch(call, holder)
    return Answer(status=201) if task_id is None else _entity(call, row, 201)


@operation(f"GET {_LIST}/{{name}}")
@operation(f"GET {_TASK}/{{name}}")
def get_extension(call: Call, list_id: str, name: str, task_id: str | None = None) -> Answer:
    """Return an extension."""
    row = find_extension(call, _holder(call, list_id, task_id)["id"], name)
    if row is None:
        raise not_found()
    return _entity(call, row)


@operation(f"PATCH {_LIST}/{{name}}")
@operation(f"PATCH {_TASK}/{{name}}")
def update_extension(call: Call, list_id: str, name: str, task_id: str | None = None) -> Answer:
    """Put other values in place of all that an extension has."""
    holder = _holder(call, list_id, task_id)
    row = find_extension(call, holder["id"], name)
    if row is None:
        raise not_found()
    _check_unchanged(call, holder, task_id)
    call.database.extensions.update(row["id"], {"values": _values(call.body)})
    _touch(call, holder)
    return _entity(call, row)


@operation(f"DELETE {_LIST}/{{name}}")
@operation(f"DELETE {_TASK}/{{name}}")
def delete_extension(call: Call, list_id: str, name: str, task_id: str | None = None) -> Answer:
    """Forget an extension, if it is there."""
    holder = _holder(call, list_id, task_id)
    _check_unchanged(call, holder, task_id)
    row = find_extension(call, holder["id"], name)
    if row is not None:
        call.database.extensions.remove(row["id"])
        _touch(call, holder)
    return NOTHING


def _check_unchanged(call: Call, holder: Row, task_id: str | None) -> None:
    if task_id is not None:  # lists pass over the header
        call.check_unchanged(holder)


def _holder(call: Call, list_id: str, task_id: str | None) -> Row:
    return call.find_list(list_id) if task_id is None else call.find_task(list_id, task_id)


def _touch(call: Call, holder: Row) -> None:
    table = call.database.tasks if holder["id"] in call.database.tasks else call.database.lists
    table.update(holder["id"], {"change": call.database.next_change()})


def _values(body: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in body.items() if "@" not in name and name not in _NAMED}
    if not values:
        raise bad_query("Resource not found for the segment 'todo'.")
    for name, value in values.items():
        if isinstance(value, dict):
            raise invalid(f"The property '{name}' of an extension may not be an object.", "ErrorInvalidProperty")
    return values


def _entity(call: Call, row: Row, status: int = 200) -> Answer:
    context = call.context("todo/lists/extensions", is_entity=True)
    return Answer({"@odata.context": context, **show_extension(row)}, status)
