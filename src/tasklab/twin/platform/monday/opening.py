"""What a new account holds: people of every kind, a board for all, and one that the administrator does not see."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.around import new_workspace
from tasklab.twin.platform.monday.board import new_board
from tasklab.twin.platform.monday.column import new_column
from tasklab.twin.platform.monday.group import new_group
from tasklab.twin.platform.monday.kind_choice import make_status_settings

if TYPE_CHECKING:
    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.platform.monday.database import Database
    from tasklab.twin.store import Row

TOKENS = {role: f"eyJhbGciOiJIUzI1NiJ9.{letter * 40}.{letter * 43}" for role, letter in (
    ("main", "m"), ("second", "s"), ("reader", "r"), ("bad", "x")
)}  # fmt: skip
_PEOPLE = (
    ("main", "Mary Main", "admin"),
    ("second", "Sam Second", "member"),
    ("reader", "Rita Reader", "member"),
    ("viewer", "Vera Viewer", "view_only"),
    ("guest", "Gus Guest", "guest"),
)
_PRIORITIES = {"0": "High", "1": "Low", "2": "Critical", "3": "Medium"}
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("person", "Owner", "people"),
    ("status", "Status", "status"),
    ("date4", "Due date", "date"),
    ("priority", "Priority", "status"),
    ("text", "Note", "text"),
    ("long_text", "Description", "long_text"),
    ("numbers", "Estimate", "numbers"),
    ("tags", "Labels", "tags"),
    ("dropdown", "Kind", "dropdown"),
    ("timeline", "Timeline", "timeline"),
    ("dependency", "Dependent on", "dependency"),
    ("files", "Files", "file"),
    ("checkbox", "Checked", "checkbox"),
    ("creation_log", "Made", "creation_log"),
    ("last_updated", "Changed", "last_updated"),
    ("link", "Website", "link"),
    ("email", "Contact", "email"),
    ("phone", "Telephone", "phone"),
)
_SETTINGS: dict[str, dict[str, Any]] = {
    "priority": make_status_settings(_PRIORITIES, []),
    "dropdown": {
        "hide_footer": False,
        "labels": [{"id": number, "name": name} for number, name in enumerate(("Bug", "Feature", "Chore"), 1)],
    },
}


def add_people(database: Database, now: str) -> dict[str, Row]:
    """Make the account, and people with their tokens, by role."""
    database.account = {
        **dict.fromkeys(("logo", "country_code", "sign_up_product_kind")),
        "id": 12_345_678,
        "name": "Northwind",
        "slug": "northwind",
        "tier": "pro",
        "first_day_of_the_week": "monday",
        "show_timeline_weekends": True,
        "is_during_trial": False,
        "is_trial_expired": True,
        "created_at": now,
    }
    people = {}
    for number, (role, name, kind) in enumerate(_PEOPLE, 1):
        row: Row = {
            **dict.fromkeys(("birthday", "country_code", "location", "mobile_phone", "phone", "sign_up_product_kind")),
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}@northwind.example",
            "kind": kind,
            "enabled": True,
            "is_pending": False,
            "is_deleted": False,
            "title": "",
            "current_language": "en",
            "time_zone_identifier": "Etc/UTC",
            "utc_hours_diff": 0,
            "created_at": now,
            "last_activity": now,
            "invitation_method": "FIRST_USER" if role == "main" else "USER",
            "serial_number": number,
        }
        database.users.insert(row)
        if role in TOKENS:  # who may only look, or is a guest, cannot make a token
            database.tokens[TOKENS[role]] = row["id"]
        people[role] = row
    members = [people["main"]["id"], people["second"]["id"]]
    team = {"name": "Engineering", "user_ids": members, "owner_ids": members[:1], "is_guest": False}
    database.teams.insert({**team, "picture_url": None, "created_at": now})
    return people


def fill(call: Call, people: dict[str, Row]) -> dict[str, str]:
    """Make a workspace and boards; return the ids that an outsider needs, by plain names."""
    database = call.database
    workspace = new_workspace(call, "Work", "open")
    every = [people["main"]["id"], people["second"]["id"]]
    board = _task_board(call, "Launch", workspace["id"], owner_ids=every, subscriber_ids=every, permissions="owners")
    second = replace(call, user=people["second"])
    hidden = new_board(second, "Reorganisation", "private", workspace_id=workspace["id"])
    new_group(second, hidden, "Group Title", "topics")
    new_column(second, hidden, "status", "Status", "status")
    shared = new_board(call, "Shared", "share", subscriber_ids=[*every, people["guest"]["id"]])
    new_group(call, shared, "Group Title", "topics")
    new_column(call, shared, "status", "Status", "status")
    ids: dict[str, Any] = {
        "user_id": people["main"]["id"],
        "second_user_id": people["second"]["id"],
        "reader_user_id": people["reader"]["id"],
        "viewer_user_id": people["viewer"]["id"],
        "guest_user_id": people["guest"]["id"],
        "account_id": database.account["id"],
        "workspace_id": workspace["id"],
        "team_id": next(iter(database.teams))["id"],
        "project_id": board["id"],
        "shared_project_id": shared["id"],
        "foreign_project_id": hidden["id"],
    }
    return {name: str(id_) for name, id_ in ids.items()}


def _task_board(call: Call, name: str, workspace_id: int, **more: Any) -> Row:
    board = new_board(call, name, "public", workspace_id=workspace_id, **more)
    for title, id_ in (("To do", "topics"), ("Later", "group_title")):
        new_group(call, board, title, id_)
    for id_, title, kind in _COLUMNS:
        new_column(call, board, id_, title, kind, copy.deepcopy(_SETTINGS.get(id_)))
    return board
