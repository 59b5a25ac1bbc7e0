"""Procedures about the labels of links between tasks. Source: https://docs.kanboard.org/v1/api/link_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.kanboard.access import ADMIN
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_empty, is_missing
from tasklab.twin.platform.kanboard.procedure import procedure

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row


def opposite_of(database: Database, link_id: int) -> int:
    """Return the label of the other direction; a label without one is its own."""
    link = database.links.get(link_id)
    return link_id if link is None else int(link["opposite_id"]) or link_id


@procedure(application_role=ADMIN)
def get_all_links(call: Call) -> list[Row | None]:
    """Return all labels."""
    return call.rows(list(call.database.links))


@procedure(application_role=ADMIN)
def get_opposite_link_id(call: Call, link_id: Any) -> Any:
    """Return the label of the other direction."""
    return (call.row({"id": opposite_of(call.database, as_id(link_id))}) or {})["id"]


@procedure(application_role=ADMIN)
def get_link_by_id(call: Call, link_id: Any) -> Row | None:
    """Return a label, or null."""
    return call.row(call.database.links.get(as_id(link_id)))


@procedure(application_role=ADMIN)
def get_link_by_label(call: Call, label: Any) -> Row | None:
    """Return the label with this text, or null."""
    return call.row(call.database.links.first("label", as_text(label)))


@procedure(application_role=ADMIN)
def create_link(call: Call, label: Any, opposite_label: Any = "") -> int | bool:
    """Make a label, and the one of the other direction; each text is taken only once."""
    links = call.database.links
    texts = [as_text(label), as_text(opposite_label)]
    if is_missing(label) or texts[0] == texts[1] or any(text and links.first("label", text) for text in texts):
        return False
    link_id = int(links.insert({"label": texts[0], "opposite_id": 0}))
    if not is_empty(opposite_label):
        opposite = links.insert({"label": texts[1], "opposite_id": link_id})
        links.update(link_id, {"opposite_id": opposite})
    return link_id


@procedure(application_role=ADMIN)
def update_link(call: Call, link_id: Any, opposite_link_id: Any, label: Any) -> bool:
    """Change a label and what it is the opposite of."""
    namesake = call.database.links.first("label", as_text(label))
    if is_missing(label) or (namesake is not None and namesake["id"] != as_id(link_id)):
        return False
    changes = {"label": as_text(label), "opposite_id": as_id(opposite_link_id)}
    return call.database.links.update(as_id(link_id), changes)


@procedure(application_role=ADMIN)
def remove_link(call: Call, link_id: Any) -> bool:
    """Remove a label with the links that have it."""
    database = call.database
    for each in database.links.where("opposite_id", as_id(link_id)):
        database.links.update(each["id"], {"opposite_id": 0})
    database.task_links.remove_where("link_id", as_id(link_id))
    return database.links.remove(as_id(link_id))
