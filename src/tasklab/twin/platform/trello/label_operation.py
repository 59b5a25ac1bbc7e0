"""Labels of a board. Source: the description, groups Labels and Boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import WRITE, find_board, find_label
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.nested import MOST
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import RefusalError, invalid
from tasklab.twin.platform.trello.view_board import COLORS, LABEL

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.argument import Arguments
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row


@route("GET", "/boards/{id}/labels")
def list_labels(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the labels of a board, the oldest first, 50 unless told otherwise."""
    board = find_board(call, id_)
    limit = call.arguments.whole("limit", 0, MOST, 50)
    fields = LABEL.choose(call.arguments)
    return [LABEL.show(call, row, fields) for row in call.database.labels.where("idBoard", board["id"])[:limit]]


@route("POST", "/labels")
def create_label(call: Call) -> dict[str, Any]:
    """Make a label on a board."""
    board_id = call.arguments.raw("idBoard")
    if not is_id(board_id):
        raise invalid("idBoard")
    if board_id not in call.database.boards:
        raise RefusalError(404, "board not found")
    return LABEL.show(call, insert_label(call, find_board(call, board_id, WRITE)))


@route("POST", "/boards/{id}/labels")
def create_board_label(call: Call, id_: str) -> dict[str, Any]:
    """Make a label on a board."""
    return LABEL.show(call, insert_label(call, find_board(call, id_, WRITE)))


def insert_label(call: Call, board: Row, *, needs_name: bool = True) -> Row:
    """Keep a label with the name and color that the call gives."""
    name = call.arguments.text("name")
    if name is None and needs_name:
        raise invalid("name")
    if "color" not in call.arguments:
        raise invalid("color")
    row = {"idBoard": board["id"], "name": name or "", "color": read_color(call.arguments, "color"), "uses": 0}
    call.database.labels.insert(row)
    return row


def read_color(arguments: Arguments, name: str) -> str | None:
    """Return the color of a label, None for none. Raises: RefusalError."""
    value = arguments.raw(name)
    if value in (None, "", "null"):
        return None
    if value not in COLORS:
        raise arguments.refuse(name)
    return str(value)


@route("GET", "/labels/{id}")
def get_label(call: Call, id_: str) -> dict[str, Any]:
    """Show a label."""
    return LABEL.show(call, find_label(call, id_), LABEL.choose(call.arguments))


@route("PUT", "/labels/{id}")
def update_label(call: Call, id_: str) -> dict[str, Any]:
    """Change name or color of a label."""
    label = find_label(call, id_, WRITE)
    changes: dict[str, Any] = {}
    if "name" in call.arguments:
        changes["name"] = call.arguments.text("name") or ""
    if "color" in call.arguments:
        changes["color"] = read_color(call.arguments, "color")
    call.database.labels.update(label["id"], changes)
    return LABEL.show(call, label)


@route("PUT", "/labels/{id}/{field}")
def update_label_field(call: Call, id_: str, field: str) -> dict[str, Any]:
    """Change one field of a label to `value`."""
    label = find_label(call, id_, WRITE)
    if "value" not in call.arguments:
        raise invalid("value")
    if field == "name":
        call.database.labels.update(label["id"], {"name": call.arguments.text("value") or ""})
    elif field == "color":
        call.database.labels.update(label["id"], {"color": read_color(call.arguments, "value")})
    else:
        raise invalid("field")
    return LABEL.show(call, label)


@route("DELETE", "/labels/{id}")
def delete_label(call: Call, id_: str) -> dict[str, Any]:
    """Delete a label; the cards lose it."""
    label = find_label(call, id_, WRITE)
    for card in call.database.cards.where("idBoard", label["idBoard"]):
        if label["id"] in card["idLabels"]:
            rest = [each for each in card["idLabels"] if each != label["id"]]
            call.database.cards.update(card["id"], {"idLabels": rest})
    call.database.labels.remove(label["id"])
    return {"limits": {}}
