"""Who is on a card. Source: paths `/card-memberships` of the description; 1.26's actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import find_card, find_membership, require_editor
from tasklab.twin.platform.planka.activity import note
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import conflict, not_found
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row


def insert_card_membership(call: Call, card_id: str, user_id: str) -> Row:
    """Put a user on a card."""
    row: Row = {"cardId": card_id, "userId": user_id, **call.born()}
    call.database.card_memberships.insert(row)
    return row


def _find_editable(call: Call) -> Row:
    card = find_card(call, call.values["cardId"]).card
    require_editor(call, card["boardId"], "Card not found")
    return card


def _tell(call: Call, card: Row, user_id: str, kind: str) -> None:
    user = call.database.users.get(user_id)
    if user is not None:
        note(call, card, kind, user={"id": user["id"], "name": user["name"]})


def _add_member(call: Call) -> dict[str, Any]:
    card, user_id = _find_editable(call), call.values["userId"]
    if find_membership(call.database, user_id, card["boardId"]) is None:
        raise not_found("User not found")
    if call.database.card_memberships.count("pair", (card["id"], user_id)):
        raise conflict("User already card member")
    row = insert_card_membership(call, card["id"], user_id)
    _tell(call, card, user_id, "addMemberToCard")
    return {"item": row}


def _take_member(call: Call) -> dict[str, Any]:
    card, user_id = _find_editable(call), call.values["userId"]
    row = call.database.card_memberships.first("pair", (card["id"], user_id))
    if row is None:
        raise not_found("User not card member" if call.is_second else "Card membership not found")
    call.database.card_memberships.remove(row["id"])
    _tell(call, card, user_id, "removeMemberFromCard")
    return {"item": row}


operation("POST /api/cards/{cardId}/memberships", {"userId": id_input(FIRST)}, generation=FIRST)(_add_member)
operation("DELETE /api/cards/{cardId}/memberships", {"userId": id_input(FIRST)}, generation=FIRST)(_take_member)
operation("POST /api/cards/{cardId}/card-memberships", {"userId": id_input(SECOND)}, generation=SECOND)(_add_member)
operation("DELETE /api/cards/{cardId}/card-memberships/userId:{userId}", generation=SECOND)(_take_member)
