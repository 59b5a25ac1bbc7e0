"""Who calls, and what they may do in a repository.

Source: https://docs.github.com/rest/authentication/authenticating-to-the-rest-api and
https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories (roles, base permissions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.credential import read_basic, read_bearer, read_header
from tasklab.twin.platform.github.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.adapter.message import Request
    from tasklab.twin.platform.github.database import Database
    from tasklab.twin.store import Row

NONE, PULL, TRIAGE, PUSH, MAINTAIN, ADMIN = range(6)
ROLES = {"pull": PULL, "triage": TRIAGE, "push": PUSH, "maintain": MAINTAIN, "admin": ADMIN}
"""As requests name them; a rank includes those below it."""
ROLE_NAMES = {PULL: "read", TRIAGE: "triage", PUSH: "write", MAINTAIN: "maintain", ADMIN: "admin"}
LEGACY_NAMES = {NONE: "none", PULL: "read", TRIAGE: "read", PUSH: "write", MAINTAIN: "write", ADMIN: "admin"}


def authenticate(request: Request, database: Database, tokens: Mapping[str, int]) -> Row | None:
    """Return who calls, None where no credential is sent. Raises: Refusal with 401 for one that is unknown."""
    value = read_header(request, "authorization")
    if value is None:
        return None
    word, _, rest = value.partition(" ")
    pair = read_basic(request)
    token = rest.strip() if word.lower() == "token" else (read_bearer(request) or (pair[1] if pair else ""))
    if token not in tokens:
        raise Refusal(401, "Bad credentials", is_general=True)
    return database.accounts.get(tokens[token])


def find_role(database: Database, repo: Row, user: Row | None) -> int:
    """Return the rank of a user in a repository; the highest of all that gives them one."""
    ranks = [NONE if repo["private"] else PULL]
    if user is not None:
        owner = database.accounts.get(repo["owner_id"])
        if repo["owner_id"] == user["id"]:
            ranks.append(ADMIN)
        if owner is not None and owner["type"] == "Organization":
            ranks.append(_find_member_rank(database, owner["id"], user["id"]))
        grant = database.grants.first("pair", (repo["id"], user["id"]))
        if grant is not None:
            ranks.append(grant["rank"])
    return max(ranks)


def is_member(database: Database, org_id: int, user: Row | None) -> bool:
    """Whether somebody is a member of an organisation."""
    return user is not None and database.members.first("pair", (org_id, user["id"])) is not None


def is_owner(database: Database, org_id: int, user: Row | None) -> bool:
    """Whether somebody owns an organisation."""
    found = None if user is None else database.members.first("pair", (org_id, user["id"]))
    return found is not None and found["role"] == "admin"


def is_assignable(database: Database, repo: Row, user: Row, issue: Row | None = None) -> bool:
    """Whether an issue may be given to a user: who can write, members who can read, and who commented on it.

    Source: https://docs.github.com/issues/tracking-your-work-with-issues/assigning-issues-and-pull-requests-to-other-github-users.
    """
    if user["type"] != "User":
        return False
    rank = find_role(database, repo, user)
    if rank >= PUSH or (rank >= PULL and is_member(database, repo["owner_id"], user)):
        return True
    return issue is not None and any(
        each["user_id"] == user["id"] for each in database.comments.where("issue_id", issue["id"])
    )


def show_permissions(rank: int) -> dict[str, bool]:
    """Return which roles a rank includes."""
    return {name: rank >= each for name, each in sorted(ROLES.items())}


def _find_member_rank(database: Database, org_id: int, user_id: int) -> int:
    member = database.members.first("pair", (org_id, user_id))
    if member is None:
        return NONE
    return ADMIN if member["role"] == "admin" else PULL
