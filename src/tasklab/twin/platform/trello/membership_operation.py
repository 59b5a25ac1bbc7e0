"""Who is on a board. Source: the description, group Boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import (
    ADMIN,
    MANAGE,
    NORMAL,
    OBSERVER,
    WRITE,
    find_board,
    find_member,
    find_row,
)
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.nested import MEMBER_FILTERS, members_of, show_people
from tasklab.twin.platform.trello.refusal import NO_MODEL, RefusalError, invalid
from tasklab.twin.platform.trello.view_member import MEMBER, PERSON_FIELDS, show_membership

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

_TYPES = (ADMIN, NORMAL, OBSERVER)
_MADE = {ADMIN: "makeAdminOfBoard", NORMAL: "makeNormalMemberOfBoard", OBSERVER: "makeObserverOfBoard"}
_FILTERS = ("admins", "all", "none", "normal", "active", "admin", "deactivated", "me")


@route("GET", "/boards/{id}/members")
def list_board_members(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the members of a board."""
    board = find_board(call, id_)
    wanted = call.arguments.choice("filter", MEMBER_FILTERS, "all") or "all"
    return show_people(call, members_of(call, board, wanted), call.arguments, "fields", PERSON_FIELDS)


@route("GET", "/boards/{id}/memberships")
def list_memberships(call: Call, id_: str) -> list[dict[str, Any]]:
    """List who is on a board as what, with the member where asked for."""
    board = find_board(call, id_)
    wanted = call.arguments.choice("filter", _FILTERS, "all")
    rows = call.database.memberships.where("idBoard", board["id"])
    match wanted:
        case "none" | "deactivated":
            rows = []
        case "admins" | "admin":
            rows = [row for row in rows if row["memberType"] == ADMIN]
        case "normal":
            rows = [row for row in rows if row["memberType"] == NORMAL]
        case "me":
            rows = [row for row in rows if row["idMember"] == call.member_id]
    return [_show(call, row) for row in rows]


def _show(call: Call, membership: Row) -> dict[str, Any]:
    shown = show_membership(membership)
    if call.arguments.is_set("member"):
        fields = MEMBER.choose(call.arguments, "member_fields", PERSON_FIELDS)
        member = call.database.members.get(membership["idMember"])
        shown["member"] = None if member is None else MEMBER.show(call, member, fields)
    return shown


@route("PUT", "/boards/{id}/members/{idMember}")
def put_board_member(call: Call, id_: str, member_id: str) -> dict[str, Any]:
    """Put a member on a board, or give them another role."""
    board = find_board(call, id_, WRITE)
    kind = call.arguments.choice("type", _TYPES)
    if kind is None:
        raise invalid("type")
    return _put(call, board, find_member(call, member_id), kind)


@route("PUT", "/boards/{id}/members")
def invite_board_member(call: Call, id_: str) -> dict[str, Any]:
    """Invite by mail: somebody who is known is on the board at once, a new person is made."""
    board = find_board(call, id_, WRITE)
    email = call.arguments.need_text("email")
    kind = call.arguments.choice("type", _TYPES, NORMAL) or NORMAL
    local, at, host = email.partition("@")
    if not local or not at or "." not in host:
        raise invalid("email")
    name = call.arguments.text("fullName") or local
    found = next((each for each in call.database.members if each["email"] == email), None)
    return _put(call, board, found or insert_member(call, name, email), kind)


def insert_member(call: Call, full_name: str, email: str) -> Row:
    """Make a person that was invited and has not come yet; a free name is found."""
    database = call.database
    wanted = "".join(each for each in email.partition("@")[0].lower() if each.isascii() and each.isalnum()) or "user"
    name, number = wanted, 1
    while database.members.first("username", name) is not None:
        name, number = f"{wanted}{number}", number + 1
    row = make_member(full_name, name, email) | {"confirmed": False, "memberType": "ghost"}
    database.members.insert(row)
    return row


def make_member(full_name: str, username: str, email: str) -> Row:
    """Return the row of a person."""
    return {
        "fullName": full_name,
        "initials": "".join(word[0] for word in full_name.split()[:4]).upper(),
        "username": username,
        "email": email,
        "bio": "",
        "memberType": "normal",
        "confirmed": True,
        "avatarHash": None,
    }


def _put(call: Call, board: Row, member: Row, kind: str) -> dict[str, Any]:
    database = call.database
    membership = database.memberships.first("pair", (board["id"], member["id"]))
    if kind != NORMAL or membership is not None or board["prefs"]["invitations"] == "admins":
        find_board(call, board["id"], MANAGE)
    if membership is None:
        database.memberships.insert({"idBoard": board["id"], "idMember": member["id"], "memberType": kind})
        note(call, "addMemberToBoard", board=board, member_id=member["id"])
    elif membership["memberType"] != kind:
        _keep_an_admin(call, board, membership)
        database.memberships.update(membership["id"], {"memberType": kind})
        note(call, _MADE[kind], board=board, member_id=member["id"])
    return _tell(call, board)


@route("PUT", "/boards/{id}/memberships/{idMembership}")
def update_membership(call: Call, id_: str, membership_id: str) -> dict[str, Any]:
    """Give a member of a board another role."""
    board = find_board(call, id_, MANAGE)
    membership = find_row(call.database.memberships, membership_id, NO_MODEL)
    if membership["idBoard"] != board["id"]:
        raise RefusalError(404, NO_MODEL)
    kind = call.arguments.choice("type", _TYPES)
    if kind is None:
        raise invalid("type")
    _put(call, board, find_row(call.database.members, membership["idMember"], NO_MODEL), kind)
    return show_membership(membership)


@route("DELETE", "/boards/{id}/members/{idMember}")
def remove_board_member(call: Call, id_: str, member_id: str) -> dict[str, Any]:
    """Take a member off a board and off its cards: oneself, or anybody for who administers it."""
    member = find_member(call, member_id)
    is_self = member["id"] == call.member_id
    board = find_board(call, id_, WRITE if is_self else MANAGE)
    membership = call.database.memberships.first("pair", (board["id"], member["id"]))
    if membership is None:
        raise RefusalError(404, "membership not found")
    _keep_an_admin(call, board, membership)
    call.database.memberships.remove(membership["id"])
    for card in call.database.cards.where("idBoard", board["id"]):
        if member["id"] in card["idMembers"]:
            rest = [each for each in card["idMembers"] if each != member["id"]]
            call.database.cards.update(card["id"], {"idMembers": rest})
    note(call, "removeMemberFromBoard", board=board, member_id=member["id"])
    return _tell(call, board)


def _keep_an_admin(call: Call, board: Row, membership: Row) -> None:
    if membership["memberType"] == ADMIN and len(members_of(call, board, "admins")) == 1:
        raise RefusalError(403, "Not enough admins")


def _tell(call: Call, board: Row) -> dict[str, Any]:
    rows = call.database.memberships.where("idBoard", board["id"])
    people = show_people(call, (row["idMember"] for row in rows), call.arguments, "member_fields", PERSON_FIELDS)
    return {"id": board["id"], "members": people, "memberships": [show_membership(row) for row in rows]}
