"""Who may do what: application roles, project roles, and who a caller is.

Source: https://docs.kanboard.org/v1/api/ (application and user API) and the roles of
https://docs.kanboard.org/v1/user/roles/ (2026-11-26).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.credential import parse_pair, read_basic, read_header

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.kanboard.database import Database
    from tasklab.twin.store import Row

ADMIN, MANAGER, USER = "app-admin", "app-manager", "app-user"
PROJECT_MANAGER, PROJECT_MEMBER, PROJECT_VIEWER = "project-manager", "project-member", "project-viewer"

_APPLICATION_RANK = {USER: 1, MANAGER: 2, ADMIN: 3}
_PROJECT_RANK = {PROJECT_VIEWER: 1, PROJECT_MEMBER: 2, PROJECT_MANAGER: 3}
APPLICATION_USER = "jsonrpc"
MAX_FAILURES = 3
"""How many wrong passwords lock a user out of the API."""


class UnauthorizedError(Exception):
    """The credentials are wrong: HTTP 401."""


class ForbiddenError(Exception):
    """The caller may not do this: HTTP 403."""


def authenticate(request: Request, database: Database, token: str, header: str) -> Row | None:
    """Return the user who calls, or None for the application. Raises: UnauthorizedError.

    After three failures a user is locked out until unlocked in the browser, which a twin has not: until a reset.
    """
    pair = (parse_pair(read_header(request, header.lower())) if header else None) or read_basic(request)
    if pair is None:
        raise UnauthorizedError
    name, password = pair
    if name == APPLICATION_USER:
        if password != token:
            raise UnauthorizedError
        return None
    user = database.users.first("username", name)
    if user is None or not user["is_active"] or user["nb_failed_login"] >= MAX_FAILURES:
        raise UnauthorizedError
    if password not in (user["password"], user["api_access_token"]) or not password:
        database.users.update(user["id"], {"nb_failed_login": user["nb_failed_login"] + 1})
        raise UnauthorizedError
    if user["nb_failed_login"]:
        database.users.update(user["id"], {"nb_failed_login": 0})
    return user


def require_application_role(user: Row, role: str) -> None:
    """Raise ForbiddenError unless a user has this role or a higher one."""
    if _APPLICATION_RANK.get(user["role"], 0) < _APPLICATION_RANK[role]:
        raise ForbiddenError


def require_project_role(database: Database, user: Row, project_id: int, role: str) -> None:
    """Raise ForbiddenError unless a user has this role in a project or a higher one; administrators too."""
    if _PROJECT_RANK.get(find_role(database, project_id, user["id"]) or "", 0) < _PROJECT_RANK[role]:
        raise ForbiddenError


def find_role(database: Database, project_id: int, user_id: int) -> str | None:
    """Return the role of a user in a project: their own, else the highest of their groups, else None."""
    for member in database.members.where("project_id", project_id):
        if member["user_id"] == user_id:
            return str(member["role"])
    groups = {each["group_id"] for each in database.group_members.where("user_id", user_id)}
    shared = [each for each in database.project_groups.where("project_id", project_id) if each["group_id"] in groups]
    return max((str(each["role"]) for each in shared), key=lambda role: _PROJECT_RANK.get(role, 0), default=None)


def is_assignable(database: Database, project_id: int, user_id: int) -> bool:
    """Whether a task of a project may be given to a user: an active one who is more than a viewer."""
    user = database.users.get(user_id)
    role = find_role(database, project_id, user_id)
    return bool(user and user["is_active"]) and role in {PROJECT_MANAGER, PROJECT_MEMBER}


def find_projects(database: Database, user_id: int) -> list[Row]:
    """Return the projects that a user belongs to, by name."""
    mine = [project for project in database.projects if find_role(database, project["id"], user_id)]
    return sorted(mine, key=lambda project: (project["name"], project["id"]))
