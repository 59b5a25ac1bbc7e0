"""What a new site holds: an organization of three, a team, a project that all are in, and a foreign one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.twin.platform.asana.access import ADMIN, EDITOR, VIEWER
from tasklab.twin.platform.asana.call import Call
from tasklab.twin.platform.asana.people import join_team
from tasklab.twin.platform.asana.placing import first_section
from tasklab.twin.platform.asana.project import insert_project, insert_section
from tasklab.twin.platform.asana.version import VERSIONS

if TYPE_CHECKING:
    from tasklab.twin.platform.asana.database import Database
    from tasklab.twin.store import Row

_STATUSES = (
    ("Not started", "Incomplete", "none"),
    ("In progress", "Incomplete", "blue"),
    ("Done", "Complete", "green"),
)


@dataclass(frozen=True)
class Account:
    """Who and what is there from the beginning; tokens by role."""

    tokens: dict[str, str]
    facts: dict[str, str]


def open_account(database: Database, now: str, now_s: float, address: str) -> Account:
    """Fill a new site."""
    workspace: Row = {"name": "Northwind", "email_domains": ["northwind.example"], "is_organization": True}
    database.workspaces.insert(workspace)
    main = _insert_user(database, workspace, "Greta Holm", "greta@northwind.example", now, is_admin=True)
    second = _insert_user(database, workspace, "Omar Reyes", "omar@northwind.example", now)
    guest = _insert_user(database, workspace, "Lena Park", "lena@partner.example", now, is_guest=True)
    team: Row = {"workspace_id": workspace["id"], "name": "Product", "visibility": "public", "description": ""}
    database.teams.insert(team)
    join_team(database, team["id"], main["id"], is_admin=True)
    join_team(database, team["id"], second["id"])
    calls = [Call(database, user, now_s, len(VERSIONS) - 1, address, is_premium=True) for user in (main, second)]
    project = insert_project(calls[0], workspace["id"], team["id"], "Website")
    database.sections.update(first_section(calls[0], project["id"])["id"], {"name": "To do"})
    for name in ("Doing", "Done"):
        insert_section(calls[0], project["id"], name)
    for user, level in ((second, EDITOR), (guest, VIEWER)):
        database.project_members.insert({"project_id": project["id"], "member_id": user["id"], "access_level": level})
    _insert_custom_type(database, project)
    foreign = insert_project(calls[1], workspace["id"], None, "Salaries")
    database.projects.update(foreign["id"], {"privacy_setting": "private", "default_access_level": ADMIN})
    tokens = {}
    for role, user in (("main", main), ("second", second), ("guest", guest)):
        tokens[role] = f"2/{user['id']}/{int(user['id']) + 7}:{role:0>32}"
        database.tokens[tokens[role]] = user["id"]
    facts = {
        "user_id": main["id"],
        "second_user_id": second["id"],
        "guest_user_id": guest["id"],
        "workspace_id": workspace["id"],
        "team_id": team["id"],
        "project_id": project["id"],
        "foreign_project_id": foreign["id"],
    }
    return Account(tokens, facts)


def _insert_user(
    database: Database,
    workspace: Row,
    name: str,
    email: str,
    now: str,
    *,
    is_admin: bool = False,
    is_guest: bool = False,
) -> Row:
    user: Row = {"name": name, "email": email, "photo": None}
    database.users.insert(user)
    join_workspace(database, workspace, user, now, is_admin=is_admin, is_guest=is_guest)
    return user


def join_workspace(
    database: Database, workspace: Row, user: Row, now: str, *, is_admin: bool = False, is_guest: bool = False
) -> None:
    """Take a user into a workspace, where a list of own tasks awaits them."""
    database.workspace_members.insert(
        {
            "workspace_id": workspace["id"],
            "user_id": user["id"],
            "is_admin": is_admin,
            "is_guest": is_guest,
            "created_at": now,
        }
    )
    task_list: Row = {
        "name": f"My tasks in {workspace['name']}",
        "owner_id": user["id"],
        "workspace_id": workspace["id"],
    }
    database.task_lists.insert(task_list)
    for name in ("Recently assigned", "Do today", "Do next week", "Do later"):
        section: Row = {"container_id": task_list["id"], "name": name, "created_at": now}
        database.sections.insert(section)
        database.orders["sections", task_list["id"]].insert(section["id"])


def _insert_custom_type(database: Database, project: Row) -> None:
    options = [
        database.fresh({"name": name, "completion_state": state, "enabled": True, "color": color})
        for name, state, color in _STATUSES
    ]
    database.custom_types.insert({"project_id": project["id"], "name": "Bug", "options": options})
