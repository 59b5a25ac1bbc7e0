"""Boards and who is on them. Source: paths `/boards`, `/board-memberships` of the description; 1.26's actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import (
    EDITOR,
    VIEWER,
    find,
    find_board,
    find_membership,
    is_admin_or_owner,
    is_manager,
    require_manager,
    require_reader,
)
from tasklab.twin.platform.planka.around import show_around
from tasklab.twin.platform.planka.database import ARCHIVE, TRASH
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import conflict, forbidden, not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import (
    show_board,
    show_board_membership,
    show_list,
    show_project,
    show_seen_card,
    show_users,
    shows_list,
)
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "Board not found"
_NO_MEMBERSHIP = "Board membership not found"
_SETTINGS = {
    "defaultView": Input("string", choices=("kanban", "grid", "list")),
    "defaultCardType": Input("string", choices=("project", "story")),
    "limitCardTypesToDefaultOne": Input("boolean"),
    "alwaysDisplayCardCreator": Input("boolean"),
    "displayCardAges": Input("boolean", since="2.1"),
    "expandTaskListsByDefault": Input("boolean"),
}


def insert_board(call: Call, project_id: str, user_id: str, name: str, position: float) -> tuple[Row, Row]:
    """Make a board with its archive, its trash and its first editor."""
    database = call.database
    board: Row = {
        "projectId": project_id,
        "position": database.boards.make_place(project_id, position),
        "name": name,
        "defaultView": "kanban",
        "defaultCardType": "project",
        "limitCardTypesToDefaultOne": False,
        "alwaysDisplayCardCreator": False,
        "displayCardAges": False,
        "expandTaskListsByDefault": False,
        **call.born(),
    }
    database.boards.insert(board)
    membership = insert_membership(call, board, user_id, EDITOR)
    for kind in (ARCHIVE, TRASH):
        endless = {"boardId": board["id"], "type": kind, "position": None, "name": None, "color": None}
        database.lists.insert({**endless, **call.born()})
    return board, membership


def insert_membership(call: Call, board: Row, user_id: str, role: str, *, can_comment: bool | None = None) -> Row:
    """Put a user on a board."""
    membership: Row = {
        "projectId": board["projectId"],
        "boardId": board["id"],
        "userId": user_id,
        "role": role,
        "canComment": can_comment,
        **call.born(),
    }
    call.database.board_memberships.insert(membership)
    return membership


def _create_board(call: Call) -> dict[str, Any]:
    project = find(call.database.projects, call.values["projectId"], "Project not found")
    require_manager(call, project["id"], "Project not found")
    if "importType" in call.values:
        raise unprocessable("Invalid import file" if call.files else "No import file was uploaded")
    values = call.values
    board, membership = insert_board(call, project["id"], call.user_id, values["name"], values["position"])
    return {
        "item": show_board(call, board),
        "included": {"boardMemberships": [show_board_membership(call, membership)]},
    }


_IMPORT = {"importType": Input("string", choices=("trello",)), "requestId": Input("string", is_filled=True)}
operation(
    "POST /api/projects/{projectId}/boards",
    {"position": Input("number", is_required=True), "name": Input("string", is_required=True), **_IMPORT},
    generation=FIRST,
)(_create_board)
operation(
    "POST /api/projects/{projectId}/boards",
    {
        "position": Input("number", is_required=True, minimum=0),
        "name": Input("string", is_required=True, max_length=128),
        "importType": _IMPORT["importType"],
        "requestId": Input("string", is_filled=True, max_length=128),
    },
    generation=SECOND,
)(_create_board)


@operation("GET /api/boards/{id}", {"subscribe": Input("boolean")})
def get_board(call: Call) -> dict[str, Any]:
    """Return a board with its lists, and the cards of those lists that a person made (not of archive and trash)."""
    board, project = find_board(call, call.values["id"], _MISSING)
    require_reader(call, project, board["id"], _MISSING)
    database = call.database
    finite = database.lists.in_order(board["id"])
    endless = [row for row in database.lists.where("boardId", board["id"]) if row["position"] is None]
    cards = sorted(
        (card for row in finite for card in database.cards.in_order(row["id"])),
        key=lambda card: (card["position"], int(card["id"])),
    )
    memberships = database.board_memberships.where("boardId", board["id"])
    user_ids = {row["userId"] for row in memberships}
    if call.is_second:
        user_ids |= {card["creatorUserId"] for card in cards}
    shown = show_board(call, board)
    if call.is_second:
        shown = {**shown, "isSubscribed": (call.user_id, board["id"]) in database.subscriptions}
    return {
        "item": shown,
        "included": {
            "users": show_users(call, user_ids),
            "projects": [show_project(call, project)],
            "boardMemberships": [show_board_membership(call, row) for row in memberships],
            "labels": database.labels.in_order(board["id"]),
            "lists": [show_list(call, row) for row in (*finite, *endless) if shows_list(call, row)],
            "cards": [show_seen_card(call, card) for card in cards],
            **show_around(call, cards, board_id=board["id"]),
        },
    }


def _update_board(call: Call) -> dict[str, Any]:
    board, project = find_board(call, call.values["id"], _MISSING)
    database = call.database
    manages = is_manager(database, call.user_id, project["id"])
    is_member = find_membership(database, call.user_id, board["id"]) is not None
    if not manages and not (call.is_second and is_member):
        raise not_found(_MISSING)
    if not manages and not call.values.keys() <= {"id", "isSubscribed"}:
        # The product means to forbid this, but its action names an error that it does not declare.
        raise not_found(_MISSING)
    if is_member and "isSubscribed" in call.values:
        subscribe(call, board["id"], is_on=call.values["isSubscribed"])
    changes = call.pick("name", "position", *_SETTINGS)
    if "position" in changes:
        changes["position"] = database.boards.make_place(project["id"], changes["position"], board["id"])
    if changes:
        database.boards.update(board["id"], call.changed(changes))
    return {"item": show_board(call, board)}


operation(
    "PATCH /api/boards/{id}",
    {"position": Input("number"), "name": Input("string", is_filled=True)},
    generation=FIRST,
)(_update_board)
operation(
    "PATCH /api/boards/{id}",
    {
        "position": Input("number", minimum=0),
        "name": Input("string", is_filled=True, max_length=128),
        **_SETTINGS,
        "isSubscribed": Input("boolean"),
    },
    generation=SECOND,
)(_update_board)


def subscribe(call: Call, id_: str, *, is_on: bool) -> None:
    """Subscribe the caller to a board or card, or not any more."""
    subscriptions = call.database.subscriptions
    (subscriptions.add if is_on else subscriptions.discard)((call.user_id, id_))


@operation("DELETE /api/boards/{id}")
def delete_board(call: Call) -> dict[str, Any]:
    """Remove a board of a project that the caller manages."""
    board, project = find_board(call, call.values["id"], _MISSING)
    require_manager(call, project["id"], _MISSING)
    call.database.remove_board(board["id"])
    return {"item": show_board(call, board)}


_ROLE = Input("string", is_required=True, choices=(EDITOR, VIEWER))
_CAN_COMMENT = Input("boolean", allows_null=True)


def _add_member(call: Call) -> dict[str, Any]:
    board, project = find_board(call, call.values["boardId"], _MISSING)
    require_manager(call, project["id"], _MISSING)
    user_id, role = call.values["userId"], call.values["role"]
    if call.is_second and not is_admin_or_owner(call.user) and user_id != call.user_id:
        raise forbidden()
    user = find(call.database.users, user_id, "User not found")
    if call.is_second and user["isDeactivated"]:
        raise not_found("User not found")
    if find_membership(call.database, user["id"], board["id"]):
        raise conflict("User already board member")
    can_comment = _agree(role, call.values.get("canComment"))
    return {
        "item": show_board_membership(call, insert_membership(call, board, user["id"], role, can_comment=can_comment))
    }


operation(
    "POST /api/boards/{boardId}/memberships",
    {"userId": id_input(FIRST), "role": _ROLE, "canComment": _CAN_COMMENT},
    generation=FIRST,
)(_add_member)
operation(
    "POST /api/boards/{boardId}/board-memberships",
    {"userId": id_input(SECOND), "role": _ROLE, "canComment": _CAN_COMMENT},
    generation=SECOND,
)(_add_member)


def _agree(role: str, can_comment: bool | None) -> bool | None:
    """Return whether a member may comment: null for an editor, no unless said for a viewer."""
    return None if role == EDITOR else bool(can_comment)


@operation(
    "PATCH /api/board-memberships/{id}",
    {"role": Input("string", choices=_ROLE.choices), "canComment": _CAN_COMMENT},
)
def update_membership(call: Call) -> dict[str, Any]:
    """Change what a member may do."""
    membership = find(call.database.board_memberships, call.values["id"], _NO_MEMBERSHIP)
    require_manager(call, membership["projectId"], _NO_MEMBERSHIP)
    role = str(call.values.get("role", membership["role"]))
    can_comment = _agree(role, call.values.get("canComment", membership["canComment"]))
    call.database.board_memberships.update(membership["id"], call.changed({"role": role, "canComment": can_comment}))
    return {"item": show_board_membership(call, membership)}


@operation("DELETE /api/board-memberships/{id}")
def delete_membership(call: Call) -> dict[str, Any]:
    """Take a member off a board and its cards; everybody may leave."""
    membership = find(call.database.board_memberships, call.values["id"], _NO_MEMBERSHIP)
    if membership["userId"] != call.user_id:
        require_manager(call, membership["projectId"], _NO_MEMBERSHIP)
    call.database.board_memberships.remove(membership["id"])
    call.database.remove_board_member(membership["boardId"], membership["userId"])
    return {"item": show_board_membership(call, membership)}
