"""Lists. Source: the description, groups Lists and Boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import WRITE, board_of, find_board, find_list
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.card_write import move_to_board, subscribers
from tasklab.twin.platform.trello.log import note, note_changes
from tasklab.twin.platform.trello.nested import (
    CARD_FILTERS,
    LIST_FILTERS,
    lists_of,
    page_cards,
    select_cards,
    show_cards,
)
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import RefusalError, invalid
from tasklab.twin.platform.trello.view_board import BOARD, LIST, LIST_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row


@route("POST", "/lists")
def create_list(call: Call) -> dict[str, Any]:
    """Make a list, at the top of its board unless told otherwise."""
    arguments = call.arguments.worded("BAD_REQUEST_ERROR")
    board_id = call.arguments.raw("idBoard")
    if not is_id(board_id):
        raise invalid("idBoard")
    if board_id not in call.database.boards:
        raise RefusalError(401, f"unauthorized board list requested {board_id}")
    board = find_board(call, board_id, WRITE)
    name, position = arguments.need_text("name"), arguments.position() or "top"
    source_id = call.arguments.raw("idListSource")
    if not source_id:
        return LIST.show(call, _insert(call, board, name, position), LIST.all)
    if not is_id(source_id):
        raise arguments.refuse("idListSource")
    source = call.database.lists.get(source_id)
    if source is None:
        raise RefusalError(404, "List not found")
    find_list(call, source_id)
    return LIST.show(call, _insert(call, board, name, position), LIST.all)


@route("POST", "/boards/{id}/lists")
def create_board_list(call: Call, id_: str) -> dict[str, Any]:
    """Make a list on a board, at the top unless told otherwise."""
    board = find_board(call, id_, WRITE)
    arguments = call.arguments.worded("BAD_REQUEST_ERROR")
    name, position = arguments.need_text("name"), arguments.position() or "top"
    return LIST.show(call, _insert(call, board, name, position), LIST.all)


def _insert(call: Call, board: Row, name: str, position: float | str) -> Row:
    row = {"name": name, "closed": False, "idBoard": board["id"], "subscribers": frozenset()}
    row["pos"] = call.database.place("lists", board["id"], position)
    call.database.lists.insert(row)
    note(call, "createList", list_=row)
    return row


@route("GET", "/boards/{id}/lists")
def list_lists(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the lists of a board: the open ones unless told otherwise, by position."""
    wanted = call.arguments.choice("filter", LIST_FILTERS, "open") or "open"
    return _lists(call, find_board(call, id_), wanted)


@route("GET", "/boards/{id}/lists/{filter}")
def list_some_lists(call: Call, id_: str, wanted: str) -> list[dict[str, Any]]:
    """List the lists of a board that a filter lets through."""
    board = find_board(call, id_)
    if wanted not in LIST_FILTERS:
        raise invalid("filter")
    return _lists(call, board, wanted)


def _lists(call: Call, board: Row, wanted: str) -> list[dict[str, Any]]:
    fields = LIST.choose(call.arguments)
    return [_nest(call, row, LIST.show(call, row, fields)) for row in lists_of(call, board, wanted)]


def _nest(call: Call, list_: Row, shown: dict[str, Any]) -> dict[str, Any]:
    wanted = call.arguments.choice("cards", CARD_FILTERS, "none") or "none"
    if wanted != "none":
        cards = select_cards(call, call.database.cards.where("idList", list_["id"]), wanted)
        shown["cards"] = show_cards(call, page_cards(call.arguments.below("cards_"), cards), "card_fields", "card_")
    return shown


@route("GET", "/lists/{id}")
def get_list(call: Call, id_: str) -> dict[str, Any]:
    """Show a list."""
    list_ = find_list(call, id_)
    return _nest(call, list_, LIST.show(call, list_, LIST.choose(call.arguments, usual=LIST_FIELDS)))


@route("GET", "/lists/{id}/board")
def get_list_board(call: Call, id_: str) -> dict[str, Any]:
    """Show the board that a list is on."""
    return BOARD.show(call, board_of(call, find_list(call, id_)), BOARD.choose(call.arguments))


@route("GET", "/lists/{id}/cards")
def list_list_cards(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the cards of a list: the open ones unless told otherwise, by position."""
    list_ = find_list(call, id_)
    wanted = call.arguments.choice("filter", CARD_FILTERS, "open") or "open"
    cards = select_cards(call, call.database.cards.where("idList", list_["id"]), wanted)
    return show_cards(call, page_cards(call.arguments, cards), "fields", "")


@route("PUT", "/lists/{id}")
def update_list(call: Call, id_: str) -> dict[str, Any]:
    """Change a list."""
    list_ = find_list(call, id_, WRITE)
    return _change(
        call, list_, [name for name in ("name", "closed", "pos", "idBoard", "subscribed") if name in call.arguments], ""
    )


@route("PUT", "/lists/{id}/{field}")
def update_list_field(call: Call, id_: str, field: str) -> dict[str, Any]:
    """Change one field of a list to `value`."""
    list_ = find_list(call, id_, WRITE)
    if field not in ("name", "pos", "closed", "idBoard", "subscribed"):
        raise RefusalError(404, f"Cannot PUT /1/lists/{id_}/{field}")
    return _change(call, list_, [field], "value")


def _change(call: Call, list_: Row, names: Sequence[str], argument: str) -> dict[str, Any]:
    arguments = call.arguments
    changes: dict[str, Any] = {}
    for name in names:
        sent = argument or name
        match name:
            case "name":
                changes[name] = arguments.need_text(sent)
            case "closed":
                changes[name] = arguments.flag(sent)
            case "pos":
                changes[name] = call.database.place("lists", list_["idBoard"], arguments.position(sent))
            case "idBoard":
                changes[name] = find_board(call, str(arguments.raw(sent)), WRITE)["id"]
            case "subscribed":
                changes["subscribers"] = subscribers(call, list_, sent)
        if sent not in arguments or (name == "closed" and changes[name] is None):
            raise invalid(sent)
    before = {name: list_[name] for name in changes if name != "subscribers"}
    call.database.lists.update(list_["id"], changes)
    if before.get("idBoard", list_["idBoard"]) != list_["idBoard"]:
        for card in call.database.cards.where("idList", list_["id"]):
            move_to_board(call, card, board_of(call, list_), list_)
        note(call, "moveListToBoard", list_=list_)
        del before["idBoard"]
    note_changes(call, "updateList", before, list_, list_=list_)
    return LIST.show(call, list_, ("id", *LIST_FIELDS))


@route("POST", "/lists/{id}/archiveAllCards")
def archive_all_cards(call: Call, id_: str) -> dict[str, Any]:
    """Archive the open cards of a list."""
    list_ = find_list(call, id_, WRITE)
    for card in call.database.cards.where("idList", list_["id"]):
        if not card["closed"]:
            call.database.cards.update(card["id"], {"closed": True})
            note_changes(call, "updateCard", {"closed": False}, card, card=card)
    return {}


@route("POST", "/lists/{id}/moveAllCards")
def move_all_cards(call: Call, id_: str) -> list[dict[str, Any]]:
    """Move the open cards of a list to another list, to its bottom."""
    list_ = find_list(call, id_, WRITE)
    board = find_board(call, call.arguments.need_id("idBoard"), WRITE)
    target = find_list(call, call.arguments.need_id("idList"), WRITE)
    if target["idBoard"] != board["id"]:
        raise RefusalError(404, f"List {target['id']} does not exist on board {board['id']}")
    for card in select_cards(call, call.database.cards.where("idList", list_["id"]), "open"):
        move_to_board(call, card, board, target)
    return []
