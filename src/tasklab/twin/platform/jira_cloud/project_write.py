"""Making, renaming and removing projects. A team-managed one brings types and statuses of its own."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.jira_cloud.access import ADMINISTRATOR
from tasklab.twin.platform.jira_cloud.issue_write import remove_issue

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.store import Row

_GH, _CORE = (
    "com.pyxis.greenhopper.jira:gh-simplified-",
    "com.atlassian.jira-core-project-templates:jira-core-simplified-",
)
TEAM_MANAGED_TEMPLATES = frozenset({f"{_GH}agility-kanban", f"{_GH}agility-scrum"})
TEMPLATES: dict[str, frozenset[str]] = {
    "software": TEAM_MANAGED_TEMPLATES | {f"{_GH}basic", f"{_GH}kanban-classic", f"{_GH}scrum-classic"},
    "business": frozenset(
        _CORE + name
        for name in (
            "content-management",
            "document-approval",
            "lead-tracking",
            "process-control",
            "procurement",
            "project-management",
            "recruitment",
            "task-tracking",
        )
    ),
}
"""By type of project. Those of the service desk are another product. Source: POST /project in the description."""
_TEAM_TYPES = (("Epic", 1), ("Task", 0), ("Subtask", -1))
_TEAM_STATUSES = (("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done"))


def make_project(
    database: Database,
    *,
    key: str,
    name: str,
    lead: str,
    kind: str = "software",
    is_simplified: bool = False,
    **more: Any,
) -> Row:
    """Make a project; who leads it administers it."""
    row: Row = {
        "key": key,
        "name": name,
        "lead": lead,
        "kind": kind,
        "is_simplified": is_simplified,
        "description": "",
        "url": "",
        "assignee_type": "UNASSIGNED",
        "is_private": False,
        "members": {lead: ADMINISTRATOR},
        "counter": 0,
        "last_issue_ms": None,
        "archived_ms": None,
        "trashed_ms": None,
        "uuid": make_uuid(f"project {key}"),
        **more,
    }
    id_ = database.projects.insert(row)
    database.project_keys[key] = int(id_)
    if is_simplified:
        for title, level in _TEAM_TYPES:
            insert_type(database, title, level, int(id_))
        for title, category in _TEAM_STATUSES:
            insert_status(database, title, category, int(id_))
    return row


def insert_type(database: Database, name: str, level: int, project: int | None = None) -> Row:
    """Add an issue type to the site, or to a team-managed project."""
    icon, text = name.lower().replace("-", ""), f"{name}s of a team."
    row = {"name": name, "level": level, "project": project, "icon": icon, "description": text}
    row["uuid"] = make_uuid(f"type {project} {name}")
    database.issue_types.insert(row)
    return row


def insert_status(database: Database, name: str, category: str, project: int | None = None) -> Row:
    """Add a status to the site, or to a team-managed project."""
    row = {"name": name, "category": category, "project": project, "description": ""}
    database.statuses.insert(row)
    return row


def rename_key(database: Database, row: Row, key: str) -> None:
    """Give a project another key, and its issues with it; the old ones still lead there."""
    database.project_keys[key] = row["id"]
    database.projects.update(row["id"], {"key": key})
    for issue in database.issues.where("project", row["id"]):
        new = f"{key}-{issue['number']}"
        database.issue_keys[new] = issue["id"]
        database.issues.update(issue["id"], {"key": new})


def remove_project(call: Call, row: Row) -> None:
    """Forget a project with all that is in it; its keys are free again."""
    database, id_ = call.database, row["id"]
    for issue in database.issues.where("project", id_):
        remove_issue(call, issue)
    for table in ("components", "versions", "issue_types", "statuses"):
        getattr(database, table).remove_where("project", id_)
    for key in [key for key, each in database.project_keys.items() if each == id_]:
        del database.project_keys[key]
    database.projects.remove(id_)


def make_uuid(text: str) -> str:
    """Return an id as vendors' UUIDs look, the same one for the same text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
