"""Cards. Source: the description, group Cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import WRITE, board_of, find_card, find_member, rank_on
from tasklab.twin.platform.trello.attachment_operation import attach_link, attach_upload, check_link
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.card_write import change_card, count_uses, insert_card, note_members, read_card
from tasklab.twin.platform.trello.label_operation import insert_label
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.nested import nest_in_card, show_people
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import CARD_NOT_ALLOWED, RefusalError, invalid
from tasklab.twin.platform.trello.view_board import BOARD, LIST
from tasklab.twin.platform.trello.view_card import CARD
from tasklab.twin.platform.trello.view_member import CARD_MEMBER_FIELDS

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

_KEPT = frozenset(
    {"all", "attachments", "checklists", "comments", "customFields", "due", "start", "labels", "members", "stickers"}
)


@route("POST", "/cards")
def create_card(call: Call) -> dict[str, Any]:
    """Make a card at the bottom of a list, or a copy of another card."""
    list_ = _find_target(call)
    board = board_of(call, list_)
    values = read_card(call, board)
    position = call.arguments.position() or "bottom"
    link = call.arguments.text("urlSource")
    if link:
        check_link(link, "urlSource")
    source_id = call.arguments.raw("idCardSource")
    source = None if not source_id else find_card(call, str(source_id))
    if source is not None:
        values = _copy_fields(call, source, board) | values
    card = insert_card(call, board, list_, values, position)
    if source is not None:
        _copy_checklists(call, source, card)
        note(call, "copyCard", card=card, cardSource={"id": source["id"], "name": source["name"]})
    else:
        note(call, "createCard", card=card)
    for member_id in card["idMembers"]:
        note(call, "addMemberToCard", card=card, member_id=member_id)
    if link:
        attach_link(call, card, link, None)
    if "fileSource" in call.files:
        attach_upload(call, card, call.files["fileSource"])
    return CARD.show(call, card) | {"attachments": [], "stickers": [], "limits": {}}


def _find_target(call: Call) -> Row:
    list_id = call.arguments.raw("idList")
    if not is_id(list_id):
        raise invalid("idList")
    list_ = call.database.lists.get(list_id)
    if list_ is None:
        raise RefusalError(404, "could not find the board that the card belongs to")
    if rank_on(call, board_of(call, list_)) < WRITE:
        raise RefusalError(401, CARD_NOT_ALLOWED)
    return list_


def _kept(call: Call) -> set[str]:
    asked = call.arguments.words("keepFromSource") or ["all"]
    if not set(asked) <= _KEPT:
        raise invalid("keepFromSource")
    return set(_KEPT) if "all" in asked else set(asked)


def _copy_fields(call: Call, source: Row, board: Row) -> dict[str, Any]:
    kept = _kept(call)
    values = {"name": source["name"], "desc": source["desc"]}
    values |= {name: source[name] for name in ("due", "start") if name in kept}
    if source["idBoard"] == board["id"]:
        names = (("labels", "idLabels"), ("members", "idMembers"))
        values |= {field: list(source[field]) for name, field in names if name in kept}
    return values


def _copy_checklists(call: Call, source: Row, card: Row) -> None:
    database = call.database
    if "checklists" not in _kept(call):
        return
    for checklist in database.checklists.where("idCard", source["id"]):
        copy = {**checklist, "idCard": card["id"], "idBoard": card["idBoard"]}
        database.checklists.insert(copy)
        for item in database.check_items.where("idChecklist", checklist["id"]):
            database.check_items.insert({**item, "idChecklist": copy["id"]})


@route("GET", "/cards/{id}")
def get_card(call: Call, id_: str) -> dict[str, Any]:
    """Show a card with what is asked for inside of it."""
    card = find_card(call, id_)
    return nest_in_card(call, card, CARD.show(call, card, CARD.choose(call)), call.arguments)


@route("GET", "/cards/{id}/{field}")
def get_card_field(call: Call, id_: str, field: str) -> Any:
    """Show one field of a card."""
    return CARD.read(call, find_card(call, id_), field)


@route("PUT", "/cards/{id}")
def update_card(call: Call, id_: str) -> dict[str, Any]:
    """Change a card: what is given, and nothing else."""
    card = find_card(call, id_, WRITE)
    change_card(call, card)
    return CARD.show(call, card)


@route("DELETE", "/cards/{id}")
def delete_card(call: Call, id_: str) -> dict[str, Any]:
    """Delete a card for good."""
    card = find_card(call, id_, WRITE)
    board, list_ = board_of(call, card), call.database.lists.get(card["idList"])
    count_uses(call, card["idLabels"], ())
    call.database.remove_card(card["id"])
    gone = {"id": card["id"], "idShort": card["idShort"], "shortLink": card["shortLink"]}
    note(call, "deleteCard", board=board, list_=list_)["data"]["card"] = gone
    return {"limits": {}}


@route("GET", "/cards/{id}/board")
def get_card_board(call: Call, id_: str) -> dict[str, Any]:
    """Show the board of a card."""
    return BOARD.show(call, board_of(call, find_card(call, id_)), BOARD.choose(call.arguments))


@route("GET", "/cards/{id}/list")
def get_card_list(call: Call, id_: str) -> dict[str, Any]:
    """Show the list of a card."""
    list_ = call.database.lists.get(find_card(call, id_)["idList"])
    return LIST.show(call, list_ or {}, LIST.choose(call.arguments))


@route("GET", "/cards/{id}/members")
def list_card_members(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the members of a card."""
    return _members(call, find_card(call, id_))


def _members(call: Call, card: Row) -> list[dict[str, Any]]:
    return show_people(call, card["idMembers"], call.arguments, "fields", CARD_MEMBER_FIELDS)


@route("GET", "/cards/{id}/membersVoted", "/cards/{id}/stickers", "/cards/{id}/pluginData")
def list_nothing(call: Call, id_: str) -> list[Any]:
    """List the votes, stickers and power-ups' data of a card: none here."""
    find_card(call, id_)
    return []


@route("POST", "/cards/{id}/idMembers")
def add_card_member(call: Call, id_: str) -> list[dict[str, Any]]:
    """Put a member of the board on a card."""
    card = find_card(call, id_, WRITE)
    member_id = call.arguments.need_id("value")
    on_board = call.database.memberships.first("pair", (card["idBoard"], member_id))
    if on_board is None:
        raise invalid("value")
    if member_id in card["idMembers"]:
        raise RefusalError(400, "member is already on the card")
    call.database.cards.update(card["id"], {"idMembers": [*card["idMembers"], member_id]})
    note_members(call, card, (), (member_id,))
    return _members(call, card)


@route("DELETE", "/cards/{id}/idMembers/{idMember}")
def remove_card_member(call: Call, id_: str, member_id: str) -> list[dict[str, Any]]:
    """Take a member off a card."""
    card = find_card(call, id_, WRITE)
    member = find_member(call, member_id)
    if member["id"] not in card["idMembers"]:
        raise RefusalError(400, "member is not on the card")
    rest = [each for each in card["idMembers"] if each != member["id"]]
    call.database.cards.update(card["id"], {"idMembers": rest})
    note_members(call, card, (member["id"],), ())
    return _members(call, card)


@route("POST", "/cards/{id}/idLabels")
def add_card_label(call: Call, id_: str) -> list[str]:
    """Put a label of the board on a card."""
    card = find_card(call, id_, WRITE)
    label = call.database.labels.get(call.arguments.need_id("value"))
    if label is None or label["idBoard"] != card["idBoard"]:
        raise invalid("value")
    return _add_label(call, card, label)


@route("POST", "/cards/{id}/labels")
def create_card_label(call: Call, id_: str) -> list[str]:
    """Make a label on the card's board, and put it on the card."""
    card = find_card(call, id_, WRITE)
    return _add_label(call, card, insert_label(call, board_of(call, card), needs_name=False))


def _add_label(call: Call, card: Row, label: Row) -> list[str]:
    if label["id"] in card["idLabels"]:
        raise RefusalError(400, "that label is already on the card")
    changes = {"idLabels": [*card["idLabels"], label["id"]], "active_ms": call.now_ms}
    call.database.cards.update(card["id"], changes)
    count_uses(call, (), (label["id"],))
    return list(card["idLabels"])


@route("DELETE", "/cards/{id}/idLabels/{idLabel}")
def remove_card_label(call: Call, id_: str, label_id: str) -> dict[str, Any]:
    """Take a label off a card."""
    card = find_card(call, id_, WRITE)
    if not is_id(label_id):
        raise RefusalError(400, "invalid id")
    if label_id not in card["idLabels"]:
        raise RefusalError(400, "that label is not on the card")
    rest = [each for each in card["idLabels"] if each != label_id]
    call.database.cards.update(card["id"], {"idLabels": rest, "active_ms": call.now_ms})
    count_uses(call, (label_id,), ())
    return {"_value": None}


@route("POST", "/cards/{id}/markAssociatedNotificationsRead")
def mark_read(call: Call, id_: str) -> dict[str, Any]:
    """Remember that the caller has seen what happened to a card."""
    find_card(call, id_)
    return {"_value": None}
