"""What a new workspace holds: three people, a team and a project that all are in, and a team that is private."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tasklab.twin.platform.linear.team import add_member, insert_team

if TYPE_CHECKING:
    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.platform.linear.database import Database
    from tasklab.twin.store import Row

_ALL = frozenset({"read", "write"})
KEYS = {
    "main": "lin_api_" + "m" * 40,
    "second": "lin_api_" + "s" * 40,
    "guest": "lin_api_" + "g" * 40,
    "bad": "lin_api_" + "x" * 40,
}
TOKEN = "lin_oauth_" + "a" * 64
"""An OAuth token of the main user."""
_STATUSES = (
    ("Backlog", "backlog", "#bec2c8"),
    ("Planned", "planned", "#e2e2e2"),
    ("In Progress", "started", "#f2c94c"),
    ("Completed", "completed", "#5e6ad2"),
    ("Canceled", "canceled", "#95a2b3"),
)
_LABELS = (("Bug", "#EB5757"), ("Feature", "#BB87FC"), ("Improvement", "#4EA7FC"))


def add_people(database: Database, now: str) -> dict[str, Row]:
    """Make the workspace, and people with their keys, by role."""
    id_ = str(database.make_id())
    database.organization = {
        "id": id_,
        "name": "Northwind",
        "urlKey": "northwind",
        "createdAt": now,
        "updatedAt": now,
        "archivedAt": None,
        "allowMembersToInvite": True,
    }
    people = {}
    for role, name in (("main", "Mary Main"), ("second", "Sam Second"), ("guest", "Gus Guest")):
        handle = name.lower().replace(" ", ".")
        row: Row = {
            **dict.fromkeys(("avatarUrl", "description", "title")),
            "name": name,
            "displayName": handle,
            "email": f"{handle}@northwind.example",
            "active": True,
            "admin": role == "main",
            "owner": role == "main",
            "guest": role == "guest",
            "timezone": "Etc/UTC",
            "avatarBackgroundColor": "#5e6ad2",
        }
        people[role] = database.add(database.users, row, now)
        database.tokens[KEYS[role]] = (str(people[role]["id"]), frozenset({"read"}) if role == "guest" else _ALL)
    database.tokens[TOKEN] = (str(people["main"]["id"]), _ALL)
    return people


def fill(call: Call, people: dict[str, Row]) -> dict[str, str]:
    """Make teams, labels and projects; return the ids that an outsider needs, by plain names."""
    database = call.database
    for position, (name, kind, color) in enumerate(_STATUSES):
        row = {"name": name, "type": kind, "color": color, "position": float(position), "description": None}
        database.add(database.statuses, {**row, "indefinite": False}, call.now)
    for name, color in _LABELS:
        row = {**dict.fromkeys(("description", "teamId", "parentId", "retiredAt", "retiredById"))}
        row.update(name=name, color=color, isGroup=False, creatorId=call.user_id)
        database.add(database.labels, row, call.now)
    team = insert_team(call, {"name": "Engineering", "key": "ENG", "issueEstimationType": "fibonacci"})
    for role in ("second", "guest"):
        add_member(call, team["id"], people[role]["id"])
    second = replace(call, user=people["second"])
    foreign = insert_team(second, {"name": "Leadership", "key": "LEAD", "private": True})
    project = _project(call, "Launch", team["id"], [each["id"] for each in people.values()])
    hidden = _project(second, "Reorganisation", foreign["id"], [people["second"]["id"]])
    return {
        "user_id": people["main"]["id"],
        "second_user_id": people["second"]["id"],
        "guest_user_id": people["guest"]["id"],
        "workspace_id": database.organization["id"],
        "team_id": team["id"],
        "project_id": project["id"],
        "foreign_team_id": foreign["id"],
        "foreign_project_id": hidden["id"],
    }


def _project(call: Call, name: str, team_id: str, member_ids: list[str]) -> Row:
    database = call.database
    row = {
        **dict.fromkeys(("content", "icon", "startDate", "targetDate", "startDateResolution", "targetDateResolution")),
        **dict.fromkeys(("startedAt", "completedAt", "canceledAt", "leadId", "trashed")),
        "name": name,
        "description": "",
        "color": "#bec2c8",
        "priority": 0,
        "prioritySortOrder": 0.0,
        "sortOrder": 0.0,
        "creatorId": call.user_id,
        "teamIds": [team_id],
        "memberIds": member_ids,
        "statusId": next(each["id"] for each in database.statuses if each["type"] == "backlog"),
        "slugId": str(database.make_id()).replace("-", "")[:12],
    }
    return database.add(database.projects, row, call.now)
