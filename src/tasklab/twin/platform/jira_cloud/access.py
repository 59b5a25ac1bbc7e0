"""Who calls, and what they may do where.

Source: https://developer.atlassian.com/cloud/jira/platform/basic-auth-for-rest-apis/ and the permissions that the
description names with each operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.credential import read_basic
from tasklab.twin.platform.jira_cloud.database import as_id
from tasklab.twin.platform.jira_cloud.refusal import NO_ISSUE, UnauthenticatedError, forbidden, not_found

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.store import Row

NONE, VIEWER, MEMBER, ADMINISTRATOR = range(4)
"""What somebody is in a project; who is more may do what who is less may."""
ADMIN_NEEDED = "You must have global administrator rights in order to modify projects."


def authenticate(call: Call) -> Row:
    """Return who calls. Raises: UnauthenticatedError where it is nobody, or the credential is not known."""
    pair = read_basic(call.request)
    account_id = call.database.tokens.get((pair[0].lower(), pair[1])) if pair else None
    if account_id is None:
        raise UnauthenticatedError(call.address)
    return call.database.users[account_id]


def find_rank(project: Row, user: Row) -> int:
    """Return what somebody is in a project."""
    own: int = project["members"].get(user["id"], NONE)
    if own or project["is_private"]:
        return own
    return MEMBER if user["is_licensed"] else NONE


def may_view(project: Row, user: Row) -> bool:
    """Whether somebody sees a project: who is in it, and who administers the site."""
    return project["trashed_ms"] is None and (user["is_admin"] or find_rank(project, user) >= VIEWER)


def may_browse(project: Row, user: Row) -> bool:
    """Whether somebody sees the issues of a project."""
    return project["trashed_ms"] is None and find_rank(project, user) >= VIEWER


def may_write(call: Call, project: Row) -> bool:
    """Whether the caller may make and change issues in a project."""
    return find_rank(project, call.user) >= MEMBER and project["archived_ms"] is None


def may_administer(call: Call, project: Row) -> bool:
    """Whether the caller may change a project."""
    return bool(call.user["is_admin"]) or find_rank(project, call.user) >= ADMINISTRATOR


def check_site_admin(call: Call) -> None:
    """Refuse to who does not administer the site. Raises: RefusalError (403)."""
    if not call.user["is_admin"]:
        raise forbidden(ADMIN_NEEDED)


def find_project(call: Call, ref: str) -> Row:
    """Return a project by its id or a key that it has or had. Raises: RefusalError (404)."""
    project = lookup_project(call.database, ref)
    if project is None or not may_view(project, call.user):
        raise not_found(f"No project could be found with {'id' if as_id(ref) is not None else 'key'} '{ref}'.")
    return project


def lookup_project(database: Database, ref: object) -> Row | None:
    """Return a project by its id or a key that it has or had, whoever asks."""
    id_ = as_id(ref)
    if id_ is None and isinstance(ref, str):
        id_ = database.project_keys.get(ref.upper())
    return database.projects.get(id_)


def find_issue(call: Call, ref: str) -> Row:
    """Return an issue by its id or a key that it has or had. Raises: RefusalError (404)."""
    issue = lookup_issue(call, ref)
    if issue is None:
        raise not_found(NO_ISSUE)
    return issue


def lookup_issue(call: Call, ref: object) -> Row | None:
    """Return an issue by its id or a key that it has or had, or None where the caller sees no such issue."""
    id_ = as_id(ref)
    if id_ is None and isinstance(ref, str):
        id_ = call.database.issue_keys.get(ref.upper())
    issue = call.database.issues.get(id_)
    if issue is None or not may_browse(call.database.project_of(issue), call.user):
        return None
    return issue


def is_assignable(database: Database, project: Row, account_id: object) -> bool:
    """Whether issues of a project can be given to somebody."""
    user = database.users.get(account_id) if isinstance(account_id, str) else None
    return user is not None and user["active"] and find_rank(project, user) >= MEMBER


def sees_restricted(call: Call, project: Row, visibility: Row | None) -> bool:
    """Whether the caller is in the group or has the role that something is restricted to."""
    if visibility is None:
        return True
    if visibility["type"] == "group":
        return call.me in call.database.groups[visibility["identifier"]]["member_ids"]
    return find_rank(project, call.user) >= ROLES[visibility["value"]][1]


ROLES = {"Administrators": (10_002, ADMINISTRATOR), "Member": (10_003, MEMBER), "Viewer": (10_004, VIEWER)}
"""The roles in projects: their ids, and what one has to be for them."""
