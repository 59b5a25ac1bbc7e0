"""What a new site holds: people, groups, the entities that every site has, and three projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tasklab.twin.platform.jira_cloud.access import MEMBER, VIEWER
from tasklab.twin.platform.jira_cloud.project_write import insert_status, insert_type, make_project, make_uuid

if TYPE_CHECKING:
    from tasklab.twin.platform.jira_cloud.database import Database
    from tasklab.twin.store import Row

MAIN, SECOND, GUEST, KEEPER = (
    "712020:0b6d2a5c-3f0e-4c55-9a51-6d1f2b7e8a01",
    "5b10a2844c20165700ede21a",
    "712020:77c1e9d4-58aa-4e0b-8f3c-2a9d4b6c1e02",
    "5b10a2844c20165700ede21b",
)
EMAILS = {
    MAIN: "ada@acme.example",
    SECOND: "lin@acme.example",
    GUEST: "gil@partner.example",
    KEEPER: "zoe@acme.example",
}
_NAMES = {MAIN: "Ada Main", SECOND: "Lin Second", GUEST: "Gil Guest", KEEPER: "Zoe Keeper"}
_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"
_PRIORITIES = (
    ("Highest", "#d04437", "This problem will block progress."),
    ("High", "#f15C75", "Serious problem that could block progress."),
    ("Medium", "#f79232", "Has the potential to affect progress."),
    ("Low", "#707070", "Minor problem or easily worked around."),
    ("Lowest", "#999999", "Trivial problem with little or no impact on progress."),
)
_STATUSES = (
    ("To Do", "new"),
    ("In Progress", "indeterminate"),
    ("In Review", "indeterminate"),
    ("Done", "done"),
    ("Canceled", "done"),
)
_ISSUE_TYPES = (("Epic", 1), ("Story", 0), ("Task", 0), ("Bug", 0), ("Sub-task", -1))
_LINK_TYPES = (
    ("Blocks", "is blocked by", "blocks"),
    ("Cloners", "is cloned by", "clones"),
    ("Duplicate", "is duplicated by", "duplicates"),
    ("Relates", "relates to", "relates to"),
)
_FIELDS: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (10015, "Start date", f"{_TYPES}datepicker", {"in_team_managed": True}),
    (10016, "Story point estimate", "com.pyxis.greenhopper.jira:jsw-story-points", {"in_team_managed": True}),
    (10030, "Reference", f"{_TYPES}textfield", {}),
    (10031, "Acceptance criteria", f"{_TYPES}textarea", {}),
    (10032, "Severity", f"{_TYPES}select", {"required_for": ("Bug",), "options": ("Minor", "Major", "Critical")}),
    (10033, "Platforms", f"{_TYPES}multiselect", {"options": ("Linux", "macOS", "Windows")}),
    (10034, "Reviewer", f"{_TYPES}userpicker", {}),
    (10035, "Delivered at", f"{_TYPES}datetime", {}),
    (10036, "Audience", f"{_TYPES}labels", {}),
    (10037, "Effort", f"{_TYPES}float", {}),
    (10038, "Website", f"{_TYPES}url", {}),
    (10039, "Stakeholders", f"{_TYPES}multiuserpicker", {}),
    (10040, "Unplaced", f"{_TYPES}textfield", {"on_screens": False}),
)


def token_of(account_id: str) -> str:
    """Return the API token of somebody."""
    return f"ATATT3xFfGF0-{make_uuid(account_id).replace('-', '')}"


def open_household(database: Database) -> Row:
    """Fill a new site, and return its main project."""
    for id_ in (MAIN, SECOND, GUEST, KEEPER):
        database.users[id_] = _user(id_)
        database.tokens[EMAILS[id_], token_of(id_)] = id_
    for name, members in (
        ("site-admins", (MAIN,)),
        ("jira-users-acme", (MAIN, SECOND, KEEPER)),
        ("crew", (MAIN, SECOND)),
    ):
        id_ = make_uuid(f"group {name}")
        database.groups[id_] = {"id": id_, "name": name, "member_ids": dict.fromkeys(members)}
    _fill_tables(database)
    _fill_fields(database)
    home = make_project(database, key="HOME", name="Home", lead=MAIN, description="Around the house.")
    home["members"] |= {SECOND: MEMBER, GUEST: VIEWER}
    make_project(database, key="TEAM", name="Team board", lead=MAIN, is_simplified=True)
    make_project(database, key="VAULT", name="Vault", lead=KEEPER, is_private=True)
    return home


def _user(id_: str) -> Row:
    return {
        "id": id_,
        "path_id": quote(id_, safe=""),
        "name": _NAMES[id_],
        "email": EMAILS[id_],
        "kind": "atlassian",
        "active": True,
        "is_admin": id_ == MAIN,
        "is_licensed": id_ != GUEST,
        "shows_email": False,
    }


def _fill_tables(database: Database) -> None:
    for name, color, text in _PRIORITIES:
        row = {"name": name, "color": color, "description": text, "is_default": name == "Medium"}
        database.priorities.insert(row)
    for name, category in _STATUSES:
        insert_status(database, name, category)
    for name, level in _ISSUE_TYPES:
        insert_type(database, name, level)
    for name in ("Done", "Won't Do", "Duplicate", "Cannot Reproduce"):
        database.resolutions.insert({"name": name, "description": f"{name}."})
    for name, inward, outward in _LINK_TYPES:
        database.link_types.insert({"name": name, "inward": inward, "outward": outward})


def _fill_fields(database: Database) -> None:
    for number, name, kind, more in _FIELDS:
        id_ = f"customfield_{number}"
        row = {"id": id_, "name": name, "type": kind, "on_screens": True, "in_team_managed": False, "required_for": ()}
        database.custom_fields[id_] = {**row, **{key: value for key, value in more.items() if key != "options"}}
        if kind in {f"{_TYPES}textfield", f"{_TYPES}textarea"}:
            database.text_fields.append(id_)
        for value in more.get("options", ()):
            database.options.insert({"field": id_, "value": value})
