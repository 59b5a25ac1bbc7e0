"""Who a caller is, and what they may see: https://linear.app/docs/members-roles, https://linear.app/docs/private-teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.credential import read_header
from tasklab.twin.platform.linear.refusal import forbidden, key_as_bearer, unauthenticated

if TYPE_CHECKING:
    from tasklab.adapter.message import Request
    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.database import Database
    from tasklab.twin.store import Row

KEY_PREFIX, TOKEN_PREFIX = "lin_api_", "lin_oauth_"


def authenticate(database: Database, request: Request) -> tuple[Row, frozenset[str], bool]:
    """Return the user, what the credential is good for, and whether it is an OAuth token.

    An API key stands alone in `Authorization`, an OAuth token behind `Bearer`. Raises: HttpRefusalError (400, 401).
    """
    given = read_header(request, "authorization") or ""
    word, _, rest = given.partition(" ")
    is_token = word.lower() == "bearer"
    secret = rest.strip() if is_token else given
    if is_token and secret.startswith(KEY_PREFIX):
        raise key_as_bearer()
    user_id, scopes = database.tokens.get(secret, ("", frozenset()))
    user = database.users.get(user_id)
    if user is None or is_token != secret.startswith(TOKEN_PREFIX):
        raise unauthenticated()
    return user, scopes, is_token


def sees_issue(call: Call, row: Row) -> bool:
    """Whether the caller may see an issue: those of a team that they may see."""
    return row["teamId"] in call.teams


def sees_project(call: Call, row: Row) -> bool:
    """Whether the caller may see a project: it is of a team that they may see."""
    return not call.teams.isdisjoint(row["teamIds"])


def sees_label(call: Call, row: Row) -> bool:
    """Whether the caller may see a label: of the workspace, or of a team that they may see."""
    return row["teamId"] is None or row["teamId"] in call.teams


def sees_comment(call: Call, row: Row) -> bool:
    """Whether the caller may see what a comment is on."""
    issue = call.database.issues.get(row["issueId"])
    if issue is not None:
        return sees_issue(call, issue)
    project = call.database.projects.get(row["projectId"])
    return project is not None and sees_project(call, project)


def sees_part(call: Call, row: Row) -> bool:
    """Whether the caller may see the issue that something belongs to."""
    issue = call.database.issues.get(row["issueId"])
    return issue is not None and sees_issue(call, issue)


def require_admin(call: Call) -> None:
    """Raise RefusalError unless the caller administers the workspace."""
    if not call.is_admin:
        raise forbidden("Invalid role: admin required")


def require_no_guest(call: Call) -> None:
    """Raise RefusalError where the caller is a guest."""
    if call.user["guest"]:
        raise forbidden("Invalid role: user required")


def require_owner(call: Call, team_id: str) -> None:
    """Raise RefusalError unless the caller owns a team or administers the workspace."""
    own = call.database.memberships.first("pair", (team_id, call.user_id))
    if not call.is_admin and not (own and own["owner"]):
        raise forbidden("Invalid role: team owner required")
