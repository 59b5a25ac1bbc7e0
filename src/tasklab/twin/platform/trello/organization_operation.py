"""Workspaces, which the API calls organizations. Source: the description, group Organizations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import (
    ADMIN,
    MANAGE,
    NORMAL,
    WRITE,
    find_member,
    find_organization,
    find_row,
    need_member,
    rank_on,
)
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.nested import MEMBER_FILTERS, show_people
from tasklab.twin.platform.trello.refusal import NO_MODEL, RefusalError, invalid
from tasklab.twin.platform.trello.view_board import BOARD
from tasklab.twin.platform.trello.view_member import MEMBER, ORGANIZATION, PERSON_FIELDS, show_org_membership

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

PREFS = {
    "permissionLevel": "private",
    "orgInviteRestrict": [],
    "externalMembersDisabled": False,
    "associatedDomain": None,
    "googleAppsVersion": 1,
    "boardVisibilityRestrict": {"private": "org", "org": "org", "public": "org"},
    "boardDeleteRestrict": {},
    "attachmentRestrictions": ["computer", "trello", "google-drive", "box", "onedrive", "link"],
}
_TYPES = (ADMIN, NORMAL)
_BOARD_FILTERS = ("all", "open", "closed", "members", "organization", "public")
_NAME = re.compile(r"[a-z0-9_]{3,}")


@route("POST", "/organizations")
def create_organization(call: Call) -> dict[str, Any]:
    """Make a workspace that the caller administers; without a name it gets one that is free."""
    member, arguments = need_member(call), call.arguments
    display = arguments.need_text("displayName")
    values = {"desc": arguments.text("desc") or "", "website": _read_website(call)}
    name = _read_name(call, None) if "name" in arguments else _free_name(call, display)
    row = insert_organization(call, member, {"name": name, "displayName": display, **values})
    return ORGANIZATION.show(call, row)


def insert_organization(call: Call, member: Row, values: dict[str, Any]) -> Row:
    """Keep a new workspace; the member administers it."""
    row = {
        "prefs": dict(PREFS),
        "active_ms": call.now_ms,
        "creator": member["id"],
        "desc": "",
        "website": None,
        **values,
    }
    call.database.organizations.insert(row)
    add_to_organization(call, row, member, ADMIN)
    return row


def add_to_organization(call: Call, organization: Row, member: Row, kind: str) -> None:
    """Put a member into a workspace."""
    row = {"idOrganization": organization["id"], "idMember": member["id"], "memberType": kind, "deactivated": False}
    call.database.org_memberships.insert(row)


def _read_name(call: Call, own_id: str | None) -> str:
    name = call.arguments.need_text("name", 3)
    if _NAME.fullmatch(name) is None:
        raise invalid("name")
    holder = call.database.organizations.first("name", name)
    if holder is not None and holder["id"] != own_id:
        raise RefusalError(400, "Organization short name is taken", "ERROR")
    return name


def _free_name(call: Call, display: str) -> str:
    wanted = "".join(each for each in display.lower() if each.isascii() and each.isalnum()) or "workspace"
    wanted, name, number = wanted.ljust(3, "0"), wanted.ljust(3, "0"), 1
    while call.database.organizations.first("name", name) is not None:
        name, number = f"{wanted}{number}", number + 1
    return name


def _read_website(call: Call) -> str | None:
    website = call.arguments.text("website")
    if website and not website.startswith(("http://", "https://")):
        raise invalid("website")
    return website or None


@route("GET", "/organizations/{id}")
def get_organization(call: Call, id_: str) -> dict[str, Any]:
    """Show a workspace by id or name."""
    return ORGANIZATION.show(call, find_organization(call, id_), ORGANIZATION.choose(call.arguments))


@route("GET", "/organizations/{id}/{field}")
def get_organization_field(call: Call, id_: str, field: str) -> Any:
    """Show one field of a workspace."""
    return ORGANIZATION.read(call, find_organization(call, id_), field)


@route("PUT", "/organizations/{id}")
def update_organization(call: Call, id_: str) -> dict[str, Any]:
    """Change a workspace; for those who administer it."""
    row, arguments = find_organization(call, id_, MANAGE), call.arguments
    changes: dict[str, Any] = {}
    if "displayName" in arguments:
        changes["displayName"] = arguments.need_text("displayName")
    if "desc" in arguments:
        changes["desc"] = arguments.text("desc") or ""
    if "name" in arguments:
        changes["name"] = _read_name(call, row["id"])
    if "website" in arguments:
        changes["website"] = _read_website(call)
    level = arguments.choice("prefs/permissionLevel", ("private", "public"))
    if level is not None:
        changes["prefs"] = row["prefs"] | {"permissionLevel": level}
    call.database.organizations.update(row["id"], changes | {"active_ms": call.now_ms})
    return ORGANIZATION.show(call, row)


@route("DELETE", "/organizations/{id}")
def delete_organization(call: Call, id_: str) -> dict[str, Any]:
    """Delete a workspace; its boards stay, in none."""
    row = find_organization(call, id_, MANAGE)
    for board in call.database.boards.where("idOrganization", row["id"]):
        call.database.boards.update(board["id"], {"idOrganization": None})
    call.database.org_memberships.remove_where("idOrganization", row["id"])
    call.database.organizations.remove(row["id"])
    return {"_value": None}


@route("GET", "/organizations/{id}/boards")
def list_organization_boards(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the boards of a workspace that the caller may see, the oldest first."""
    organization = find_organization(call, id_)
    wanted = call.arguments.choice("filter", _BOARD_FILTERS, "all") or "all"
    rows = [row for row in call.database.boards.where("idOrganization", organization["id"]) if rank_on(call, row)]
    if wanted in ("open", "closed"):
        rows = [row for row in rows if row["closed"] is (wanted == "closed")]
    elif wanted != "all":
        level = {"members": "private", "organization": "org", "public": "public"}[wanted]
        rows = [row for row in rows if row["prefs"]["permissionLevel"] == level]
    fields = BOARD.choose(call.arguments)
    return [BOARD.show(call, row, fields) for row in rows]


def _memberships(call: Call, organization: Row) -> list[Row]:
    return call.database.org_memberships.where("idOrganization", organization["id"])


@route("GET", "/organizations/{id}/members")
def list_organization_members(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the members of a workspace."""
    wanted = call.arguments.choice("filter", MEMBER_FILTERS, "all")
    kinds = {"admins": (ADMIN,), "owners": (ADMIN,), "normal": (NORMAL,), "none": ()}.get(wanted or "all", _TYPES)
    rows = _memberships(call, find_organization(call, id_))
    people = [row["idMember"] for row in rows if row["memberType"] in kinds]
    return show_people(call, people, call.arguments, "fields", PERSON_FIELDS)


@route("GET", "/organizations/{id}/memberships")
def list_organization_memberships(call: Call, id_: str) -> list[dict[str, Any]]:
    """List who is in a workspace as what."""
    rows = _memberships(call, find_organization(call, id_))
    match call.arguments.choice("filter", ("all", "active", "admin", "deactivated", "me", "normal"), "all"):
        case "admin" | "normal" as kind:
            rows = [row for row in rows if row["memberType"] == kind]
        case "me":
            rows = [row for row in rows if row["idMember"] == call.member_id]
        case "deactivated":
            rows = [row for row in rows if row["deactivated"]]
    return [_show(call, row) for row in rows]


def _show(call: Call, membership: Row) -> dict[str, Any]:
    shown = show_org_membership(membership)
    if call.arguments.is_set("member"):
        member = find_row(call.database.members, membership["idMember"], NO_MODEL)
        shown["member"] = MEMBER.show(call, member, ("id", *PERSON_FIELDS))
    return shown


@route("GET", "/organizations/{id}/memberships/{idMembership}")
def get_organization_membership(call: Call, id_: str, membership_id: str) -> dict[str, Any]:
    """Show who somebody is in a workspace."""
    organization = find_organization(call, id_)
    row = find_row(call.database.org_memberships, membership_id, NO_MODEL)
    if row["idOrganization"] != organization["id"]:
        raise RefusalError(404, NO_MODEL)
    return _show(call, row)


@route("PUT", "/organizations/{id}/members/{idMember}")
def put_organization_member(call: Call, id_: str, member_id: str) -> dict[str, Any]:
    """Put a member into a workspace, or give them another role; for those who administer it."""
    organization = find_organization(call, id_, MANAGE)
    kind = call.arguments.choice("type", _TYPES)
    if kind is None:
        raise invalid("type")
    member = find_member(call, member_id)
    row = call.database.org_memberships.first("pair", (organization["id"], member["id"]))
    if row is None:
        add_to_organization(call, organization, member, kind)
    elif row["memberType"] != kind:
        _keep_an_admin(call, row)
        call.database.org_memberships.update(row["id"], {"memberType": kind})
    return MEMBER.show(call, member)


@route("DELETE", "/organizations/{id}/members/{idMember}")
def remove_organization_member(call: Call, id_: str, member_id: str) -> dict[str, Any]:
    """Take a member out of a workspace: oneself, or anybody for who administers it."""
    member = find_member(call, member_id)
    organization = find_organization(call, id_, WRITE if member["id"] == call.member_id else MANAGE)
    row = call.database.org_memberships.first("pair", (organization["id"], member["id"]))
    if row is None:
        raise RefusalError(404, "membership not found")
    _keep_an_admin(call, row)
    call.database.org_memberships.remove(row["id"])
    return ORGANIZATION.show(call, organization)


def _keep_an_admin(call: Call, membership: Row) -> None:
    rows = call.database.org_memberships.where("idOrganization", membership["idOrganization"])
    if membership["memberType"] == ADMIN and sum(row["memberType"] == ADMIN for row in rows) == 1:
        raise RefusalError(403, "Not enough admins")
