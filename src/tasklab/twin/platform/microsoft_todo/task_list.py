"""Lists of tasks. Source: https://learn.microsoft.com/graph/api/resources/todotasklist."""

from __future__ import annotations

from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.filter import LIST, search
from tasklab.twin.platform.microsoft_todo.member import Read, read_members, text
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import cut, page_size, read_names
from tasklab.twin.platform.microsoft_todo.refusal import access_denied, bad_query, invalid
from tasklab.twin.platform.microsoft_todo.task_show import LIST_CHILDREN, LIST_MEMBERS, show_list

PAGE_SIZE = 100
CONTEXT = "todo/lists"
_MEMBERS: dict[str, Read | None] = {
    "displayName": text,
    **dict.fromkeys(("id", "isOwner", "isShared", "wellknownListName")),
}


@operation("GET me/todo/lists")
def list_lists(call: Call) -> Answer:
    """Return the lists of a mailbox by pages. Callers report that `$skip` alone is passed over here."""
    names, expanded = read_shape(call)
    rows = search(call, call.database.lists_of(call.owner["id"]), LIST)
    size = page_size(call, PAGE_SIZE)
    return cut(call, rows, size, lambda row: show_list(call, row, names, expanded), call.context(CONTEXT), skips=False)


@operation("GET me/todo/lists/$count")
def count_lists(call: Call) -> Answer:
    """Return how many lists there are."""
    rows = search(call, call.database.lists_of(call.owner["id"]), LIST)
    return Answer(content=str(len(rows)).encode(), headers={"content-type": "text/plain"})


@operation("POST me/todo/lists")
def create_list(call: Call) -> Answer:
    """Make a list."""
    given = read_members(call.body, _MEMBERS, "todoTaskList")
    row = {
        "owner_id": call.owner["id"],
        "name": _name(given.get("displayName")),
        "wellknown": "none",
        "shared_with": (),
        "change": call.database.next_change(),
    }
    call.database.lists.insert(row)
    return Answer(_entity(call, show_list(call, row)), 201)


@operation("GET me/todo/lists/{list_id}")
def get_list(call: Call, list_id: str) -> Answer:
    """Return a list."""
    names, expanded = read_shape(call)
    return Answer(_entity(call, show_list(call, call.find_list(list_id), names, expanded)))


@operation("PATCH me/todo/lists/{list_id}")
def update_list(call: Call, list_id: str) -> Answer:
    """Rename a list; nothing else of it can be changed."""
    row = call.find_list(list_id)
    call.check_unchanged(row)
    given = read_members(call.body, _MEMBERS, "todoTaskList")
    if "displayName" in given:
        if row["wellknown"] != "none":
            raise invalid("Your request can't be completed. A default task folder can't be renamed.")
        changes = {"name": _name(given["displayName"]), "change": call.database.next_change()}
        call.database.lists.update(row["id"], changes)
    return Answer(_entity(call, show_list(call, row)))


@operation("DELETE me/todo/lists/{list_id}")
def delete_list(call: Call, list_id: str) -> Answer:
    """Forget a list with its tasks."""
    row = call.find_list(list_id)
    call.check_unchanged(row)
    if row["wellknown"] != "none":
        raise invalid("Your request can't be completed. A default task folder can't be deleted.")
    if row["owner_id"] != call.owner["id"]:
        raise access_denied()
    call.database.remove_list(row)
    return NOTHING


def read_shape(call: Call) -> tuple[list[str] | None, list[str]]:
    """Read `$select` and `$expand` of lists.

    Raises: RefusalError with 400 for unknown members, and for the name of a list, as callers report.
    """
    names = read_names(call, "$select", (*LIST_MEMBERS, *LIST_CHILDREN))
    if names is not None and "displayName" in names:
        raise bad_query("Could not find a property named 'displayName'.")
    return names, read_names(call, "$expand", LIST_CHILDREN) or []


def _entity(call: Call, shown: dict[str, object]) -> dict[str, object]:
    return {"@odata.context": call.context(CONTEXT, is_entity=True), **shown}


def _name(name: str | None) -> str:
    if name is None or not name.strip():
        raise invalid("The property 'displayName' is required.", "ErrorRequiredPropertyMissing")
    return name
