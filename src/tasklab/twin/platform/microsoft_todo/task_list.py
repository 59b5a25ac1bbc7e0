"""Lists of tasks. Source: https://learn.microsoft.com/graph/api/resources/todotasklist."""

from __future__ import annotations

from tasklab.twin.platform.microsoft_todo.call import NOTHING, Answer, Call
from tasklab.twin.platform.microsoft_todo.filter import LIST, search
from tasklab.twin.platform.microsoft_todo.member import Read, read_members, text
from tasklab.twin.platform.microsoft_todo.operation import operation
from tasklab.twin.platform.microsoft_todo.page import PAGE_SIZE, cut, page_size, read_expanded
from tasklab.twin.platform.microsoft_todo.refusal import access_denied, invalid
from tasklab.twin.platform.microsoft_todo.task_show import LIST_CHILDREN, show_list

CONTEXT = "todo/lists"
_MEMBERS: dict[str, Read | None] = {
    "displayName": text,
    **dict.fromkeys(("id", "isOwner", "isShared", "wellknownListName")),
}


@operation("GET me/todo/lists")
def list_lists(call: Call) -> Answer:
    """Return the lists of a mailbox by pages."""
    expanded = read_expanded(call, LIST_CHILDREN)
    rows = search(call, call.database.lists_of(call.owner["id"]), LIST)
    size = page_size(call, PAGE_SIZE)
    return cut(call, rows, size, lambda row: show_list(call, row, expanded), call.context(CONTEXT))


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
    return Answer(_entity(call, show_list(call, call.find_list(list_id), read_expanded(call, LIST_CHILDREN))))


@operation("PATCH me/todo/lists/{list_id}")
def update_list(call: Call, list_id: str) -> Answer:
    """Rename a list; nothing else of it can be changed. Callers measured that it passes over `If-Match`."""
    row = call.find_list(list_id)
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
    if row["wellknown"] != "none":
        raise invalid("Your request can't be completed. A default task folder can't be deleted.")
    if row["owner_id"] != call.owner["id"]:
        raise access_denied()
    call.database.remove_list(row)
    return NOTHING


def _entity(call: Call, shown: dict[str, object]) -> dict[str, object]:
    return {"@odata.context": call.context(CONTEXT, is_entity=True), **shown}


def _name(name: str | None) -> str:
    if name is None or not name.strip():
        raise invalid("The property 'displayName' is required.", "ErrorRequiredPropertyMissing")
    return name
