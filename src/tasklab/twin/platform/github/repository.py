"""Repositories as answers have them. Source: the descriptions, schemas `minimal-repository` to `full-repository`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import ADMIN, ROLE_NAMES, find_role, is_member, show_permissions
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.person import show_person

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
MERGE_SETTINGS: dict[str, bool | str] = {
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
    "allow_update_branch": False,
    "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
    "squash_merge_commit_message": "COMMIT_MESSAGES",
    "merge_commit_title": "MERGE_MESSAGE",
    "merge_commit_message": "PR_TITLE",
}
"""How pull requests are merged, unless it is set."""
OTHER_SETTINGS = {
    "has_discussions": False,
    "is_template": False,
    "allow_forking": True,
    "web_commit_signoff_required": False,
}


def full_name(call: Call, repo: Row) -> str:
    """Return `owner/name`."""
    owner = call.database.accounts.get(repo["owner_id"])
    return f"{owner['login'] if owner else ''}/{repo['name']}"


def repo_path(call: Call, repo: Row) -> str:
    """Return the path of a repository in the API."""
    return f"/repos/{full_name(call, repo)}"


def find_association(call: Call, repo: Row, user_id: int) -> str:
    """Return what an author is to a repository."""
    user = call.database.accounts.get(user_id)
    if repo["owner_id"] == user_id:
        return "OWNER"
    if is_member(call.database, repo["owner_id"], user):
        return "MEMBER"
    has_grant = call.database.grants.first("pair", (repo["id"], user_id)) is not None
    return "COLLABORATOR" if has_grant else "NONE"


def show_simple_repo(call: Call, repo: Row) -> dict[str, Any]:
    """Show a repository as the part of a reference."""
    owner = call.database.accounts.get(repo["owner_id"])
    assert owner is not None, "repositories go with their owner"  # noqa: S101 - true of every site
    name = f"{owner['login']}/{repo['name']}"
    url = call.api(f"/repos/{name}")
    return {
        "id": repo["id"],
        "node_id": node_id("R", repo["id"]),
        "name": repo["name"],
        "full_name": name,
        "private": repo["private"],
        "owner": show_person(call, owner),
        "html_url": call.html(f"/{name}"),
        "description": repo["description"],
        "fork": False,
        "url": url,
        **{link: url + rest for link, rest in _LINKS.items()},
    }


def show_repo(call: Call, repo: Row) -> dict[str, Any]:
    """Show a repository in a list, or as the part of an issue."""
    name = full_name(call, repo)
    host = call.address.partition("://")[2]
    open_issues = call.database.issues.count("state", (repo["id"], "open"))
    shown = {
        **show_simple_repo(call, repo),
        "created_at": render(repo["created_at"]),
        "updated_at": render(repo["updated_at"]),
        "pushed_at": render(repo["created_at"]),
        "git_url": f"git://{host}/{name}.git",
        "ssh_url": f"git@{host}:{name}.git",
        "clone_url": call.html(f"/{name}.git"),
        "svn_url": call.html(f"/{name}"),
        "homepage": repo["homepage"],
        "size": 0,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        "has_issues": repo["has_issues"],
        "has_projects": repo["has_projects"],
        "has_wiki": repo["has_wiki"],
        "has_pages": False,
        "forks_count": 0,
        "mirror_url": None,
        "archived": repo["archived"],
        "disabled": False,
        "open_issues_count": open_issues,
        "license": None,
        "topics": [],
        **{each: repo["settings"].get(each, value) for each, value in OTHER_SETTINGS.items()},
        "visibility": "private" if repo["private"] else "public",
        "forks": 0,
        "open_issues": open_issues,
        "watchers": 0,
        "default_branch": "main",
    }
    if not call.is_second:
        shown["has_downloads"] = True
    if call.user is not None:
        shown["permissions"] = show_permissions(find_role(call.database, repo, call.user))
    return shown


def show_own_repo(call: Call, repo: Row) -> dict[str, Any]:
    """Show a repository in an organisation's list, which names the caller's role."""
    rank = find_role(call.database, repo, call.user)
    return {**show_repo(call, repo), "role_name": ROLE_NAMES[rank]} if call.user else show_repo(call, repo)


def show_full_repo(call: Call, repo: Row) -> dict[str, Any]:
    """Show a repository that was asked for alone. How it merges is told to who may change it."""
    shown = {**show_repo(call, repo), "network_count": 0, "subscribers_count": 0, "temp_clone_token": ""}
    if find_role(call.database, repo, call.user) >= ADMIN:
        shown |= {name: repo["settings"].get(name, value) for name, value in MERGE_SETTINGS.items()}
        if not call.is_second:
            shown["use_squash_pr_title_as_default"] = False
    owner = shown["owner"]
    return {**shown, "organization": owner} if owner["type"] == "Organization" else shown
