"""Labels of a board, and which cards have them. Source: paths `/labels`, `/card-labels`; 1.26's actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka import palette
from tasklab.twin.platform.planka.access import find, find_board, find_card, require_editor
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import conflict, not_found
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "Label not found"


def insert_label(call: Call, board_id: str, values: Row) -> Row:
    """Make a label of a board."""
    place = call.database.labels.make_place(board_id, values["position"])
    label: Row = {"boardId": board_id, "name": None, **values, "position": place, **call.born()}
    call.database.labels.insert(label)
    return label


def _create_label(call: Call) -> dict[str, Any]:
    board, _ = find_board(call, call.values["boardId"], "Board not found")
    require_editor(call, board["id"], "Board not found")
    return {"item": insert_label(call, board["id"], call.pick("position", "name", "color"))}


def _update_label(call: Call) -> dict[str, Any]:
    label = _find_label(call)
    changes = call.pick("position", "name", "color")
    if "position" in changes:
        changes["position"] = call.database.labels.make_place(label["boardId"], changes["position"], label["id"])
    call.database.labels.update(label["id"], call.changed(changes))
    return {"item": label}


def _find_label(call: Call) -> Row:
    label = find(call.database.labels, call.values["id"], _MISSING)
    require_editor(call, label["boardId"], _MISSING)
    return label


for _generation, _minimum, _longest, _colors in (
    (FIRST, None, None, palette.LABEL_COLORS_1),
    (SECOND, 0, 128, palette.LABEL_COLORS),
):
    _name = Input("string", allows_null=True, is_filled=True, max_length=_longest)
    operation(
        "POST /api/boards/{boardId}/labels",
        {
            "position": Input("number", is_required=True, minimum=_minimum),
            "name": _name,
            "color": Input("string", is_required=True, choices=_colors),
        },
        generation=_generation,
    )(_create_label)
    operation(
        "PATCH /api/labels/{id}",
        {"position": Input("number", minimum=_minimum), "name": _name, "color": Input("string", choices=_colors)},
        generation=_generation,
    )(_update_label)


@operation("DELETE /api/labels/{id}")
def delete_label(call: Call) -> dict[str, Any]:
    """Remove a label, from all cards too."""
    label = _find_label(call)
    call.database.remove_label(label["id"])
    return {"item": label}


def insert_card_label(call: Call, card_id: str, label_id: str) -> Row:
    """Put a label on a card."""
    row: Row = {"cardId": card_id, "labelId": label_id, **call.born()}
    call.database.card_labels.insert(row)
    return row


def _add_label(call: Call) -> dict[str, Any]:
    card = find_card(call, call.values["cardId"]).card
    require_editor(call, card["boardId"], "Card not found")
    label = find(call.database.labels, call.values["labelId"], _MISSING)
    if label["boardId"] != card["boardId"]:
        raise not_found(_MISSING)
    if call.database.card_labels.count("pair", (card["id"], label["id"])):
        raise conflict("Label already in card")
    return {"item": insert_card_label(call, card["id"], label["id"])}


def _take_label(call: Call) -> dict[str, Any]:
    card = find_card(call, call.values["cardId"]).card
    require_editor(call, card["boardId"], "Card not found")
    row = call.database.card_labels.first("pair", (card["id"], call.values["labelId"]))
    if row is None:
        raise not_found("Label not in card")
    call.database.card_labels.remove(row["id"])
    return {"item": row}


operation("POST /api/cards/{cardId}/labels", {"labelId": id_input(FIRST)}, generation=FIRST)(_add_label)
operation("DELETE /api/cards/{cardId}/labels/{labelId}", generation=FIRST)(_take_label)
operation("POST /api/cards/{cardId}/card-labels", {"labelId": id_input(SECOND)}, generation=SECOND)(_add_label)
operation("DELETE /api/cards/{cardId}/card-labels/labelId:{labelId}", generation=SECOND)(_take_label)
