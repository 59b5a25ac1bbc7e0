"""Work items and people as they are answered.

Source: the descriptions, `WorkItem` and `IdentityRef`, and the vendor's samples.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.field import DATES, FIELDS, IDENTITIES
from tasklab.twin.platform.azure_devops.link_type import LINK_TYPES, PARENT
from tasklab.twin.platform.azure_devops.refusal import bad_property, field_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.azure_devops.call import Call
    from tasklab.twin.platform.azure_devops.database import Revision
    from tasklab.twin.store import Row

REFERENCES = {each.reference.lower(): each.reference for each in FIELDS}
_EXPANSIONS = ("none", "relations", "fields", "links", "all")
_MORE = (
    "System.Id",
    "System.AreaId",
    "System.NodeName",
    "System.AreaLevel1",
    "System.Rev",
    "System.AuthorizedDate",
    "System.RevisedDate",
    "System.IterationId",
    "System.IterationLevel1",
    "System.AuthorizedAs",
    "System.PersonId",
    "System.Watermark",
)
"""What is answered only where fields are expanded, or asked for by name."""
_HIDDEN = frozenset(_MORE)


def show_identity(call: Call, user_id: str) -> dict[str, Any]:
    """Return a person as fields and comments have them; a name that nobody has stays a name."""
    user = call.database.users.get(user_id)
    if user is None:
        return {"displayName": user_id, "id": "00000000-0000-0000-0000-000000000000", "uniqueName": user_id}
    avatar = f"{call.address}/_apis/GraphProfile/MemberAvatars/{user['descriptor']}"
    return {
        "displayName": user["display_name"],
        "url": f"{call.address}/_apis/Identities/{user['id']}",
        "_links": {"avatar": {"href": avatar}},
        "id": user["id"],
        "uniqueName": user["unique_name"],
        "imageUrl": avatar,
        "descriptor": user["descriptor"],
    }


def item_url(call: Call, item_id: int, rest: str = "") -> str:
    """Return the address of a work item."""
    return call.url(f"wit/workItems/{item_id}{rest}")


def read_expansion(text: str | None) -> str:
    """Read `$expand`. Raises: RefusalError with 400 for an unknown word."""
    expansion = (text or "none").lower()
    if expansion not in _EXPANSIONS:
        raise bad_property(f"The value '{text}' is not valid for $expand.")
    return expansion


def read_fields(names: Iterable[str]) -> list[str]:
    """Read which fields are asked for, by reference name. Raises: RefusalError with 400 for an unknown one."""
    found = []
    for name in names:
        reference = REFERENCES.get(name.strip().lower())
        if reference is None:
            raise field_unknown(name.strip())
        found.append(reference)
    return found


def show_item(
    call: Call,
    item: Row,
    revision: Revision | None = None,
    *,
    expansion: str = "none",
    fields: list[str] | None = None,
    has_links: bool = False,
) -> dict[str, Any]:
    """Return a work item as it is, or as a revision had it."""
    shown = revision or item["revisions"][-1]
    rev = item["rev"] if revision is None else item["revisions"].index(revision) + 1
    body: dict[str, Any] = {"id": item["id"], "rev": rev}
    values = show_fields(call, item, shown, rev)
    wanted = fields or [each for each in values if expansion in {"fields", "all"} or each not in _HIDDEN]
    body["fields"] = {each: values[each] for each in wanted if each in values}
    relations = item["relations"] if revision is None else shown.relations
    if expansion in {"relations", "all"} and relations:
        body["relations"] = [show_relation(call, each) for each in relations]
    if call.api.has("6.0") and "comment" in shown.fields and fields is None:
        body["commentVersionRef"] = _show_comment_reference(call, item, shown)
    rest = "" if revision is None else f"/revisions/{rev}"
    if has_links or expansion in {"links", "all"}:
        body["_links"] = show_links(call, item, rest)
    return {**body, "url": item_url(call, item["id"], rest)}


def show_fields(call: Call, item: Row, revision: Revision, rev: int) -> dict[str, Any]:
    """Return every field that has a value, those that are made of others among them."""
    raw = revision.fields
    area, iteration = (call.database.path_of(raw[each]) for each in ("System.AreaId", "System.IterationId"))
    project = call.project_of(item)["name"]
    is_last = rev == len(item["revisions"])
    revised = moment.NEVER if is_last else moment.render(item["revisions"][rev].at_s)
    head = {
        "System.Id": item["id"],
        "System.AreaId": raw["System.AreaId"],
        "System.AreaPath": area,
        "System.TeamProject": project,
        "System.NodeName": area.rpartition("\\")[2],
        "System.AreaLevel1": area.partition("\\")[0],
        "System.Rev": rev,
        "System.AuthorizedDate": moment.render(revision.at_s),
        "System.RevisedDate": revised,
        "System.IterationId": raw["System.IterationId"],
        "System.IterationPath": iteration,
        "System.IterationLevel1": iteration.partition("\\")[0],
        "System.AuthorizedAs": show_identity(call, revision.by),
    }
    rest = {name: show_value(call, name, value) for name, value in raw.items() if name in _OF_ITEM}
    parent = next((each["target"] for each in item["relations"] if each["rel"] == PARENT), None)
    return {**head, **rest, **({} if parent is None else {"System.Parent": parent})}


_OF_ITEM = frozenset(REFERENCES.values()) - {"System.AreaId", "System.IterationId"}


def show_value(call: Call, reference: str, value: Any) -> Any:
    """Return one value as it is answered."""
    if reference in IDENTITIES:
        return show_identity(call, value)
    return moment.render(value) if reference in DATES else value


def show_relation(call: Call, relation: dict[str, Any]) -> dict[str, Any]:
    """Return one relation."""
    target = relation.get("target")
    url = relation["url"] if target is None else item_url(call, target)
    if "attachment" in relation:
        url = call.url(f"wit/attachments/{relation['attachment']}")
    attributes = dict(relation["attributes"])
    if target is not None:
        attributes = {"isLocked": False, **attributes, "name": LINK_TYPES[relation["rel"].lower()].name}
    return {"rel": relation["rel"], "url": url, "attributes": attributes}


def show_links(call: Call, item: Row, rest: str = "") -> dict[str, Any]:
    """Return the addresses around a work item."""
    project = call.project_of(item)
    type_url = f"{call.address}/{project['id']}/_apis/wit/workItemTypes/{quote(item['type'])}"
    links = {
        "self": item_url(call, item["id"], rest),
        "workItemUpdates": item_url(call, item["id"], "/updates"),
        "workItemRevisions": item_url(call, item["id"], "/revisions"),
        "workItemComments": item_url(call, item["id"], "/comments"),
        "html": f"{call.address}/{project['id']}/_workitems/edit/{item['id']}",
        "workItemType": type_url,
        "fields": call.url("wit/fields"),
    }
    return {name: {"href": address} for name, address in links.items()}


def _show_comment_reference(call: Call, item: Row, revision: Revision) -> dict[str, Any]:
    comment_id = revision.fields["comment"]
    comment = call.database.comments.get(comment_id)
    return {
        "commentId": comment_id,
        "version": comment["version"] if comment else 1,
        "url": item_url(call, item["id"], f"/comments/{comment_id}"),
    }
