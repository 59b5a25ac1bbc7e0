"""The workspace, its users, its teams, and who is in which: read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.linear.entity import find, find_team
from tasklab.twin.platform.linear.filter import ENTITY, FILTERS, computed, linked, many, matcher, stored
from tasklab.twin.platform.linear.page import connect
from tasklab.twin.platform.linear.refusal import not_found
from tasklab.twin.platform.linear.resolver import link, resolves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

ORIGIN = "https://linear.app"


def _issues_of(index: str) -> Any:
    return lambda call, row: call.database.issues.where(index, row["id"])


FILTERS["User"] = {
    **ENTITY,
    **{name: stored(name) for name in ("active", "admin", "owner", "displayName", "email", "name")},
    "isMe": computed(lambda call, row: row["id"] == call.user_id),
    "assignedIssues": many("Issue", _issues_of("assignee")),
}
FILTERS["Team"] = {
    **ENTITY,
    **{name: stored(name) for name in ("description", "key", "name", "private", "retiredAt")},
    "issues": many("Issue", _issues_of("team")),
    "members": many("User", lambda call, row: members_of(call, row["id"])),
    "users": many("User", lambda call, row: members_of(call, row["id"])),
    "owners": many("User", lambda call, row: members_of(call, row["id"], only_owners=True)),
    "parent": linked("Team", "teams", "parentId"),
}


def members_of(call: Call, team_id: str, *, only_owners: bool = False) -> list[Row]:
    """Return the users who are in a team, or who own it."""
    members = call.database.memberships.where("team", team_id)
    rows = [call.database.users.get(each["userId"]) for each in members if each["owner"] or not only_owners]
    return [row for row in rows if row is not None]


def users_page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    """Return a page of users; those who were suspended only when asked for."""
    shown = [row for row in rows if row["active"] or args.get("includeDisabled")]
    return connect(args, shown, matcher(call, "User", args.get("filter")))


def teams_page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    """Return a page of those teams that the caller may see."""
    return connect(args, [row for row in rows if row["id"] in call.teams], matcher(call, "Team", args.get("filter")))


def memberships_page(call: Call, args: Mapping[str, Any], rows: Iterable[Row]) -> Any:
    """Return a page of memberships in teams that the caller may see."""
    return connect(args, [row for row in rows if row["teamId"] in call.teams])


@resolves("Query.viewer")
def _viewer(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return call.user


@resolves("Query.user")
def _user(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return call.user if args["id"] == "me" else find(call, call.database.users, args["id"], "User")


@resolves("Query.users", "Organization.users")
def _users(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return users_page(call, args, call.database.users)


@resolves("Query.organization", "User.organization", "Team.organization", "IssueLabel.organization")
def _organization(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return call.database.organization


@resolves("Query.team")
def _team(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find_team(call, args["id"])


@resolves("Query.teams", "Organization.teams")
def _teams(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return teams_page(call, args, call.database.teams)


@resolves("Query.teamMembership")
def _membership(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return find(
        call, call.database.memberships, args["id"], "TeamMembership", lambda _, row: row["teamId"] in call.teams
    )


@resolves("Query.teamMemberships")
def _memberships(call: Call, _: Any, args: Mapping[str, Any]) -> Any:
    return memberships_page(call, args, call.database.memberships)


link("TeamMembership.user", "users", "userId")
link("TeamMembership.team", "teams", "teamId")


@resolves("User.teamMemberships")
def _user_memberships(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return memberships_page(call, args, call.database.memberships.where("user", row["id"]))


@resolves("User.teams")
def _user_teams(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    rows = [call.database.teams.get(each["teamId"]) for each in call.database.memberships.where("user", row["id"])]
    return teams_page(call, args, [each for each in rows if each is not None])


@resolves("User.isMe")
def _is_me(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return row["id"] == call.user_id


@resolves("User.isAssignable")
def _is_assignable(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return row["active"]


@resolves("User.initials")
def _initials(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return "".join(word[0] for word in row["name"].split())[:2].upper()


@resolves("User.url")
def _user_url(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return f"{ORIGIN}/{call.database.organization['urlKey']}/profiles/{row['displayName']}"


@resolves("User.createdIssueCount")
def _created_count(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return call.database.issues.count("creator", row["id"])


@resolves("Organization.createdIssueCount")
def _all_created_count(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return sum(call.database.last_numbers.values())


@resolves("Organization.userCount")
def _user_count(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return sum(row["active"] for row in call.database.users)


@resolves("Organization.projectStatuses")
def _statuses(call: Call, _: Any, __: Mapping[str, Any]) -> Any:
    return list(call.database.statuses)


@resolves("Team.members")
def _members(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return users_page(call, args, members_of(call, row["id"]))


@resolves("Team.memberships")
def _team_memberships(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    return memberships_page(call, args, call.database.memberships.where("team", row["id"]))


@resolves("Team.membership")
def _team_membership(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    if args["userId"] not in call.database.users:
        raise not_found("User")
    return call.database.memberships.first("pair", (row["id"], args["userId"]))


@resolves("Team.issueCount")
def _issue_count(call: Call, row: Row, args: Mapping[str, Any]) -> Any:
    rows = call.database.issues.where("team", row["id"])
    return sum(each["archivedAt"] is None or bool(args.get("includeArchived")) for each in rows)


@resolves("Team.displayName")
def _display_name(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    parent = call.database.teams.get(row["parentId"])
    return row["name"] if parent is None else f"{parent['name']} / {row['name']}"


@resolves("Team.visibility")
def _visibility(_: Call, row: Row, __: Mapping[str, Any]) -> Any:
    return "private" if row["private"] else "public"


link("Team.parent", "teams", "parentId")
link("Team.defaultIssueState", "states", "defaultIssueStateId")


@resolves("Team.children")
def _children(call: Call, row: Row, _: Mapping[str, Any]) -> Any:
    return [each for each in call.database.teams if each["parentId"] == row["id"] and each["id"] in call.teams]
