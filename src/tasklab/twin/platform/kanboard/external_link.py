"""Procedures about links to the outside. Source: https://docs.kanboard.org/v1/api/external_task_link_procedures/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tasklab.twin.platform.kanboard.access import PROJECT_MEMBER
from tasklab.twin.platform.kanboard.php import as_id, as_text, is_empty
from tasklab.twin.platform.kanboard.procedure import procedure, task_of

if TYPE_CHECKING:
    from tasklab.twin.platform.kanboard.procedure import Call
    from tasklab.twin.store import Row

_TYPES = {"auto": "Auto", "attachment": "Attachment", "file": "Local File", "weblink": "Web Link"}
_DEPENDENCIES = {"related": "Related"}
_ATTACHED = (".pdf", ".zip", ".png", ".jpg", ".jpeg", ".gif", ".doc", ".docx", ".xls", ".xlsx", ".txt", ".csv")


@procedure()
def get_external_task_link_types(_call: Call) -> dict[str, str]:
    """Return the kinds of link."""
    return _TYPES


@procedure()
def get_external_task_link_provider_dependencies(_call: Call, providerName: Any) -> dict[str, str] | bool:  # noqa: N803
    """Return what a link of a kind may say about the task; false for an unknown kind."""
    return _DEPENDENCIES if as_text(providerName) in _TYPES.keys() - {"auto"} else False


@procedure(task_of())
def get_external_task_link_by_id(call: Call, task_id: Any, link_id: Any) -> Row | None:
    """Return a link of a task, or null."""
    return call.row(_find(call, task_id, link_id))


@procedure(task_of())
def get_all_external_task_links(call: Call, task_id: Any) -> list[Row | None]:
    """Return the links of a task, with who made them."""
    shown = []
    for link in call.database.external_links.where("task_id", as_id(task_id)):
        author = call.database.users.get(link["creator_id"]) or {}
        more = {
            "creator_name": author.get("name"),
            "creator_username": author.get("username"),
            "dependency_label": _DEPENDENCIES.get(link["dependency"], ""),
            "type": _TYPES.get(link["link_type"], ""),
        }
        shown.append(call.row(link | more))
    return shown


@procedure(task_of(), PROJECT_MEMBER)
def create_external_task_link(
    call: Call, task_id: Any, url: Any, dependency: Any, type_: Any = "auto", title: Any = ""
) -> int | bool:
    """Link a task to an address; its title is the last part of the address when none is given."""
    kind = _find_kind(as_text(url)) if type_ == "auto" else as_text(type_)
    if as_id(task_id) not in call.database.tasks or kind not in _TYPES or as_text(dependency) not in _DEPENDENCIES:
        return False
    row = {
        "link_type": kind,
        "dependency": dependency,
        "title": as_text(title) or as_text(url).rstrip("/").rpartition("/")[2],
        "url": as_text(url),
        "date_creation": call.now_s,
        "date_modification": call.now_s,
        "task_id": as_id(task_id),
        "creator_id": call.user_id,
    }
    return int(call.database.external_links.insert(row))


@procedure(task_of(), PROJECT_MEMBER)
def update_external_task_link(
    call: Call, task_id: Any, link_id: Any, title: Any = None, url: Any = None, dependency: Any = None
) -> bool:
    """Change the fields of a link that are given."""
    link = _find(call, task_id, link_id)
    given = {"title": title, "url": url, "dependency": dependency}
    changes = {name: as_text(value) for name, value in given.items() if value is not None}
    if link is None or any(is_empty(value) for value in changes.values()):
        return False
    return call.database.external_links.update(link["id"], changes | {"date_modification": call.now_s})


@procedure(task_of(), PROJECT_MEMBER)
def remove_external_task_link(call: Call, task_id: Any, link_id: Any) -> bool:
    """Remove a link of a task."""
    link = _find(call, task_id, link_id)
    return link is not None and call.database.external_links.remove(link["id"])


def _find(call: Call, task_id: Any, link_id: Any) -> Row | None:
    link = call.database.external_links.get(as_id(link_id))
    return link if link is not None and link["task_id"] == as_id(task_id) else None


def _find_kind(url: str) -> str | None:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return "file"
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return "attachment" if parts.path.lower().endswith(_ATTACHED) else "weblink"
