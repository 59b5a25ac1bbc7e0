"""Cards.

Source: paths `/cards` of the description; 1.26's actions; the product's functions `cards/create-one`, `update-one`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import (
    EDITOR,
    find,
    find_board,
    find_card,
    require_editor,
    require_member,
    require_reader,
)
from tasklab.twin.platform.planka.activity import name_list, note
from tasklab.twin.platform.planka.around import show_around
from tasklab.twin.platform.planka.board import subscribe
from tasklab.twin.platform.planka.board_list import find_list
from tasklab.twin.platform.planka.card_move import change_board, move_card, place_card
from tasklab.twin.platform.planka.database import CLOSED, FINITE
from tasklab.twin.platform.planka.moment import is_moment, normalise_moment
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import forbidden, not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_card, show_seen_card, show_users
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.access import Path
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "Card not found"
_NO_POSITION = "Position must be present"


def is_stopwatch(value: Any) -> bool:
    """Whether a value is a stopwatch: since when it runs (null while it stands still), and seconds measured before."""
    if not isinstance(value, dict) or value.keys() != {"startedAt", "total"}:
        return False
    total = value["total"]
    is_total = isinstance(total, (int, float)) and not isinstance(total, bool) and total >= 0
    return is_total and (value["startedAt"] is None or is_moment(value["startedAt"]))


_STOPWATCH = Input("json", check=is_stopwatch)
_COMPLETED = Input("boolean", allows_null=True)
_TYPE = Input("string", choices=("project", "story"))
_DUE_1 = Input("string", allows_null=True, check=is_moment)
_CREATE_1 = {
    "position": Input("number"),
    "name": Input("string", is_required=True),
    "description": Input("string", allows_null=True, is_filled=True),
    "dueDate": _DUE_1,
    "isDueDateCompleted": _COMPLETED,
    "stopwatch": _STOPWATCH,
}
_CREATE_2 = {
    "type": Input("string", is_required=True, choices=_TYPE.choices),
    "position": Input("number", allows_null=True, minimum=0),
    "name": Input("string", is_required=True, max_length=1024),
    "description": Input("string", allows_null=True, is_filled=True, max_length=1048576),
    "dueDate": Input("string", check=is_moment),
    "isDueCompleted": _COMPLETED,
    "stopwatch": _STOPWATCH,
}
_UPDATE_1 = {
    **_CREATE_1,
    "name": Input("string", is_filled=True),
    "boardId": id_input(FIRST, is_required=False),
    "listId": id_input(FIRST, is_required=False),
    "coverAttachmentId": id_input(FIRST, is_required=False, allows_null=True),
    "isSubscribed": Input("boolean"),
}
_UPDATE_2 = {
    **_CREATE_2,
    "type": _TYPE,
    "name": Input("string", is_filled=True, max_length=1024),
    "dueDate": Input("string", allows_null=True, check=is_moment),
    "boardId": id_input(SECOND, is_required=False),
    "listId": id_input(SECOND, is_required=False),
    "coverAttachmentId": id_input(SECOND, is_required=False, allows_null=True),
    "isSubscribed": Input("boolean"),
}


def insert_card(call: Call, list_: Row, values: Row, position: float | None) -> Row:
    """Make a card in a list, closed where the list is, and write that down."""
    card: Row = {
        "boardId": list_["boardId"],
        "listId": list_["id"],
        "creatorUserId": call.user_id,
        "prevListId": None,
        "coverAttachmentId": None,
        "type": "project",
        "name": "",
        "description": None,
        "dueDate": None,
        "isDueCompleted": None,
        "stopwatch": None,
        "commentsTotal": 0,
        "isClosed": list_["type"] == CLOSED,
        "listChangedAt": call.now,
        **values,
        "position": call.database.cards.make_place(list_["id"], position) if list_["type"] in FINITE else None,
        **call.born(),
    }
    call.database.cards.insert(card)
    if call.user["subscribeToOwnCards"]:
        subscribe(call, card["id"], is_on=True)
    note(call, card, "createCard", list=name_list(list_))
    return card


def _read_values(call: Call) -> Row:
    """Return what is given about a card, by the names of 2.x."""
    values = call.pick("type", "name", "description", "isDueCompleted", "stopwatch")
    if "isDueDateCompleted" in call.values:
        values["isDueCompleted"] = call.values["isDueDateCompleted"]
    if "dueDate" in call.values:
        values["dueDate"] = normalise_moment(call.values["dueDate"])
    return values


def _settle_due(values: Row, due: str | None, completed: bool | None) -> None:
    """Let a due date be completed or not, and without one neither."""
    if due is None:
        values["isDueCompleted"] = None
    elif values.get("isDueCompleted", completed) is None:
        values["isDueCompleted"] = False


def _create_card(call: Call) -> dict[str, Any]:
    list_ = find_list(call, call.values["listId"])
    require_editor(call, list_["boardId"], "List not found")
    if list_["type"] in FINITE and "position" not in call.values:
        raise unprocessable(_NO_POSITION)
    values = _read_values(call)
    _settle_due(values, values.get("dueDate"), None)
    return {"item": show_card(call, insert_card(call, list_, values, call.values.get("position")))}


operation("POST /api/lists/{listId}/cards", _CREATE_1, generation=FIRST)(_create_card)
operation("POST /api/lists/{listId}/cards", _CREATE_2, generation=SECOND)(_create_card)


@operation("GET /api/cards/{id}")
def get_card(call: Call) -> dict[str, Any]:
    """Return a card with all that hangs on it but comments and actions."""
    path = find_card(call, call.values["id"])
    require_reader(call, path.project, path.board["id"], _MISSING)
    included = show_around(call, [path.card])
    if call.is_second:
        included["users"] = show_users(call, [path.card["creatorUserId"]])
    return {"item": show_seen_card(call, path.card), "included": included}


def _update_card(call: Call) -> dict[str, Any]:
    path = find_card(call, call.values["id"])
    card = path.card
    if require_member(call, path.board["id"], _MISSING)["role"] != EDITOR and call.values.keys() - {
        "id",
        "isSubscribed",
    }:
        raise forbidden()
    board, list_ = _find_target(call, path)
    values = _read_values(call)
    _read_cover(call, card, values)
    _settle_due(values, values.get("dueDate", card["dueDate"]), card["isDueCompleted"])
    database = call.database
    if values:
        database.cards.update(card["id"], call.changed(values))
    _place(call, path, board, list_)
    if "isSubscribed" in call.values:
        subscribe(call, card["id"], is_on=call.values["isSubscribed"])
    return {"item": show_card(call, card)}


def _find_target(call: Call, path: Path) -> tuple[Row, Row]:
    """Return board and list that a card is to be on. Raises: RefusalError."""
    board, list_ = path.board, path.list
    if "boardId" in call.values:
        board, _ = find_board(call, call.values["boardId"], "Board not found")
        require_editor(call, board["id"], "Board not found")
    if "listId" in call.values:
        list_ = find_list(call, call.values["listId"])
        if list_["boardId"] != board["id"]:
            raise not_found("List not found")
    elif board["id"] != path.board["id"]:
        raise unprocessable("List must be present")
    if list_["id"] != path.list["id"] and list_["type"] in FINITE and "position" not in call.values:
        raise unprocessable(_NO_POSITION)
    return board, list_


def _place(call: Call, path: Path, board: Row, list_: Row) -> None:
    position = call.values.get("position")
    if board["id"] != path.board["id"]:
        change_board(call, path, board)
        place_card(call, path.card, path.list, list_, position)
    elif list_["id"] != path.list["id"]:
        move_card(call, path.card, path.list, list_, position)
    elif position is not None and list_["type"] in FINITE:
        place = call.database.cards.make_place(list_["id"], position, path.card["id"])
        call.database.cards.update(path.card["id"], call.changed({"position": place}))


def _read_cover(call: Call, card: Row, values: Row) -> None:
    if "coverAttachmentId" not in call.values:
        return
    cover_id = call.values["coverAttachmentId"]
    if cover_id is not None:
        cover = find(call.database.attachments, cover_id, "Cover attachment not found")
        if cover["cardId"] != card["id"] or cover["type"] != "file":
            raise not_found("Cover attachment not found")
        if cover["data"]["image"] is None:
            raise unprocessable("Cover attachment must contain image")
    values["coverAttachmentId"] = cover_id


operation("PATCH /api/cards/{id}", _UPDATE_1, generation=FIRST)(_update_card)
operation("PATCH /api/cards/{id}", _UPDATE_2, generation=SECOND)(_update_card)


@operation("DELETE /api/cards/{id}")
def delete_card(call: Call) -> dict[str, Any]:
    """Remove a card for good."""
    path = find_card(call, call.values["id"])
    require_editor(call, path.board["id"], _MISSING)
    shown = dict(show_card(call, path.card))
    call.database.remove_card(path.card)
    return {"item": shown}
