"""Actions: what happened to cards.

Source: paths `/actions` of the description; the product's `actions/create-one`. In 1.x comments are actions too,
and are all that is told unless details are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import find_board, find_card, require_reader
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_action, show_comment, show_users
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

PAGE = 50
"""How many actions, comments or cards of an endless list come at once."""
_KINDS_1 = frozenset({"createCard", "moveCard"})


def note(call: Call, card: Row, kind: str, **data: Any) -> Row:
    """Write what happened to a card; every action tells the card's name."""
    action: Row = {
        "boardId": card["boardId"],
        "cardId": card["id"],
        "userId": call.user_id,
        "type": kind,
        "data": {"card": {"name": card["name"]}, **data},
        **call.born(),
    }
    call.database.actions.insert(action)
    return action


def name_list(list_: Row) -> Row:
    """Return what an action tells about a list."""
    return {"id": list_["id"], "type": list_["type"], "name": list_["name"]}


def cut_page(rows: list[Row], before_id: str | None) -> list[Row]:
    """Return up to fifty rows, the newest first, of those older than one that is named."""
    found = rows if before_id is None else [row for row in rows if int(row["id"]) < int(before_id)]
    return sorted(found, key=lambda row: -int(row["id"]))[:PAGE]


def _answer(call: Call, rows: list[Row], shown: list[Row]) -> dict[str, Any]:
    return {"items": shown, "included": {"users": show_users(call, (row["userId"] for row in rows))}}


@operation(
    "GET /api/cards/{cardId}/actions",
    {"beforeId": id_input(FIRST, is_required=False), "withDetails": Input("boolean")},
    generation=FIRST,
)
def list_card_actions_1(call: Call) -> dict[str, Any]:
    """Return comments of a card, and with details what happened to it, the newest first."""
    card = _find_readable_card(call)
    rows = list(call.database.comments.where("cardId", card["id"]))
    if call.values.get("withDetails"):
        rows += [row for row in call.database.actions.where("cardId", card["id"]) if row["type"] in _KINDS_1]
    page = cut_page(rows, call.values.get("beforeId"))
    return _answer(call, page, [show_action(call, row) if "type" in row else show_comment(call, row) for row in page])


@operation("GET /api/cards/{cardId}/actions", {"beforeId": id_input(SECOND, is_required=False)}, generation=SECOND)
def list_card_actions(call: Call) -> dict[str, Any]:
    """Return what happened to a card, the newest first."""
    card = _find_readable_card(call)
    page = cut_page(call.database.actions.where("cardId", card["id"]), call.values.get("beforeId"))
    return _answer(call, page, page)


@operation("GET /api/boards/{boardId}/actions", {"beforeId": id_input(SECOND, is_required=False)}, generation=SECOND)
def list_board_actions(call: Call) -> dict[str, Any]:
    """Return what happened on a board, the newest first."""
    board, project = find_board(call, call.values["boardId"], "Board not found")
    require_reader(call, project, board["id"], "Board not found")
    page = cut_page(call.database.actions.where("boardId", board["id"]), call.values.get("beforeId"))
    return _answer(call, page, page)


def _find_readable_card(call: Call) -> Row:
    path = find_card(call, call.values["cardId"])
    require_reader(call, path.project, path.board["id"], "Card not found")
    return path.card
