"""Lists of a board. Source: paths `/lists` of the description; 1.26's actions.

In 2.x a list is active or closed, and a board has an archive and a trash besides, whose cards have no positions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka import palette
from tasklab.twin.platform.planka.access import (
    find,
    find_board,
    is_manager,
    require_editor,
    require_member,
    require_reader,
)
from tasklab.twin.platform.planka.around import show_around
from tasklab.twin.platform.planka.card_move import move_card
from tasklab.twin.platform.planka.database import ACTIVE, ARCHIVE, CLOSED, FINITE, TRASH
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.position import GAP
from tasklab.twin.platform.planka.refusal import forbidden, not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_card, show_list, show_seen_card, show_users
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "List not found"
_TYPE = Input("string", choices=(ACTIVE, CLOSED))


def insert_list(call: Call, board_id: str, name: str, position: float, kind: str = ACTIVE) -> Row:
    """Make a list of a board."""
    place = call.database.lists.make_place(board_id, position)
    row: Row = {"boardId": board_id, "type": kind, "position": place, "name": name, "color": None, **call.born()}
    call.database.lists.insert(row)
    return row


def find_list(call: Call, id_: object) -> Row:
    """Return a list; 1.x has no archive and no trash."""
    row = find(call.database.lists, id_, _MISSING)
    if not call.is_second and row["type"] not in FINITE:
        raise not_found(_MISSING)
    return row


def _find_finite(call: Call) -> Row:
    """Return a list that the caller may change: an archive and a trash may not be changed by anybody."""
    row = find_list(call, call.values["id"])
    require_member(call, row["boardId"], _MISSING)
    if row["type"] not in FINITE:
        raise forbidden()
    require_editor(call, row["boardId"], _MISSING)
    return row


def _create_list(call: Call) -> dict[str, Any]:
    board, _ = find_board(call, call.values["boardId"], "Board not found")
    require_editor(call, board["id"], "Board not found")
    values = call.values
    row = insert_list(call, board["id"], values["name"], values["position"], values.get("type", ACTIVE))
    return {"item": show_list(call, row)}


def _update_list(call: Call) -> dict[str, Any]:
    row = _find_finite(call)
    database = call.database
    changes = call.pick("name", "color", "type")
    board_id = str(call.values.get("boardId", row["boardId"]))
    if board_id != row["boardId"]:
        find_board(call, board_id, "Board not found")
        require_editor(call, board_id, "Board not found")
        changes["boardId"] = board_id
    if "position" in call.values:
        changes["position"] = database.lists.make_place(board_id, call.values["position"], row["id"])
    was = row["type"]
    database.lists.update(row["id"], call.changed(changes))
    for card in database.cards.where("listId", row["id"]) if changes.keys() & {"boardId", "type"} else ():
        _follow(call, card, row, was)
    return {"item": show_list(call, row)}


def _follow(call: Call, card: Row, row: Row, was: str) -> None:
    """Let a card follow its list: to another board, and into being closed or not."""
    changes: Row = {"boardId": row["boardId"]}
    if was != row["type"]:
        changes["isClosed"] = row["type"] == CLOSED
        for task in call.database.tasks.where("linkedCardId", card["id"]):
            call.database.tasks.update(task["id"], call.changed({"isCompleted": changes["isClosed"]}))
    call.database.cards.update(card["id"], call.changed(changes))


operation(
    "POST /api/boards/{boardId}/lists",
    {"position": Input("number", is_required=True), "name": Input("string", is_required=True)},
    generation=FIRST,
)(_create_list)
operation(
    "POST /api/boards/{boardId}/lists",
    {
        "type": Input("string", is_required=True, choices=_TYPE.choices),
        "position": Input("number", is_required=True, minimum=0),
        "name": Input("string", is_required=True, max_length=128),
    },
    generation=SECOND,
)(_create_list)
operation(
    "PATCH /api/lists/{id}",
    {
        "position": Input("number"),
        "name": Input("string", is_filled=True),
        "color": Input("string", allows_null=True, choices=palette.LIST_COLORS_1),
    },
    generation=FIRST,
)(_update_list)
operation(
    "PATCH /api/lists/{id}",
    {
        "boardId": id_input(SECOND, is_required=False),
        "type": _TYPE,
        "position": Input("number", minimum=0),
        "name": Input("string", is_filled=True, max_length=128),
        "color": Input("string", allows_null=True, choices=palette.LIST_COLORS),
    },
    generation=SECOND,
)(_update_list)


@operation("GET /api/lists/{id}", generation=SECOND)
def get_list(call: Call) -> dict[str, Any]:
    """Return a list with its cards."""
    row = find_list(call, call.values["id"])
    board, project = find_board(call, row["boardId"], _MISSING)
    require_reader(call, project, board["id"], _MISSING)
    cards = call.database.cards
    found = cards.in_order(row["id"]) if row["type"] in FINITE else cards.where("listId", row["id"])
    return {
        "item": row,
        "included": {
            "users": show_users(call, (card["creatorUserId"] for card in found)),
            "cards": [show_seen_card(call, card) for card in found],
            **show_around(call, found),
        },
    }


@operation("DELETE /api/lists/{id}")
def delete_list(call: Call) -> dict[str, Any]:
    """Remove a list; its cards go to the trash in 2.x, and with it in 1.x."""
    row = _find_finite(call)
    database = call.database
    if not call.is_second:
        database.remove_list(row["id"])
        return {"item": show_list(call, row)}
    trash = next(each for each in database.lists.where("boardId", row["boardId"]) if each["type"] == TRASH)
    cards = database.cards.in_order(row["id"])
    for card in cards:
        moved = {"listId": trash["id"], "position": None, "listChangedAt": call.now}
        database.cards.update(card["id"], call.changed(moved))
    database.lists.remove(row["id"])
    return {"item": row, "included": {"cards": cards}}


def _sort(call: Call, row: Row, key: Callable[[Row], Any], *, is_reversed: bool) -> list[Row]:
    """Order the cards of a list anew, and give them even positions."""
    cards = sorted(call.database.cards.in_order(row["id"]), key=key, reverse=is_reversed)
    for number, card in enumerate(cards, 1):
        call.database.cards.update(card["id"], call.changed({"position": GAP * number}))
    return cards


def _due_key(card: Row) -> tuple[bool, str]:
    return card["dueDate"] is None, card["dueDate"] or ""


_KEYS: dict[str, Callable[[Row], Any]] = {
    "name": lambda card: card["name"].casefold(),
    "dueDate": _due_key,
    "createdAt": lambda card: (card["createdAt"], int(card["id"])),
}


@operation(
    "POST /api/lists/{id}/sort",
    {"type": Input("string", choices=("name_asc", "dueDate_asc", "createdAt_asc", "createdAt_desc"))},
    generation=FIRST,
)
def sort_list_1(call: Call) -> dict[str, Any]:
    """Sort the cards of a list."""
    row = _find_finite(call)
    name, _, order = call.values.get("type", "name_asc").partition("_")
    cards = _sort(call, row, _KEYS[name], is_reversed=order == "desc")
    return {"item": show_list(call, row), "included": {"cards": [show_card(call, card) for card in cards]}}


@operation(
    "POST /api/lists/{id}/sort",
    {
        "fieldName": Input("string", is_required=True, choices=tuple(_KEYS)),
        "order": Input("string", choices=("asc", "desc")),
    },
    generation=SECOND,
)
def sort_list(call: Call) -> dict[str, Any]:
    """Sort the cards of a list; one without a due date counts as the latest."""
    row = find_list(call, call.values["id"])
    require_editor(call, row["boardId"], _MISSING)
    if row["type"] not in FINITE:
        raise unprocessable("Cannot be sorted as endless list")
    cards = _sort(call, row, _KEYS[call.values["fieldName"]], is_reversed=call.values.get("order") == "desc")
    return {"item": row, "included": {"cards": cards}}


@operation("POST /api/lists/{id}/move-cards", {"listId": id_input(SECOND)}, generation=SECOND)
def move_cards(call: Call) -> dict[str, Any]:
    """Move all cards of a closed list to the archive of its board."""
    row = find_list(call, call.values["id"])
    require_member(call, row["boardId"], _MISSING)
    if row["type"] != CLOSED:
        raise forbidden()
    require_editor(call, row["boardId"], _MISSING)
    target = find_list(call, call.values["listId"])
    if target["boardId"] != row["boardId"] or target["type"] != ARCHIVE:
        raise not_found(_MISSING)
    cards = call.database.cards.in_order(row["id"])
    actions = [move_card(call, card, row, target, None) for card in cards]
    return {"item": row, "included": {"cards": cards, "actions": actions}}


@operation("POST /api/lists/{id}/clear", generation=SECOND)
def clear_list(call: Call) -> dict[str, Any]:
    """Remove all cards of a trash for good."""
    row = find_list(call, call.values["id"])
    board, project = find_board(call, row["boardId"], _MISSING)
    if not is_manager(call.database, call.user_id, project["id"]):
        require_editor(call, board["id"], _MISSING)
    if row["type"] != TRASH:
        raise forbidden()
    for card in call.database.cards.where("listId", row["id"]):
        call.database.remove_card(card)
    return {"item": row}
