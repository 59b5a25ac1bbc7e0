"""People and organisations as answers have them, and the operations about people.

Source: the descriptions, schemas `simple-user`, `private-user`, `public-user`; https://docs.github.com/rest/users/users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.call import Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.operation import as_id, operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.refusal import not_found
from tasklab.twin.platform.github.shape import FLAG, TEXT, TEXT_OR_NULL, read_members

if TYPE_CHECKING:
    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row

_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_EDITABLE = {
    **dict.fromkeys(("name", "email", "blog", "company", "location", "bio"), TEXT),
    "twitter_username": TEXT_OR_NULL,
    "hireable": FLAG,
}


def show_person(call: Call, account: Row) -> dict[str, Any]:
    """Show an account as the part of something else."""
    url = call.api(f"/users/{account['login']}")
    prefix = "U" if account["type"] == "User" else "O"
    shown = {
        "login": account["login"],
        "id": account["id"],
        "node_id": node_id(prefix, account["id"]),
        "avatar_url": call.html(f"/avatars/u/{account['id']}?v=4"),
        "gravatar_id": "",
        "url": url,
        "html_url": call.html(f"/{account['login']}"),
        **{name: url + rest for name, rest in _LINKS.items()},
        "type": account["type"],
        "site_admin": False,
    }
    if call.has("dotcom"):
        shown["user_view_type"] = "public"
    return shown


def show_person_or_none(call: Call, account_id: int | None) -> dict[str, Any] | None:
    """Show an account, None where there is none."""
    account = call.database.accounts.get(account_id)
    return None if account is None else show_person(call, account)


def find_account(call: Call, login: str) -> Row:
    """Return an account by its name. Raises: Refusal with 404."""
    account = call.database.accounts.first("login", login.lower())
    if account is None:
        raise not_found()
    return account


def _show_public(call: Call, account: Row) -> dict[str, Any]:
    repos = call.database.repos.where("owner_id", account["id"])
    profile = account["profile"]
    return {
        **show_person(call, account),
        **{name: profile.get(name) for name in ("name", "company", "location", "hireable", "bio", "twitter_username")},
        "blog": profile.get("blog") or "",
        "email": profile.get("email"),
        "public_repos": sum(not repo["private"] for repo in repos),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": render(account["created_at"]),
        "updated_at": render(account["updated_at"]),
    }


def _show_private(call: Call, account: Row) -> dict[str, Any]:
    owned = sum(repo["private"] for repo in call.database.repos.where("owner_id", account["id"]))
    shown = {
        **_show_public(call, account),
        "private_gists": 0,
        "total_private_repos": owned,
        "owned_private_repos": owned,
        "disk_usage": 0,
        "collaborators": 0,
        "two_factor_authentication": True,
        "plan": {"name": "free", "space": 976_562_499, "collaborators": 0, "private_repos": 10_000},
    }
    if call.has("dotcom"):
        shown |= {"user_view_type": "private", "notification_email": account["profile"].get("email")}
    return shown


@operation("GET /user", "users/users#get-the-authenticated-user")
def get_me(call: Call) -> Answer:
    """Show who calls."""
    return Answer(_show_private(call, call.me))


@operation("PATCH /user", "users/users#update-the-authenticated-user")
def update_me(call: Call) -> Answer:
    """Change the profile of who calls."""
    given = read_members(call.body, _EDITABLE)
    profile = {**call.me["profile"], **given}
    call.database.accounts.update(call.me["id"], {"profile": profile, "updated_at": call.now_s})
    return Answer(_show_private(call, call.me))


@operation("GET /users", "users/users#list-users")
def list_users(call: Call) -> Answer:
    """List all accounts after the id `since`, organisations too, in the order of their making."""
    text = call.query.get("since", "0")
    since = int(text) if text.isascii() and text.isdigit() else 0
    rows = [row for row in call.database.accounts if row["id"] > since]
    return paged(call, rows, lambda row: show_person(call, row))


@operation("GET /users/{username}", "users/users#get-a-user")
def get_user(call: Call, username: str) -> Answer:
    """Show the public profile of an account."""
    return Answer(_show_public(call, find_account(call, username)))


@operation("GET /user/{account_id}", "users/users#get-a-user-using-their-id", feature="dotcom")
def get_user_by_id(call: Call, account_id: str) -> Answer:
    """Show the public profile of an account by its id."""
    account = call.database.accounts.get(as_id(account_id))
    if account is None:
        raise not_found()
    return Answer(_show_public(call, account))
