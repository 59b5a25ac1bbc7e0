"""Revisions and updates of a work item.

Source: https://learn.microsoft.com/rest/api/azure/devops/wit/updates and .../revisions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.paging import cut_offset
from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.call import Answer, Call, listed
from tasklab.twin.platform.azure_devops.operation import operation
from tasklab.twin.platform.azure_devops.refusal import RefusalError
from tasklab.twin.platform.azure_devops.show import (
    item_url,
    read_expansion,
    show_fields,
    show_identity,
    show_item,
    show_relation,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.database import Update
    from tasklab.twin.store import Row

_MOST = 200


@operation("GET wit/workitems/{id}/revisions")
def list_revisions(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return what a work item was, the oldest first."""
    item = call.find_item(id)
    expansion = read_expansion(call.query.get("$expand"))
    page = cut_offset(item["revisions"], call.number("$skip", 0), call.number("$top", _MOST, _MOST))
    return listed([show_item(call, item, each, expansion=expansion) for each in page.items])


@operation("GET wit/workitems/{id}/revisions/{number}")
def get_revision(call: Call, id: str, number: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one revision by its number."""
    item = call.find_item(id)
    at = _read_number(number, len(item["revisions"]), id)
    expansion = read_expansion(call.query.get("$expand"))
    return Answer(show_item(call, item, item["revisions"][at - 1], expansion=expansion, has_links=True))


@operation("GET wit/workitems/{id}/updates")
def list_updates(call: Call, id: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return what changed in a work item, the oldest first."""
    item = call.find_item(id)
    numbered = list(enumerate(item["updates"], 1))
    page = cut_offset(numbered, call.number("$skip", 0), call.number("$top", _MOST, _MOST))
    return listed([_show_update(call, item, number, each) for number, each in page.items])


@operation("GET wit/workitems/{id}/updates/{number}")
def get_update(call: Call, id: str, number: str) -> Answer:  # noqa: A002 - as the vendor's path has it
    """Return one update by its number."""
    item = call.find_item(id)
    at = _read_number(number, len(item["updates"]), id)
    return Answer(_show_update(call, item, at, item["updates"][at - 1]))


def _read_number(text: str, most: int, item_id: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10) or not 1 <= int(text) <= most:  # noqa: PLR2004 - of 32 bits
        message = (
            f"TF401232: Work item {item_id} revision {text} does not exist, or you do not have permissions to read it."
        )
        raise RefusalError(404, "WorkItemRevisionNotFoundException", message)
    return int(text)


def _show_update(call: Call, item: Row, number: int, update: Update) -> dict[str, Any]:
    person = show_identity(call, update.by)
    named = {**person, "name": f"{person['displayName']} <{person['uniqueName']}>"}
    following = item["updates"][number].at_s if number < len(item["updates"]) else None
    body: dict[str, Any] = {
        "id": number,
        "workItemId": item["id"],
        "rev": update.rev,
        "revisedBy": named,
        "revisedDate": moment.NEVER if following is None else moment.render(following),
    }
    if update.is_revision:
        body["fields"] = _compare(call, item, update.rev)
    changes = {
        name: [show_relation(call, each) for each in found]
        for name, found in (("added", update.added), ("removed", update.removed), ("updated", update.updated))
        if found
    }
    if changes:
        body["relations"] = changes
    return {**body, "url": item_url(call, item["id"], f"/updates/{number}")}


def _compare(call: Call, item: Row, rev: int) -> dict[str, Any]:
    """Return the fields that a revision changed, each with its old and its new value where there are such."""
    revisions = item["revisions"]
    new = show_fields(call, item, revisions[rev - 1], rev)
    old = show_fields(call, item, revisions[rev - 2], rev - 1) if rev > 1 else {}
    changed = {}
    for name in {**old, **new}:
        if old.get(name) != new.get(name):
            sides = (("oldValue", old.get(name)), ("newValue", new.get(name)))
            changed[name] = {side: value for side, value in sides if value is not None}
    return changed
