"""What a new Trello holds: a workspace with three people and a board, and a stranger with a board of their own.

The shared board has custom fields.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tasklab.twin.platform.trello.access import NORMAL, OBSERVER
from tasklab.twin.platform.trello.board_operation import DEFAULT_LABELS, DEFAULT_LISTS, fill_board, insert_board
from tasklab.twin.platform.trello.custom_field_operation import insert_custom_field
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.membership_operation import make_member
from tasklab.twin.platform.trello.organization_operation import add_to_organization, insert_organization

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

KEY = "0123456789abcdef" * 2
_SCOPES = frozenset({"read", "write", "account"})
_PEOPLE = {
    "main": ("Mary Main", "marymain", "1"),
    "second": ("Sam Second", "samsecond", "2"),
    "guest": ("Gus Guest", "gusguest", "3"),
    "stranger": ("Sue Stranger", "suestranger", "4"),
}
_FIELDS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("Supplier", "text", ()),
    ("Cost", "number", ()),
    ("Delivery", "date", ()),
    ("Approved", "checkbox", ()),
    ("Effort", "list", (("Small", "green"), ("Medium", "yellow"), ("Large", "red"))),
)
"""The shared board's custom fields: one of each type."""


def _token(digit: str) -> str:
    return "ATTA" + digit * 72


def people() -> dict[str, dict[str, str]]:
    """Return the credentials of everybody by role; those of `bad` are refused."""
    roles = {"main": "1", "bad": "0", "second": "2", "guest": "3"}
    return {role: {"endpoint": "/1", "key": KEY, "token": _token(digit)} for role, digit in roles.items()}


def fill(call: Call) -> dict[str, str]:
    """Make people, workspace and boards; return the ids that an outsider needs, by plain names."""
    database = call.database
    database.keys.add(KEY)
    rows = {role: _person(call, *words) for role, words in _PEOPLE.items()}
    main, stranger = rows["main"], rows["stranger"]
    workspace = insert_organization(call, main, {"name": "exampleworkspace", "displayName": "Example Workspace"})
    add_to_organization(call, workspace, rows["second"], NORMAL)
    board = _board(call, main, "Welcome Board", workspace["id"])
    for name, field_type, options in _FIELDS:
        insert_custom_field(call, board, name, field_type, options)
    for role, kind in (("second", NORMAL), ("guest", OBSERVER)):
        database.memberships.insert({"idBoard": board["id"], "idMember": rows[role]["id"], "memberType": kind})
        note(dataclasses.replace(call, member=main), "addMemberToBoard", board=board, member_id=rows[role]["id"])
    foreign = _board(call, stranger, "Private Plans", None)
    return {
        "user_id": main["id"],
        "second_user_id": rows["second"]["id"],
        "guest_user_id": rows["guest"]["id"],
        "workspace_id": workspace["id"],
        "project_id": board["id"],
        "foreign_project_id": foreign["id"],
    }


def _person(call: Call, full_name: str, username: str, digit: str) -> Row:
    row = make_member(full_name, username, f"{username}@example.com") | {"avatarHash": digit * 32}
    call.database.members.insert(row)
    token = {
        "text": _token(digit),
        "idMember": row["id"],
        "scopes": _SCOPES,
        "identifier": "Example Application",
        "created_ms": call.now_ms,
    }
    call.database.tokens.insert(token)
    return row


def _board(call: Call, member: Row, name: str, workspace_id: str | None) -> Row:
    values = {"name": name, "desc": "", "idOrganization": workspace_id}
    board = insert_board(call, member, values, {})
    note(dataclasses.replace(call, member=member), "createBoard", board=board)
    fill_board(call, board, DEFAULT_LISTS, DEFAULT_LABELS)
    return board
