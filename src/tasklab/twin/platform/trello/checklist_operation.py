"""Checklists and their items. Source: the description, groups Checklists and Cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import WRITE, board_of, find_card, find_checklist, find_row
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.nested import CARD_FILTERS, select_cards
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import NOT_FOUND, RefusalError, invalid
from tasklab.twin.platform.trello.view_board import BOARD, by_position
from tasklab.twin.platform.trello.view_card import (
    CARD,
    CHECK_ITEM,
    CHECK_ITEM_FIELDS,
    CHECKLIST,
    COMPLETE,
    INCOMPLETE,
    show_checklist,
)

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

_ALL_OR_NONE = ("all", "none")


@route("POST", "/checklists")
def create_checklist(call: Call) -> dict[str, Any]:
    """Make a checklist on a card."""
    card_id = call.arguments.raw("idCard")
    if not is_id(card_id):
        raise invalid("idCard")
    if card_id not in call.database.cards:
        raise RefusalError(401, "unauthorized board requested")
    return _create(call, find_card(call, card_id, WRITE))


@route("POST", "/cards/{id}/checklists")
def create_card_checklist(call: Call, id_: str) -> dict[str, Any]:
    """Make a checklist on a card."""
    return _create(call, find_card(call, id_, WRITE))


def _create(call: Call, card: Row) -> dict[str, Any]:
    arguments, database = call.arguments, call.database
    source = arguments.id("idChecklistSource")
    copied = None if source is None else find_checklist(call, source)
    name = arguments.text("name", 1) or (copied["name"] if copied else "Checklist")
    row = {"name": name, "idCard": card["id"], "idBoard": card["idBoard"], "pos": 0}
    row["pos"] = database.place("checklists", card["id"], arguments.position())
    database.checklists.insert(row)
    if copied is not None:
        for item in database.check_items.where("idChecklist", copied["id"]):
            database.check_items.insert({**item, "idChecklist": row["id"], "state": INCOMPLETE})
    note(call, "addChecklistToCard", card=card, checklist=_named(row))
    return show_checklist(call, row)


def _named(row: Row) -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"]}


@route("GET", "/cards/{id}/checklists")
def list_card_checklists(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the checklists of a card, by position."""
    card = find_card(call, id_)
    if call.arguments.choice("filter", _ALL_OR_NONE, "all") == "none":
        return []
    rows = by_position(call.database.checklists.where("idCard", card["id"]))
    return [_show(call, row) for row in rows]


def _show(call: Call, checklist: Row) -> dict[str, Any]:
    arguments = call.arguments
    items: tuple[str, ...] = ()
    if arguments.choice("checkItems", _ALL_OR_NONE, "all") == "all":
        asked = "checkItem_fields" in arguments
        items = CHECK_ITEM.choose(arguments, "checkItem_fields", CHECK_ITEM_FIELDS) if asked else CHECK_ITEM.all
    return show_checklist(call, checklist, CHECKLIST.choose(arguments), items)


@route("GET", "/checklists/{id}")
def get_checklist(call: Call, id_: str) -> dict[str, Any]:
    """Show a checklist with its items."""
    checklist = find_checklist(call, id_)
    shown = _show(call, checklist)
    wanted = call.arguments.choice("cards", CARD_FILTERS, "none") or "none"
    if wanted != "none":
        cards = select_cards(call, [find_card(call, checklist["idCard"])], wanted)
        shown["cards"] = [CARD.show(call, each, CARD.choose(call, "card_fields")) for each in cards]
    return shown


@route("GET", "/checklists/{id}/{field}")
def get_checklist_field(call: Call, id_: str, field: str) -> Any:
    """Show one field of a checklist."""
    return CHECKLIST.read(call, find_checklist(call, id_), field)


@route("GET", "/checklists/{id}/board")
def get_checklist_board(call: Call, id_: str) -> dict[str, Any]:
    """Show the board of a checklist."""
    return BOARD.show(call, board_of(call, find_checklist(call, id_)), BOARD.choose(call.arguments))


@route("GET", "/checklists/{id}/cards")
def list_checklist_cards(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the card of a checklist."""
    card = find_card(call, find_checklist(call, id_)["idCard"])
    wanted = call.arguments.choice("filter", CARD_FILTERS, "all") or "all"
    return [CARD.show(call, each, CARD.choose(call)) for each in select_cards(call, [card], wanted)]


@route("PUT", "/checklists/{id}")
def update_checklist(call: Call, id_: str) -> dict[str, Any]:
    """Change name or position of a checklist."""
    return _change(call, find_checklist(call, id_, WRITE), "name", "pos")


@route("PUT", "/checklists/{id}/{field}")
def update_checklist_field(call: Call, id_: str, field: str) -> dict[str, Any]:
    """Change one field of a checklist to `value`."""
    checklist = find_checklist(call, id_, WRITE)
    if field not in ("name", "pos"):
        raise invalid("field")
    if "value" not in call.arguments:
        raise invalid("value")
    names = {"name": ("value", ""), "pos": ("", "value")}[field]
    return _change(call, checklist, *names)


def _change(call: Call, checklist: Row, name: str, position: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if name in call.arguments:
        changes["name"] = call.arguments.need_text(name)
    if position in call.arguments:
        wanted = call.arguments.position(position)
        changes["pos"] = call.database.place("checklists", checklist["idCard"], wanted)
    call.database.checklists.update(checklist["id"], changes)
    return show_checklist(call, checklist)


@route("DELETE", "/checklists/{id}")
def delete_checklist(call: Call, id_: str) -> dict[str, Any]:
    """Delete a checklist."""
    return _delete(call, find_checklist(call, id_, WRITE))


@route("DELETE", "/cards/{id}/checklists/{idChecklist}")
def delete_card_checklist(call: Call, id_: str, checklist_id: str) -> dict[str, Any]:
    """Delete a checklist of a card."""
    card = find_card(call, id_, WRITE)
    checklist = find_checklist(call, checklist_id, WRITE)
    if checklist["idCard"] != card["id"]:
        raise RefusalError(404, NOT_FOUND)
    return _delete(call, checklist)


def _delete(call: Call, checklist: Row) -> dict[str, Any]:
    call.database.remove_checklist(checklist["id"])
    card = find_card(call, checklist["idCard"])
    note(call, "removeChecklistFromCard", card=card, checklist=_named(checklist))
    return {"limits": {}}


@route("GET", "/checklists/{id}/checkItems")
def list_check_items(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the items of a checklist, by position."""
    checklist = find_checklist(call, id_)
    fields = CHECK_ITEM.choose(call.arguments)
    if call.arguments.choice("filter", _ALL_OR_NONE, "all") == "none":
        return []
    rows = by_position(call.database.check_items.where("idChecklist", checklist["id"]))
    return [CHECK_ITEM.show(call, row, fields) for row in rows]


@route("POST", "/checklists/{id}/checkItems")
def create_check_item(call: Call, id_: str) -> dict[str, Any]:
    """Make an item at the bottom of a checklist."""
    checklist = find_checklist(call, id_, WRITE)
    arguments = call.arguments
    row = {
        "name": arguments.need_text("name"),
        "state": COMPLETE if arguments.is_set("checked") else INCOMPLETE,
        "due": arguments.moment("due"),
        "dueReminder": call.arguments.reminder(),
        "idMember": _read_member(call, checklist),
        "idChecklist": checklist["id"],
    }
    row["pos"] = call.database.place("check_items", checklist["id"], arguments.position())
    call.database.check_items.insert(row)
    return CHECK_ITEM.show(call, row) | {"limits": {}}


def _read_member(call: Call, checklist: Row) -> str | None:
    value = call.arguments.raw("idMember")
    if value in (None, "", "null"):
        return None
    if call.database.memberships.first("pair", (checklist["idBoard"], value)) is None:
        raise invalid("idMember")
    return str(value)


@route("GET", "/checklists/{id}/checkItems/{idCheckItem}")
def get_check_item(call: Call, id_: str, item_id: str) -> dict[str, Any]:
    """Show an item of a checklist."""
    checklist = find_checklist(call, id_)
    item = find_row(call.database.check_items, item_id)
    if item["idChecklist"] != checklist["id"]:
        raise RefusalError(404, NOT_FOUND)
    return CHECK_ITEM.show(call, item, CHECK_ITEM.choose(call.arguments))


@route("DELETE", "/checklists/{id}/checkItems/{idCheckItem}")
def delete_check_item(call: Call, id_: str, item_id: str) -> dict[str, Any]:
    """Delete an item of a checklist."""
    checklist = find_checklist(call, id_, WRITE)
    item = find_row(call.database.check_items, item_id)
    if item["idChecklist"] != checklist["id"]:
        raise RefusalError(404, NOT_FOUND)
    call.database.check_items.remove(item["id"])
    return {"limits": {}}


def _find_item(call: Call, card_id: str, item_id: str, need: int) -> tuple[Row, Row, Row]:
    card = find_card(call, card_id, need)
    item = find_row(call.database.check_items, item_id)
    checklist = find_checklist(call, item["idChecklist"])
    if checklist["idCard"] != card["id"]:
        raise RefusalError(404, NOT_FOUND)
    return card, checklist, item


@route("GET", "/cards/{id}/checkItem/{idCheckItem}")
def get_card_check_item(call: Call, id_: str, item_id: str) -> dict[str, Any]:
    """Show an item of any checklist of a card."""
    _, _, item = _find_item(call, id_, item_id, 1)
    return CHECK_ITEM.show(call, item, CHECK_ITEM.choose(call.arguments))


@route("DELETE", "/cards/{id}/checkItem/{idCheckItem}")
def delete_card_check_item(call: Call, id_: str, item_id: str) -> dict[str, Any]:
    """Delete an item of any checklist of a card."""
    _, _, item = _find_item(call, id_, item_id, WRITE)
    call.database.check_items.remove(item["id"])
    return {"limits": {}}


@route("PUT", "/cards/{id}/checkItem/{idCheckItem}")
def update_check_item(call: Call, id_: str, item_id: str) -> dict[str, Any]:
    """Change an item: name, state, position, due date, assignee, or the checklist it is on."""
    card, checklist, item = _find_item(call, id_, item_id, WRITE)
    return _change_item(call, card, checklist, item)


@route("PUT", "/cards/{id}/checklist/{idChecklist}/checkItem/{idCheckItem}")
def update_checklist_item(call: Call, id_: str, checklist_id: str, item_id: str) -> dict[str, Any]:
    """Change an item of one checklist of a card."""
    card, checklist, item = _find_item(call, id_, item_id, WRITE)
    if checklist["id"] != checklist_id:
        raise RefusalError(404, NOT_FOUND)
    return _change_item(call, card, checklist, item)


def _change_item(call: Call, card: Row, checklist: Row, item: Row) -> dict[str, Any]:
    arguments = call.arguments
    changes: dict[str, Any] = {}
    if "name" in arguments:
        changes["name"] = arguments.need_text("name")
    if "state" in arguments:
        named = {"true": COMPLETE, "false": INCOMPLETE, COMPLETE: COMPLETE, INCOMPLETE: INCOMPLETE}
        changes["state"] = named[arguments.choice("state", named) or INCOMPLETE]
    if "due" in arguments:
        changes["due"] = arguments.moment("due")
    if "dueReminder" in arguments:
        changes["dueReminder"] = call.arguments.reminder()
    if "idMember" in arguments:
        changes["idMember"] = _read_member(call, checklist)
    if "idChecklist" in arguments:
        target = find_checklist(call, arguments.need_id("idChecklist"), WRITE)
        if target["idCard"] != card["id"]:
            raise invalid("idChecklist")
        changes["idChecklist"] = target["id"]
    if "pos" in arguments:
        parent = changes.get("idChecklist", checklist["id"])
        changes["pos"] = call.database.place("check_items", str(parent), arguments.position())
    was = item["state"]
    call.database.check_items.update(item["id"], changes)
    if item["state"] != was:
        told = {"id": item["id"], "name": item["name"], "state": item["state"]}
        note(call, "updateCheckItemStateOnCard", card=card, checklist=_named(checklist), checkItem=told)
    return CHECK_ITEM.show(call, item)
