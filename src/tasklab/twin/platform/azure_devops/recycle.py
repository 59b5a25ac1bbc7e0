"""The recycle bin: deleting, restoring, destroying. Source: https://learn.microsoft.com/rest/api/azure/devops/wit/recyclebin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.access import ADMIN, role_of
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.database import Update
from tasklab.twin.platform.azure_devops.item import MAX_IDS
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import bad_property, item_unknown, may_not
from tasklab.twin.platform.azure_devops.relation import unlink
from tasklab.twin.platform.azure_devops.show import show_item
from tasklab.twin.platform.azure_devops.version import Stage

if TYPE_CHECKING:
    from tasklab.twin.store import Row

NO_CONTENT = Answer(status=204)


@operation("DELETE wit/workitems/{id}")
def delete_item(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Put a work item into the bin, or with `destroy` away for good."""
    item = call.find_item(id)
    if call.flag("destroy"):
        return _destroy(call, item)
    return Answer(_delete(call, item))


@operation("POST wit/workitemsdelete", stage=Stage("7.1", released="7.1"), needs_project=True)
def delete_items(call: Call) -> Answer:
    """Delete several work items."""
    ids = call.body.get("ids")
    if not isinstance(ids, list) or not 0 < len(ids) <= MAX_IDS:
        raise bad_property(f"The number of work item ids has to be between 1 and {MAX_IDS}.")
    items = [call.find_item(each if isinstance(each, int) else str(each)) for each in ids]
    if call.body.get("destroy") is True:
        results = [{"id": each["id"], "code": _destroy(call, each).status} for each in items]
        return Answer({"results": results})
    return Answer({"results": [_delete(call, each) for each in items]})


@operation("GET wit/recyclebin", needs_project=True)
def list_deleted(call: Call) -> Answer:
    """Return which work items are in the bin, or those of them that are named."""
    project = call.own_project
    rows = [each for each in call.database.items.where("project_id", project["id"]) if each["deleted_at"] is not None]
    if "ids" in call.query:
        wanted = set(call.query["ids"].replace(" ", "").split(","))
        return listed([show_deleted(call, each) for each in rows if str(each["id"]) in wanted])
    return listed([{"id": each["id"], "url": _url(call, each)} for each in rows])


@operation("GET wit/recyclebin/{id}")
def get_deleted(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return a work item that is in the bin."""
    return Answer(show_deleted(call, call.find_item(id, is_deleted=True)))


@operation("PATCH wit/recyclebin/{id}")
def restore(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Take a work item out of the bin."""
    item = call.find_item(id, is_deleted=True)
    if call.body.get("isDeleted") is not False:
        raise bad_property("The value of isDeleted has to be false.")
    call.check_may_save(call.project_of(item))
    shown = show_deleted(call, item)
    item["deleted_at"] = item["deleted_by"] = None
    _revise(call, item)
    return Answer({**shown, "url": call.url(f"wit/workItems/{item['id']}"), "resource": show_item(call, item)})


@operation("DELETE wit/recyclebin/{id}")
def destroy(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Do away with a work item for good."""
    return _destroy(call, call.find_item(id, is_deleted=True))


def _delete(call: Call, item: Row) -> dict[str, Any]:
    call.check_may_save(call.project_of(item))
    item["deleted_at"], item["deleted_by"] = call.now_s, call.my_id
    _revise(call, item)
    return show_deleted(call, item)


def _revise(call: Call, item: Row) -> None:
    """Make the revision that deleting and restoring are."""
    fields = {name: value for name, value in item["fields"].items() if name not in {"System.History", "comment"}}
    call.database.revise(item, fields, call.now_s, call.my_id)
    item["updates"].append(Update(item["rev"], call.now_s, call.my_id, is_revision=True))


def _destroy(call: Call, item: Row) -> Answer:
    project = call.project_of(item)
    if role_of(call.database, project, call.user) < ADMIN:
        raise may_not("Permanently delete work items", call.user["unique_name"])
    unlink(call, item)
    call.database.comments.remove_where("item_id", item["id"])
    call.database.items.remove(item["id"])
    return NO_CONTENT


def show_deleted(call: Call, item: Row) -> dict[str, Any]:
    """Return a work item as the bin has it."""
    user = call.database.users.get(item["deleted_by"])
    if user is None:
        raise item_unknown(item["id"])
    return {
        "id": item["id"],
        "code": 200,
        "type": item["type"],
        "name": item["fields"]["System.Title"],
        "project": call.project_of(item)["name"],
        "deletedDate": moment.render_american(item["deleted_at"]),
        "deletedBy": f"{user['display_name']} <{user['unique_name']}>",
        "url": _url(call, item),
        "resource": show_item(call, item),
    }


def _url(call: Call, item: Row) -> str:
    return call.url(f"wit/recycleBin/{item['id']}")
