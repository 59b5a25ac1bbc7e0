"""Operations about repositories. Source: https://docs.github.com/rest/repos/repos."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import ADMIN, NONE, PULL, find_role, is_member
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.organization import find_org
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.person import find_account
from tasklab.twin.platform.github.refusal import ARCHIVED, Refusal, forbidden, invalid
from tasklab.twin.platform.github.repository import (
    MERGE_SETTINGS,
    OTHER_SETTINGS,
    repo_path,
    show_full_repo,
    show_own_repo,
    show_repo,
)
from tasklab.twin.platform.github.shape import (
    FLAG,
    INTEGER,
    TEXT,
    TEXT_OR_NULL,
    choice,
    needed,
    read_choice,
    read_members,
    read_since,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_MAX_NAME = 100
_SETTINGS = {
    "description": TEXT_OR_NULL,
    "homepage": TEXT_OR_NULL,
    "private": FLAG,
    "visibility": choice("public", "private"),
    "has_issues": FLAG,
    "has_projects": FLAG,
    "has_wiki": FLAG,
}
_MESSAGES = {
    "squash_merge_commit_title": choice("PR_TITLE", "COMMIT_OR_PR_TITLE"),
    "squash_merge_commit_message": choice("PR_BODY", "COMMIT_MESSAGES", "BLANK"),
    "merge_commit_title": choice("PR_TITLE", "MERGE_MESSAGE"),
    "merge_commit_message": choice("PR_BODY", "PR_TITLE", "BLANK"),
}
_MORE = {**dict.fromkeys([*MERGE_SETTINGS, *OTHER_SETTINGS], FLAG), **_MESSAGES}
_AT_BIRTH = {
    **dict.fromkeys(("auto_init", "has_downloads"), FLAG),
    **dict.fromkeys(("gitignore_template", "license_template"), TEXT),
    "team_id": INTEGER,
}
"""What counts only when a repository is made; none of it shows in answers."""
_SORTS = {
    "created": lambda row: row["created_at"],
    "updated": lambda row: row["updated_at"],
    "pushed": lambda row: row["created_at"],
    "full_name": lambda row: row["name"].lower(),
}
_NEED_ADMIN = "You need admin access to the organization before adding a repository to it."


@operation("GET /user/repos", "repos/repos#list-repositories-for-the-authenticated-user")
def list_my_repos(call: Call) -> Answer:
    """List the repositories that the caller owns, was let into, or has through an organisation."""
    visibility = read_choice(call, "visibility", ("all", "public", "private"), "all", "Repository")
    kind = read_choice(call, "type", ("all", "owner", "public", "private", "member"), "all", "Repository")
    if "type" in call.query and ("visibility" in call.query or "affiliation" in call.query):
        raise Refusal(422, "If you specify visibility or affiliation, you cannot specify type.")
    kinds = {"owner": {"owner"}, "member": {"collaborator", "organization_member"}}.get(kind)
    text = call.query.get("affiliation", "owner,collaborator,organization_member")
    wanted = kinds or {each.strip() for each in text.split(",")}
    seen = {visibility, kind} & {"public", "private"}
    since, before = (read_since(call, "Repository", each) for each in ("since", "before"))
    rows = [
        repo
        for repo in call.database.repos
        if _affiliation(call, repo) & wanted
        and all(repo["private"] == (each == "private") for each in seen)
        and (since is None or repo["updated_at"] > since)
        and (before is None or repo["updated_at"] < before)
    ]
    return paged(call, _sort(call, rows, "full_name"), lambda row: show_repo(call, row))


@operation("GET /users/{username}/repos", "repos/repos#list-repositories-for-a-user")
def list_user_repos(call: Call, username: str) -> Answer:
    """List the public repositories of an account."""
    account = find_account(call, username)
    rows = [repo for repo in call.database.repos.where("owner_id", account["id"]) if not repo["private"]]
    return paged(call, _sort(call, rows, "full_name"), lambda row: show_repo(call, row))


@operation("GET /orgs/{org}/repos", "repos/repos#list-organization-repositories")
def list_org_repos(call: Call, org: str) -> Answer:
    """List the repositories of an organisation that the caller may see."""
    kinds = ("all", "public", "private", "forks", "sources", "member")
    kind = read_choice(call, "type", kinds, "all", "Repository")
    rows = [
        repo
        for repo in call.database.repos.where("owner_id", find_org(call, org)["id"])
        if find_role(call.database, repo, call.user) >= PULL
        and kind != "forks"
        and (kind not in {"public", "private"} or repo["private"] == (kind == "private"))
    ]
    return paged(call, _sort(call, rows, "created"), lambda row: show_own_repo(call, row))


@operation("POST /user/repos", "repos/repos#create-a-repository-for-the-authenticated-user")
def create_my_repo(call: Call) -> Answer:
    """Make a repository of the caller."""
    return _create(call, call.me)


@operation("POST /orgs/{org}/repos", "repos/repos#create-an-organization-repository")
def create_org_repo(call: Call, org: str) -> Answer:
    """Make a repository of an organisation; its members may."""
    account = find_org(call, org)
    if not is_member(call.database, account["id"], call.me):
        raise forbidden(_NEED_ADMIN)
    return _create(call, account)


@operation("GET /repos/{owner}/{repo}", "repos/repos#get-a-repository")
def get_repo(call: Call, repo: Row) -> Answer:
    """Show a repository."""
    return Answer(show_full_repo(call, repo))


@operation("PATCH /repos/{owner}/{repo}", "repos/repos#update-a-repository", role=ADMIN)
def update_repo(call: Call, repo: Row) -> Answer:
    """Change a repository. An archived one takes nothing but that it is no longer archived."""
    given = read_members(call.body, {"name": TEXT, "archived": FLAG, **_SETTINGS, **_MORE})
    if repo["archived"] and given.get("archived") is not False:
        raise forbidden(ARCHIVED)
    changes = _read_settings(given, repo["settings"])
    if "archived" in given:
        changes["archived"] = given["archived"]
    if "name" in given:
        changes["name"] = _read_name(call, given["name"], repo["owner_id"], repo["id"])
        if changes["name"].lower() != repo["name"].lower():
            call.database.moved[repo["owner_id"], repo["name"].lower()] = repo["id"]
    call.database.repos.update(repo["id"], {**changes, "updated_at": call.now_s})
    return Answer(show_full_repo(call, repo))


@operation("DELETE /repos/{owner}/{repo}", "repos/repos#delete-a-repository", role=ADMIN)
def delete_repo(call: Call, repo: Row) -> Answer:
    """Remove a repository and all that is in it."""
    call.database.remove_repo(repo["id"])
    return GONE


def _create(call: Call, owner: Row) -> Answer:
    given = read_members(call.body, {"name": needed("text"), **_SETTINGS, **_MORE, **_AT_BIRTH})
    name = _read_name(call, given["name"], owner["id"])
    call.database.moved.pop((owner["id"], name.lower()), None)
    repo = call.database.add_repo(owner["id"], name, call.now_s, **_read_settings(given, {}))
    if owner["type"] == "Organization":
        call.database.grants.insert({"repo_id": repo["id"], "user_id": call.me["id"], "rank": ADMIN})
    return Answer(show_full_repo(call, repo), 201, {"location": call.api(repo_path(call, repo))})


def _read_settings(given: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {name: given[name] for name in _SETTINGS if name in given and name != "visibility"}
    changes["settings"] = {**old, **{name: given[name] for name in _MORE if name in given}}
    if "visibility" in given:
        changes["private"] = given["visibility"] == "private"
    return changes


def _read_name(call: Call, text: str, owner_id: int, repo_id: int | None = None) -> str:
    """Return a name that is free in its account; signs that it cannot have become `-`."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text.strip())
    failed = "Repository creation failed." if repo_id is None else "Validation Failed"
    if not name or name in {".", ".."}:
        raise invalid("Repository", "name", code="missing_field")
    if len(name) > _MAX_NAME:
        message = f"name is too long (maximum is {_MAX_NAME} characters)"
        raise _refuse_name(failed, message)
    namesake = call.database.repos.first("name", (owner_id, name.lower()))
    if namesake is not None and namesake["id"] != repo_id:
        raise _refuse_name(failed, "name already exists on this account")
    return name


def _refuse_name(failed: str, message: str) -> Refusal:
    return Refusal(
        422, failed, errors=[{"resource": "Repository", "code": "custom", "field": "name", "message": message}]
    )


def _affiliation(call: Call, repo: Row) -> set[str]:
    if repo["owner_id"] == call.me["id"]:
        return {"owner"}
    found: set[str] = set()
    if call.database.grants.first("pair", (repo["id"], call.me["id"])) is not None:
        found.add("collaborator")
    if is_member(call.database, repo["owner_id"], call.me) and find_role(call.database, repo, call.me) > NONE:
        found.add("organization_member")
    return found


def _sort(call: Call, rows: list[Row], default: str) -> list[Row]:
    sort = read_choice(call, "sort", tuple(_SORTS), default, "Repository")
    usual = "asc" if sort == "full_name" else "desc"
    is_falling = read_choice(call, "direction", ("asc", "desc"), usual, "Repository") == "desc"
    return sorted(rows, key=lambda row: (_SORTS[sort](row), row["id"]), reverse=is_falling)
