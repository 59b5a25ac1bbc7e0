"""Operations about organisations, their members and teams.

Source: https://docs.github.com/rest/orgs/orgs, https://docs.github.com/rest/orgs/members, https://docs.github.com/rest/teams/teams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.github.access import is_member, is_owner
from tasklab.twin.platform.github.call import GONE, Answer
from tasklab.twin.platform.github.database import node_id
from tasklab.twin.platform.github.moment import render
from tasklab.twin.platform.github.operation import operation
from tasklab.twin.platform.github.paging import paged
from tasklab.twin.platform.github.person import find_account, show_person
from tasklab.twin.platform.github.refusal import forbidden, not_found
from tasklab.twin.platform.github.shape import read_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.github.call import Call
    from tasklab.twin.store import Row


def find_org(call: Call, login: str) -> Row:
    """Return an organisation by its name. Raises: Refusal with 404."""
    account = find_account(call, login)
    if account["type"] != "Organization":
        raise not_found()
    return account


def require_owner(call: Call, login: str) -> Row:
    """Return an organisation that the caller owns. Raises: Refusal with 404, as the vendor has it for others."""
    org = find_org(call, login)
    if not is_owner(call.database, org["id"], call.me):
        raise not_found()
    return org


def require_member(call: Call, login: str) -> Row:
    """Return an organisation that the caller belongs to. Raises: Refusal with 404."""
    org = find_org(call, login)
    if not is_member(call.database, org["id"], call.me):
        raise not_found()
    return org


@operation("GET /user/orgs", "orgs/orgs#list-organizations-for-the-authenticated-user")
def list_my_orgs(call: Call) -> Answer:
    """List the organisations that the caller belongs to."""
    return paged(call, _orgs_of(call, call.me), lambda row: _show_simple(call, row))


@operation("GET /users/{username}/orgs", "orgs/orgs#list-organizations-for-a-user")
def list_user_orgs(call: Call, username: str) -> Answer:
    """List the organisations in which somebody's membership is public."""
    rows = _orgs_of(call, find_account(call, username), is_public=True)
    return paged(call, rows, lambda row: _show_simple(call, row))


@operation("GET /orgs/{org}", "orgs/orgs#get-an-organization")
def get_org(call: Call, org: str) -> Answer:
    """Show an organisation."""
    account = find_org(call, org)
    repos = call.database.repos.where("owner_id", account["id"])
    profile = account["profile"]
    shown = {
        **_show_simple(call, account),
        **{name: profile.get(name) for name in ("name", "company", "blog", "location", "email", "twitter_username")},
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": sum(not repo["private"] for repo in repos),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "html_url": call.html(f"/{account['login']}"),
        "created_at": render(account["created_at"]),
        "updated_at": render(account["updated_at"]),
        "archived_at": None,
        "type": "Organization",
    }
    return Answer(shown)


@operation("GET /orgs/{org}/members", "orgs/members#list-organization-members")
def list_members(call: Call, org: str) -> Answer:
    """List members; those whose membership is not public are shown to other members only."""
    account = find_org(call, org)
    role = read_choice(call, "role", ("all", "admin", "member"), "all", "User")
    read_choice(call, "filter", ("2fa_disabled", "2fa_insecure", "all"), "all", "User")
    is_inside = is_member(call.database, account["id"], call.user)
    rows = [
        each
        for each in call.database.members.where("org_id", account["id"])
        if (is_inside or each["is_public"]) and role in {"all", each["role"]}
    ]
    return paged(call, _people(call, rows), lambda row: show_person(call, row))


@operation("GET /orgs/{org}/members/{username}", "orgs/members#check-organization-membership-for-a-user")
def check_member(call: Call, org: str, username: str) -> Answer:
    """Say whether somebody is a member; who is none themselves is sent to the public members."""
    account, person = find_org(call, org), find_account(call, username)
    if not is_member(call.database, account["id"], call.user):
        to = call.api(f"/orgs/{account['login']}/public_members/{person['login']}")
        return Answer(status=302, headers={"location": to})
    if not is_member(call.database, account["id"], person):
        raise not_found()
    return GONE


@operation("DELETE /orgs/{org}/members/{username}", "orgs/members#remove-an-organization-member")
def remove_member(call: Call, org: str, username: str) -> Answer:
    """Put somebody out, with all that they may do in its repositories."""
    account, person = find_org(call, org), find_account(call, username)
    if not is_owner(call.database, account["id"], call.me):
        raise forbidden("You must be an admin to remove a member.")
    member = call.database.members.first("pair", (account["id"], person["id"]))
    if member is None:
        raise not_found()
    call.database.members.remove(member["id"])
    for repo in call.database.repos.where("owner_id", account["id"]):
        for grant in call.database.grants.where("pair", (repo["id"], person["id"])):
            call.database.grants.remove(grant["id"])
    return GONE


@operation("GET /user/teams", "teams/teams#list-teams-for-the-authenticated-user")
def list_my_teams(call: Call) -> Answer:
    """List the teams that the caller belongs to."""
    ids = [each["team_id"] for each in call.database.team_members.where("user_id", call.me["id"])]
    rows = [team for each in ids if (team := call.database.teams.get(each)) is not None]
    return paged(call, rows, lambda row: {**_show_team(call, row), **_team_details(call, row)})


@operation("GET /orgs/{org}/teams", "teams/teams#list-teams")
def list_teams(call: Call, org: str) -> Answer:
    """List the teams of an organisation."""
    rows = call.database.teams.where("org_id", require_member(call, org)["id"])
    return paged(call, rows, lambda row: _show_team(call, row))


@operation("GET /orgs/{org}/teams/{team_slug}", "teams/teams#get-a-team-by-name")
def get_team(call: Call, org: str, team_slug: str) -> Answer:
    """Show a team."""
    team = _find_team(call, org, team_slug)
    return Answer({**_show_team(call, team), **_team_details(call, team)})


@operation("GET /orgs/{org}/teams/{team_slug}/members", "teams/members#list-team-members")
def list_team_members(call: Call, org: str, team_slug: str) -> Answer:
    """List the members of a team."""
    rows = call.database.team_members.where("team_id", _find_team(call, org, team_slug)["id"])
    return paged(call, _people(call, rows), lambda row: show_person(call, row))


def _find_team(call: Call, org: str, slug: str) -> Row:
    team = call.database.teams.first("pair", (require_member(call, org)["id"], slug))
    if team is None:
        raise not_found()
    return team


def _orgs_of(call: Call, person: Row, *, is_public: bool = False) -> list[Row]:
    members = call.database.members.where("user_id", person["id"])
    kept = [each for each in members if each["is_public"] or not is_public]
    return [org for each in kept if (org := call.database.accounts.get(each["org_id"])) is not None]


def _people(call: Call, rows: Iterable[Row]) -> list[Row]:
    return [person for each in rows if (person := call.database.accounts.get(each["user_id"])) is not None]


def _show_simple(call: Call, org: Row) -> dict[str, Any]:
    url = call.api(f"/orgs/{org['login']}")
    return {
        "login": org["login"],
        "id": org["id"],
        "node_id": node_id("O", org["id"]),
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": call.html(f"/avatars/u/{org['id']}?v=4"),
        "description": org["profile"].get("description"),
    }


def _show_team(call: Call, team: Row) -> dict[str, Any]:
    org = call.database.accounts.get(team["org_id"]) or {"login": ""}
    url = call.api(f"/organizations/{team['org_id']}/team/{team['id']}")
    return {
        "name": team["name"],
        "id": team["id"],
        "node_id": node_id("T", team["id"]),
        "slug": team["slug"],
        "description": team["description"],
        "privacy": "closed",
        "notification_setting": "notifications_enabled",
        "url": url,
        "html_url": call.html(f"/orgs/{org['login']}/teams/{team['slug']}"),
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "permission": "pull",
        "parent": None,
    }


def _team_details(call: Call, team: Row) -> dict[str, Any]:
    org = call.database.accounts.get(team["org_id"])
    return {
        "created_at": render(team["created_at"]),
        "updated_at": render(team["created_at"]),
        "members_count": call.database.team_members.count("team_id", team["id"]),
        "repos_count": 0,
        "organization": None if org is None else _show_simple(call, org),
    }
