"""Relations of work items: links with two ends, hyperlinks, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.azure_devops import moment
from tasklab.twin.platform.azure_devops.database import Update
from tasklab.twin.platform.azure_devops.link_type import CHILD, FILE, LINK_TYPES, PARENT
from tasklab.twin.platform.azure_devops.refusal import RefusalError, bad_property

if TYPE_CHECKING:
    from tasklab.twin.platform.azure_devops.call import Call
    from tasklab.twin.platform.azure_devops.link_type import LinkType
    from tasklab.twin.platform.azure_devops.patch import Patch
    from tasklab.twin.store import Row

Relation = dict[str, Any]
_ITEM_URL = re.compile(r".*/_apis/wit/workitems/([0-9]{1,10})/?", re.IGNORECASE)
_FILE_URL = re.compile(r".*/_apis/wit/attachments/([0-9a-f-]{36})(\?.*)?", re.IGNORECASE)
_MAX_DEPTH = 1000


class Draft:
    """What the relations of a work item will be, checked before anything is kept."""

    def __init__(self, call: Call, item: Row, patch: Patch) -> None:
        """Check it. Raises: RefusalError."""
        self._call, self._item = call, item
        before = list(item["relations"])
        for index in (*patch.removed, *patch.comments):
            if index >= len(before):
                raise bad_property(f"Index out of range for path /relations/{index}.")
        self.removed = [before[index] for index in sorted(set(patch.removed))]
        self.updated = []
        for index, text in patch.comments.items():
            before[index] = {**before[index], "attributes": {**before[index]["attributes"], "comment": text}}
            self.updated.append(before[index])
        self.kept = [each for index, each in enumerate(before) if index not in patch.removed]
        self.added: list[Relation] = []
        for value in patch.added:
            self.added.append(self._read(value))

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.added or self.removed or self.updated)

    @property
    def is_revision(self) -> bool:
        """Whether the work item gets a revision: for files and hyperlinks, and not for links."""
        return any("target" not in each for each in (*self.added, *self.removed, *self.updated))

    def apply(self) -> None:
        """Keep the relations, and the other ends of links."""
        item, call = self._item, self._call
        item["relations"] = (*self.kept, *self.added)
        for each in self.removed:
            _touch_other_end(call, item, each, is_added=False)
        for each in self.added:
            _touch_other_end(call, item, each, is_added=True)

    def _read(self, value: Relation) -> Relation:
        rel, url = value.get("rel"), value.get("url")
        link = LINK_TYPES.get(rel.lower()) if isinstance(rel, str) else None
        if link is None:
            raise bad_property(f"Relation type {rel} is not valid.")
        if not isinstance(url, str) or not url:
            raise bad_property("The url of the relation is not valid.")
        attributes = value.get("attributes") or {}
        if not isinstance(attributes, dict):
            raise bad_property("The attributes of the relation are not valid.")
        told = {"comment": str(attributes["comment"])} if attributes.get("comment") else {}
        made = self._read_link(link, url, told) if link.is_link else self._read_resource(link, url, attributes, told)
        key = identity(made)
        if any(identity(each) == key for each in (*self.kept, *self.added)):
            raise RefusalError(400, "RelationAlreadyExistsException", "VS403653: Relation already exists.")
        return made

    def _read_link(self, link: LinkType, url: str, told: Relation) -> Relation:
        found = _ITEM_URL.fullmatch(url)
        if found is None:
            raise bad_property(f"The url of the relation is not valid: {url}")
        target = self._call.find_anywhere(int(found[1]))
        if target["id"] == self._item["id"]:
            text = "TF201035: A work item cannot be linked to itself."
            raise RefusalError(400, "WorkItemLinkCircularException", text)
        _check_tree(self._call, link, self._item, target, (*self.kept, *self.added))
        return {"rel": link.reference, "target": target["id"], "attributes": told}

    def _read_resource(self, link: LinkType, url: str, attributes: Relation, told: Relation) -> Relation:
        at = moment.render(self._call.now_s)
        times = {
            "authorizedDate": at,
            "resourceCreatedDate": at,
            "resourceModifiedDate": at,
            "revisedDate": moment.NEVER,
        }
        made: Relation = {"rel": link.reference, "url": url}
        told = {"id": self._call.database.resource_ids(), **times, **told}
        if link.reference == FILE:
            file = self._find_file(url)
            made["attachment"] = file["id"]
            told |= {"resourceSize": len(file["content"]), "name": attributes.get("name") or file["name"]}
        elif attributes.get("name"):
            told["name"] = str(attributes["name"])
        return {**made, "attributes": told}

    def _find_file(self, url: str) -> Row:
        found = _FILE_URL.fullmatch(url)
        file = self._call.database.attachments.get(found[1].lower()) if found else None
        if file is None:
            text = f"TF237082: The attachment {url} does not exist."
            raise RefusalError(404, "AttachmentNotFoundException", text)
        return file


def identity(relation: Relation) -> tuple[str, Any]:
    """Return what makes a relation another one than the next."""
    return relation["rel"], relation.get("target", relation.get("attachment", relation.get("url")))


def _check_tree(call: Call, link: LinkType, item: Row, target: Row, own: tuple[Relation, ...]) -> None:
    """Hold that a parent is the only one, and no descendant."""
    if link.reference not in {PARENT, CHILD}:
        return
    child, parent = (item, target) if link.reference == PARENT else (target, item)
    of_child = own if child is item else child["relations"]
    if any(each["rel"] == PARENT for each in of_child):
        text = (
            f"TF201036: You cannot add a {link.name} link between work items {item['id']} and {target['id']} because a "
            "work item can have only one Parent link."
        )
        raise RefusalError(400, "WorkItemLinkAddExtraParentException", text)
    above: Row | None = parent
    for _ in range(_MAX_DEPTH):
        if above is None:
            return
        if above["id"] == child["id"]:
            text = (
                f"TF201065: You cannot add a {link.name} link between work items {item['id']} and {target['id']} "
                "because it would make a circular relationship."
            )
            raise RefusalError(400, "WorkItemLinkCircularException", text)
        found = next((each["target"] for each in above["relations"] if each["rel"] == PARENT), None)
        above = call.database.items.get(found)


def _touch_other_end(call: Call, item: Row, relation: Relation, *, is_added: bool) -> None:
    other = call.database.items.get(relation.get("target"))
    opposite = LINK_TYPES[relation["rel"].lower()].opposite
    if other is None or opposite is None:
        return
    end = {"rel": opposite, "target": item["id"], "attributes": relation["attributes"]}
    rest = tuple(each for each in other["relations"] if identity(each) != identity(end))
    other["relations"] = (*rest, end) if is_added else rest
    change = {"added" if is_added else "removed": (end,)}
    other["updates"].append(Update(other["rev"], call.now_s, call.my_id, is_revision=False, **change))


def unlink(call: Call, item: Row) -> None:
    """Take away the other ends of a work item that goes for good."""
    for each in item["relations"]:
        _touch_other_end(call, item, each, is_added=False)
