"""Who a caller is, and what they may see and change.

Source: https://developers.asana.com/docs/personal-access-token, and on access levels
https://help.asana.com/s/article/project-permissions (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.credential import read_bearer
from tasklab.twin.platform.asana.entry import find
from tasklab.twin.platform.asana.refusal import UNAUTHORIZED, RefusalError, forbidden

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.asana.call import Call
    from tasklab.twin.platform.asana.database import Database
    from tasklab.twin.store import Row

VIEWER, COMMENTER, EDITOR, ADMIN = "viewer", "commenter", "editor", "admin"
_RANK = {None: 0, VIEWER: 1, COMMENTER: 2, EDITOR: 3, ADMIN: 4}
LEVELS = (ADMIN, EDITOR, COMMENTER, VIEWER)


def authenticate(database: Database, request: Request) -> Row:
    """Return the user whose token a request carries. Raises: RefusalError (401)."""
    user = database.users.get(database.tokens.get(read_bearer(request) or ""))
    if user is None:
        raise RefusalError(401, UNAUTHORIZED, {"www-authenticate": 'Bearer realm="Asana"'})
    return user


def membership(database: Database, workspace_id: str, user_id: str) -> Row | None:
    """Return how a user belongs to a workspace, or None."""
    return next(
        (each for each in database.workspace_members.where("user", user_id) if each["workspace_id"] == workspace_id),
        None,
    )


def is_guest(database: Database, workspace_id: str, user_id: str) -> bool:
    """Whether a user is a guest of a workspace, or no member at all."""
    member = membership(database, workspace_id, user_id)
    return member is None or bool(member["is_guest"])


def is_team_member(database: Database, team_id: str, user_id: str) -> bool:
    """Whether a user is in a team."""
    return any(each["team_id"] == team_id for each in database.team_members.where("user", user_id))


def project_level(database: Database, project: Row, user_id: str) -> str | None:
    """Return the highest access level of a user to a project, or None: as a member, in a team, or to what is public."""
    levels: list[str | None] = [
        None,
        *(
            member["access_level"]
            for member in database.project_members.where("project", project["id"])
            if member["member_id"] == user_id or is_team_member(database, member["member_id"], user_id)
        ),
    ]
    if not is_guest(database, project["workspace_id"], user_id):
        privacy = project["privacy_setting"]
        shared = privacy == "private_to_team" and is_team_member(database, project["team_id"] or "", user_id)
        if privacy == "public_to_workspace" or shared:
            levels.append(project["default_access_level"])
    return max(levels, key=_RANK.__getitem__)


def task_level(database: Database, task: Row, user_id: str) -> str | None:
    """Return the highest access level of a user to a task: collaborators edit it, others as its projects let them."""
    if user_id in (task.get("assignee_id"), task["created_by_id"]) or user_id in task["follower_ids"]:
        return EDITOR
    levels: list[str | None] = [None]
    for placement in database.placements.where("task", task["id"]):
        project = database.projects.get(placement["project_id"])
        if project is not None:
            levels.append(project_level(database, project, user_id))
    parent = database.tasks.get(task.get("parent_id"))
    if parent is not None:
        levels.append(task_level(database, parent, user_id))
    return max(levels, key=_RANK.__getitem__)


def see_workspace(call: Call, gid: Any, name: str = "workspace", *, status: int = 404) -> Row:
    """Return a workspace that the caller belongs to. Raises: RefusalError."""
    row = find(call, "workspace", gid, name, status=status)
    if membership(call.database, row["id"], call.user_id) is None:
        raise forbidden()
    return row


def see_team(call: Call, gid: Any, name: str = "team", *, status: int = 404) -> Row:
    """Return a team that the caller may see. Raises: RefusalError."""
    row = find(call, "team", gid, name, status=status)
    is_mine = is_team_member(call.database, row["id"], call.user_id)
    if not is_mine and (row["visibility"] == "secret" or is_guest(call.database, row["workspace_id"], call.user_id)):
        raise forbidden()
    return row


def see_project(call: Call, gid: Any, name: str = "project", *, least: str = VIEWER, status: int = 404) -> Row:
    """Return a project that the caller has at least this access to. Raises: RefusalError."""
    row = find(call, "project", gid, name, status=status)
    if _RANK[project_level(call.database, row, call.user_id)] < _RANK[least]:
        raise forbidden()
    return row


def see_task(call: Call, gid: Any, name: str = "task", *, least: str = VIEWER, status: int = 404) -> Row:
    """Return a task that the caller has at least this access to. Raises: RefusalError."""
    row = find(call, "task", gid, name, status=status)
    require_task(call, row, least)
    return row


def require_task(call: Call, task: Row, least: str) -> None:
    """Raise RefusalError unless the caller has at least this access to a task."""
    if _RANK[task_level(call.database, task, call.user_id)] < _RANK[least]:
        raise forbidden()


def may_see_task(call: Call, task: Row) -> bool:
    """Whether the caller may see a task."""
    return task_level(call.database, task, call.user_id) is not None


def see_section(call: Call, gid: Any, name: str = "section", *, least: str = VIEWER, status: int = 404) -> Row:
    """Return a section of a project that the caller has at least this access to. Raises: RefusalError."""
    row = find(call, "section", gid, name, status=status)
    project = call.database.projects.get(row["container_id"])
    if project is None:  # a section of somebody's task list
        task_list = call.database.task_lists.get(row["container_id"])
        if task_list is None or task_list["owner_id"] != call.user_id:
            raise forbidden()
    elif _RANK[project_level(call.database, project, call.user_id)] < _RANK[least]:
        raise forbidden()
    return row


def require_member(call: Call, workspace_id: str) -> None:
    """Raise RefusalError unless the caller is a member of a workspace and no guest."""
    if is_guest(call.database, workspace_id, call.user_id):
        raise forbidden()


def see_tag(call: Call, gid: Any, name: str = "tag", *, status: int = 404) -> Row:
    """Return a tag of a workspace that the caller belongs to. Raises: RefusalError."""
    row = find(call, "tag", gid, name, status=status)
    if membership(call.database, row["workspace_id"], call.user_id) is None:
        raise forbidden()
    return row
