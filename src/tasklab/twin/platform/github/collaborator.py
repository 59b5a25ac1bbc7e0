"""Operations about who may do what in a repository, and who can be given its issues.

Source: https://docs.github.com/rest/collaborators/collaborators and https://docs.github.com/rest/issues/assignees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import (
    ADMIN,
    LEGACY_NAMES,
    NONE,
    PUSH,
    ROLE_NAMES,
    ROLES,
    find_role,
    is_assignable,
    is_member,
    show_permissions,
)
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.person import find_account, show_person
from tasklab.twin.platform.github.refusal import invalid, not_found
from tasklab.twin.platform.github.shape import TEXT, read_choice, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_PATH = "/repos/{owner}/{repo}/collaborators"


@operation(f"GET {_PATH}", "collaborators/collaborators#list-repository-collaborators", role=PUSH)
def list_collaborators(call: Call, repo: Row) -> Answer:
    """List who has a role of their own here, and the members who can read it."""
    affiliation = read_choice(call, "affiliation", ("outside", "direct", "all"), "all", "Repository")
    wanted = ROLES[read_choice(call, "permission", tuple(ROLES), "pull", "Repository")]
    rows = [
        person
        for person in call.database.accounts
        if person["type"] == "User"
        and find_role(call.database, repo, person) >= wanted
        and _belongs(call, repo, person, affiliation)
    ]
    return paged(call, rows, lambda row: _show_collaborator(call, repo, row))


@operation(f"GET {_PATH}/{{username}}", "collaborators/collaborators#check-if-a-user-is-a-repository-collaborator")
def check_collaborator(call: Call, repo: Row, username: str) -> Answer:
    """Say whether somebody is a collaborator."""
    if not _belongs(call, repo, find_account(call, username), "all"):
        raise not_found()
    return GONE


@operation(
    f"GET {_PATH}/{{username}}/permission",
    "collaborators/collaborators#get-repository-permissions-for-a-user",
    role=PUSH,
)
def get_permission(call: Call, repo: Row, username: str) -> Answer:
    """Show the role of somebody."""
    person = find_account(call, username)
    rank = find_role(call.database, repo, person)
    shown = {
        "permission": LEGACY_NAMES[rank],
        "user": {**show_person(call, person), **_show_role(rank)},
        "role_name": ROLE_NAMES.get(rank, "none"),
    }
    return Answer(shown)


@operation(f"PUT {_PATH}/{{username}}", "collaborators/collaborators#add-a-repository-collaborator", role=ADMIN)
def add_collaborator(call: Call, repo: Row, username: str) -> Answer:
    """Give somebody a role. Nobody has to accept an invitation: everybody on this site does so at once."""
    role = read_members(call.body, {"permission": TEXT}).get("permission", "push")
    person = call.database.accounts.first("login", username.lower())
    if person is None or person["type"] != "User":
        raise not_found()
    if role not in ROLES:
        raise invalid("Repository", "permission", role)
    grant = call.database.grants.first("pair", (repo["id"], person["id"]))
    if grant is None:
        call.database.grants.insert({"repo_id": repo["id"], "user_id": person["id"], "rank": ROLES[role]})
    else:
        call.database.grants.update(grant["id"], {"rank": ROLES[role]})
    return GONE


@operation(f"DELETE {_PATH}/{{username}}", "collaborators/collaborators#remove-a-repository-collaborator", role=ADMIN)
def remove_collaborator(call: Call, repo: Row, username: str) -> Answer:
    """Take somebody's role away; they lose the issues that they can no longer be given."""
    person = find_account(call, username)
    for grant in call.database.grants.where("pair", (repo["id"], person["id"])):
        call.database.grants.remove(grant["id"])
    for issue in call.database.issues.where("repo_id", repo["id"]):
        if person["id"] in issue["assignee_ids"] and not is_assignable(call.database, repo, person, issue):
            left = [each for each in issue["assignee_ids"] if each != person["id"]]
            call.database.issues.update(issue["id"], {"assignee_ids": left})
    return GONE


@operation("GET /repos/{owner}/{repo}/assignees", "issues/assignees#list-assignees")
def list_assignees(call: Call, repo: Row) -> Answer:
    """List who can be given an issue."""
    rows = [person for person in call.database.accounts if is_assignable(call.database, repo, person)]
    return paged(call, rows, lambda row: show_person(call, row))


@operation("GET /repos/{owner}/{repo}/assignees/{assignee}", "issues/assignees#check-if-a-user-can-be-assigned")
def check_assignee(call: Call, repo: Row, assignee: str) -> Answer:
    """Say whether somebody can be given an issue."""
    if not is_assignable(call.database, repo, find_account(call, assignee)):
        raise not_found()
    return GONE


def _belongs(call: Call, repo: Row, person: Row, affiliation: str) -> bool:
    is_inside = is_member(call.database, repo["owner_id"], person)
    has_grant = call.database.grants.first("pair", (repo["id"], person["id"])) is not None
    match affiliation:
        case "outside":
            return has_grant and not is_inside
        case "direct":
            return has_grant or repo["owner_id"] == person["id"]
    rank = find_role(call.database, repo, person)
    return rank > NONE and (has_grant or is_inside or repo["owner_id"] == person["id"])


def _show_role(rank: int) -> dict[str, Any]:
    return {"permissions": show_permissions(rank), "role_name": ROLE_NAMES.get(rank, "none")}


def _show_collaborator(call: Call, repo: Row, person: Row) -> dict[str, Any]:
    return {**show_person(call, person), **_show_role(find_role(call.database, repo, person))}
