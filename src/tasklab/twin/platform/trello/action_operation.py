"""Actions, and the comments among them. Source: the description, groups Actions, Cards, Boards, Lists, Members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import (
    MANAGE,
    READ,
    board_of,
    find_board,
    find_card,
    find_list,
    find_member,
    find_organization,
    find_row,
    need_member,
    rank_on,
)
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.moment import render_ms
from tasklab.twin.platform.trello.nested import page_actions, read_filter
from tasklab.twin.platform.trello.refusal import (
    CARD_NOT_ALLOWED,
    NO_MODEL,
    NOT_ALLOWED,
    NOT_FOUND,
    RefusalError,
    invalid,
)
from tasklab.twin.platform.trello.view_board import BOARD, LIST
from tasklab.twin.platform.trello.view_card import CARD
from tasklab.twin.platform.trello.view_member import ACTION, CREATOR_FIELDS, MEMBER, show_action

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

COMMENT = "commentCard"
_ON_A_CARD = "commentCard,updateCard:idList"
"""What a card lists when nothing is asked. Source: the default of `filter` of GET /cards/{id}/actions."""
_WHO_COMMENTS = {"members": 2, "observers": 1, "org": 1, "public": 1}


@route("GET", "/boards/{id}/actions")
def list_board_actions(call: Call, id_: str) -> Any:
    """List what was done on a board, the newest first."""
    board = find_board(call, id_)
    return _list(call, call.database.actions.where("idBoard", board["id"]), None)


@route("GET", "/cards/{id}/actions")
def list_card_actions(call: Call, id_: str) -> Any:
    """List what was done to a card, the newest first: comments and moves unless told otherwise."""
    card = find_card(call, id_)
    return _list(call, call.database.actions.where("idCard", card["id"]), _ON_A_CARD)


@route("GET", "/lists/{id}/actions")
def list_list_actions(call: Call, id_: str) -> Any:
    """List what was done on a list, the newest first."""
    list_ = find_list(call, id_)
    rows = call.database.actions.where("idBoard", list_["idBoard"])
    return _list(call, [row for row in rows if row["idList"] == list_["id"]], None)


@route("GET", "/members/{id}/actions")
def list_member_actions(call: Call, id_: str) -> Any:
    """List what a member did on boards that the caller may see, the newest first."""
    member = find_member(call, id_)
    rows = call.database.actions.where("idMemberCreator", member["id"])
    return _list(call, [row for row in rows if _may_see(call, row)], None)


@route("GET", "/organizations/{id}/actions")
def list_organization_actions(call: Call, id_: str) -> Any:
    """List what was done on the boards of a workspace that the caller may see, the newest first."""
    organization = find_organization(call, id_)
    boards = call.database.boards.where("idOrganization", organization["id"])
    rows = [row for board in boards for row in call.database.actions.where("idBoard", board["id"])]
    return _list(call, sorted((row for row in rows if _may_see(call, row)), key=lambda row: row["id"]), None)


def _may_see(call: Call, row: Row) -> bool:
    board = call.database.boards.get(row["idBoard"])
    return board is not None and rank_on(call, board) >= READ


def _list(call: Call, rows: list[Row], default: str | None) -> Any:
    arguments = call.arguments
    kept = page_actions(arguments, rows, read_filter(arguments, "filter", default))
    fields = ACTION.choose(arguments)
    shape = arguments.choice("format", ("list", "count", "minimal"), "list")
    if shape == "count":
        return {"_value": len(kept)}
    if arguments.is_set("display"):
        fields = (*fields, "display")
    creator = None
    if arguments.flag("memberCreator", default=True) and shape == "list":
        creator = MEMBER.choose(arguments, "memberCreator_fields", CREATOR_FIELDS)
    has_member = bool(arguments.flag("member", default=True)) and shape == "list"
    return [show_action(call, row, fields, creator=creator, has_member=has_member) for row in kept]


def _find(call: Call, id_: str) -> Row:
    row = find_row(call.database.actions, id_, NO_MODEL)
    if not _may_see(call, row):
        raise RefusalError(401, NOT_ALLOWED)
    return row


@route("GET", "/actions/{id}")
def get_action(call: Call, id_: str) -> dict[str, Any]:
    """Show an action, with how it reads and who did it."""
    row, arguments = _find(call, id_), call.arguments
    fields = ACTION.choose(arguments)
    if arguments.flag("display", default=True):
        fields = (*fields, "display")
    creator = None
    if arguments.flag("memberCreator", default=True):
        creator = MEMBER.choose(arguments, "memberCreator_fields", CREATOR_FIELDS)
    has_member = bool(arguments.flag("member", default=True))
    return show_action(call, row, fields, creator=creator, has_member=has_member)


@route("GET", "/actions/{id}/{field}")
def get_action_field(call: Call, id_: str, field: str) -> Any:
    """Show one field of an action."""
    return ACTION.read(call, _find(call, id_), field)


@route("GET", "/actions/{id}/card")
def get_action_card(call: Call, id_: str) -> dict[str, Any]:
    """Show the card that an action is about."""
    card_id = _find(call, id_)["idCard"]
    if card_id is None:
        raise RefusalError(404, NOT_FOUND)
    return CARD.show(call, find_card(call, card_id), CARD.choose(call))


@route("GET", "/actions/{id}/board")
def get_action_board(call: Call, id_: str) -> dict[str, Any]:
    """Show the board that an action is about."""
    return BOARD.show(call, find_board(call, _find(call, id_)["idBoard"]), BOARD.choose(call.arguments))


@route("GET", "/actions/{id}/list")
def get_action_list(call: Call, id_: str) -> dict[str, Any]:
    """Show the list that an action is about."""
    list_id = _find(call, id_)["idList"]
    if list_id is None:
        raise RefusalError(404, NOT_FOUND)
    return LIST.show(call, find_list(call, list_id), LIST.choose(call.arguments))


@route("GET", "/actions/{id}/member")
def get_action_member(call: Call, id_: str) -> dict[str, Any]:
    """Show the member that an action is about."""
    member_id = _find(call, id_)["idMember"]
    if member_id is None:
        raise RefusalError(404, NOT_FOUND)
    return MEMBER.show(call, find_row(call.database.members, member_id, NO_MODEL), MEMBER.choose(call.arguments))


@route("GET", "/actions/{id}/memberCreator")
def get_action_creator(call: Call, id_: str) -> dict[str, Any]:
    """Show who did it."""
    member = find_row(call.database.members, _find(call, id_)["idMemberCreator"], NO_MODEL)
    return MEMBER.show(call, member, MEMBER.choose(call.arguments))


@route("POST", "/cards/{id}/actions/comments")
def create_comment(call: Call, id_: str) -> dict[str, Any]:
    """Comment on a card, as far as its board lets the caller."""
    need_member(call)
    card = find_card(call, id_)
    board = board_of(call, card)
    if rank_on(call, board) < _WHO_COMMENTS.get(board["prefs"]["comments"], MANAGE + 1):
        raise RefusalError(401, CARD_NOT_ALLOWED)
    row = note(call, COMMENT, card=card, text=call.arguments.need_text("text"), textData={"emoji": {}})
    return show_action(call, row, (*ACTION.choose(call.arguments.below("\0")), "display"), creator=CREATOR_FIELDS)


@route("PUT", "/actions/{id}")
def update_action(call: Call, id_: str) -> dict[str, Any]:
    """Change the text of a comment."""
    return _edit(call, _find(call, id_), "text")


@route("PUT", "/actions/{id}/text")
def update_action_text(call: Call, id_: str) -> dict[str, Any]:
    """Change the text of a comment to `value`."""
    return _edit(call, _find(call, id_), "value")


@route("PUT", "/cards/{id}/actions/{idAction}/comments")
def update_comment(call: Call, id_: str, action_id: str) -> dict[str, Any]:
    """Change the text of a comment on a card."""
    return _edit(call, _find_comment(call, id_, action_id), "text")


def _find_comment(call: Call, card_id: str, action_id: str) -> Row:
    card = find_card(call, card_id)
    row = _find(call, action_id)
    if row["idCard"] != card["id"]:
        raise RefusalError(404, NO_MODEL)
    return row


def _edit(call: Call, row: Row, argument: str) -> dict[str, Any]:
    if row["type"] != COMMENT:
        raise invalid("id")
    if row["idMemberCreator"] != call.member_id:
        raise RefusalError(401, NOT_ALLOWED)
    text = call.arguments.need_text(argument)
    data = row["data"] | {"text": text, "dateLastEdited": render_ms(call.now_ms)}
    call.database.actions.update(row["id"], {"data": data})
    return show_action(call, row, (*ACTION.choose(call.arguments.below("\0")), "display"), creator=CREATOR_FIELDS)


@route("DELETE", "/actions/{id}")
def delete_action(call: Call, id_: str) -> dict[str, Any]:
    """Delete a comment."""
    return _delete(call, _find(call, id_))


@route("DELETE", "/cards/{id}/actions/{idAction}/comments")
def delete_comment(call: Call, id_: str, action_id: str) -> dict[str, Any]:
    """Delete a comment of a card."""
    return _delete(call, _find_comment(call, id_, action_id))


def _delete(call: Call, row: Row) -> dict[str, Any]:
    if row["type"] != COMMENT:
        raise invalid("id")
    if row["idMemberCreator"] != call.member_id:
        find_board(call, row["idBoard"], MANAGE)
    call.database.actions.remove(row["id"])
    return {"_value": None}
