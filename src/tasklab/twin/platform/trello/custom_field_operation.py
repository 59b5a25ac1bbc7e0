"""Custom fields of a board, their options, and the values that cards have in them.

Source: the description, groups CustomFields and Cards, and
https://developer.atlassian.com/cloud/trello/guides/rest-api/getting-started-with-custom-fields/.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import WRITE, find_board, find_card, find_custom_field, find_row
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.log import note
from tasklab.twin.platform.trello.moment import parse_moment, render_ms
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import NO_MODEL, RefusalError, invalid
from tasklab.twin.platform.trello.view_board import COLORS, show_custom_field, show_option, show_options
from tasklab.twin.platform.trello.view_card import show_field_item, show_field_items

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

TYPES = ("checkbox", "list", "number", "text", "date")
_KEYS = {"checkbox": "checked", "number": "number", "text": "text", "date": "date"}
_OPTION_COLORS = ("none", *COLORS)


@route("POST", "/customFields")
def create_custom_field(call: Call) -> dict[str, Any]:
    """Make a custom field on a board; a list may bring its options."""
    arguments = call.arguments
    if arguments.raw("modelType") != "board":
        raise invalid("modelType")
    board = find_board(call, arguments.need_id("idModel"), WRITE)
    name = arguments.need_text("name")
    kind = arguments.choice("type", TYPES)
    if kind is None:
        raise invalid("type")
    options = _read_options(arguments.raw("options")) if kind == "list" else []
    is_on_front = next((arguments.flag(each) for each in _FRONT if each in arguments), True)
    row = insert_custom_field(call, board, name, kind, options, is_on_front=bool(is_on_front), at=arguments.position())
    note(call, "createCustomField", board=board, customField={"id": row["id"], "name": name, "type": kind})
    return show_custom_field(call, row) | {"limits": {}}


def insert_custom_field(
    call: Call,
    board: Row,
    name: str,
    kind: str,
    options: Iterable[tuple[str, str]] = (),
    *,
    is_on_front: bool = True,
    at: float | str | None = None,
) -> Row:
    """Keep a new custom field of a board with its options, each a text and a color."""
    row = {
        "idModel": board["id"],
        "modelType": "board",
        "fieldGroup": hashlib.sha256(f"{name}/{kind}".encode()).hexdigest(),
        "display": {"cardFront": is_on_front},
        "name": name,
        "type": kind,
        "pos": call.database.place("custom_fields", board["id"], at),
    }
    call.database.custom_fields.insert(row)
    for text, color in options:
        _insert_option(call, row, text, color, None)
    return row


_FRONT = ("display_cardFront", "display/cardFront")


def _read_options(given: Any) -> list[tuple[str, str]]:
    if given in (None, ""):
        return []
    if isinstance(given, str):
        return [(each.strip(), "none") for each in given.split(",") if each.strip()]
    if not isinstance(given, list):
        raise invalid("options")
    return [_read_option(each) for each in given]


def _read_option(given: Any) -> tuple[str, str]:
    value = given.get("value") if isinstance(given, dict) else None
    text = value.get("text") if isinstance(value, dict) else None
    color = given.get("color", "none") if isinstance(given, dict) else None
    if not isinstance(text, str) or not text or color not in _OPTION_COLORS:
        raise invalid("options")
    return text, str(color)


def _insert_option(call: Call, field: Row, text: str, color: str, position: float | str | None) -> Row:
    place = call.database.place("options", field["id"], position)
    row = {"idCustomField": field["id"], "value": {"text": text}, "color": color, "pos": place}
    call.database.options.insert(row)
    return row


@route("GET", "/customFields/{id}")
def get_custom_field(call: Call, id_: str) -> dict[str, Any]:
    """Show a custom field."""
    return show_custom_field(call, find_custom_field(call, id_))


@route("PUT", "/customFields/{id}")
def update_custom_field(call: Call, id_: str) -> dict[str, Any]:
    """Change name, position, or whether it is on the front of cards."""
    field = find_custom_field(call, id_, WRITE)
    arguments = call.arguments
    changes: dict[str, Any] = {}
    if "name" in arguments:
        changes["name"] = arguments.need_text("name")
    if "pos" in arguments:
        changes["pos"] = call.database.place("custom_fields", field["idModel"], arguments.position())
    for name in _FRONT:
        if name in arguments:
            changes["display"] = {"cardFront": arguments.flag(name)}
    call.database.custom_fields.update(field["id"], changes)
    return show_custom_field(call, field)


@route("DELETE", "/customFields/{id}")
def delete_custom_field(call: Call, id_: str) -> dict[str, Any]:
    """Delete a custom field with the values that cards have in it."""
    field = find_custom_field(call, id_, WRITE)
    call.database.remove_custom_field(field["id"])
    note(call, "deleteCustomField", board=find_board(call, field["idModel"]), customField={"id": field["id"]})
    return {"limits": {}}


@route("GET", "/customFields/{id}/options")
def list_options(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the options of a custom field, by position."""
    return show_options(call, find_custom_field(call, id_))


@route("POST", "/customFields/{id}/options")
def create_option(call: Call, id_: str) -> dict[str, Any]:
    """Add an option to a custom field that is a list."""
    field = find_custom_field(call, id_, WRITE)
    if field["type"] != "list":
        raise RefusalError(400, "Custom Field is not of type list", "ERROR")
    given = {"value": call.arguments.raw("value"), "color": call.arguments.raw("color") or "none"}
    text, color = _read_option(given)
    return show_option(_insert_option(call, field, text, color, call.arguments.position()))


def _find_option(call: Call, field: Row, option_id: str) -> Row:
    option = find_row(call.database.options, option_id, NO_MODEL)
    if option["idCustomField"] != field["id"]:
        raise RefusalError(404, NO_MODEL)
    return option


@route("GET", "/customFields/{id}/options/{idCustomFieldOption}")
def get_option(call: Call, id_: str, option_id: str) -> dict[str, Any]:
    """Show one option."""
    return show_option(_find_option(call, find_custom_field(call, id_), option_id))


@route("DELETE", "/customFields/{id}/options/{idCustomFieldOption}")
def delete_option(call: Call, id_: str, option_id: str) -> dict[str, Any]:
    """Delete an option; cards that have it lose it."""
    field = find_custom_field(call, id_, WRITE)
    option = _find_option(call, field, option_id)
    for item in call.database.field_items.where("idCustomField", field["id"]):
        if item["idValue"] == option["id"]:
            call.database.field_items.remove(item["id"])
    call.database.options.remove(option["id"])
    return {"limits": {}}


@route("GET", "/cards/{id}/customFieldItems")
def list_field_items(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the values that a card has in custom fields."""
    return show_field_items(call, find_card(call, id_))


@route("PUT", "/cards/{id}/customField/{idCustomField}/item")
def set_field_item(call: Call, id_: str, field_id: str) -> dict[str, Any]:
    """Set or take away the value that a card has in a custom field."""
    card = find_card(call, id_, WRITE)
    given = {name: call.arguments.raw(name) for name in ("value", "idValue") if name in call.arguments}
    return _set(call, card, _read_item(call, card, field_id, given))


@route("PUT", "/cards/{id}/customFields")
def set_field_items(call: Call, id_: str) -> list[dict[str, Any]]:
    """Set or take away the values that a card has in several custom fields: all or none."""
    card = find_card(call, id_, WRITE)
    given = call.arguments.raw("customFieldItems")
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise invalid("customFieldItems")
    read = [_read_item(call, card, str(each.get("idCustomField")), each) for each in given]
    return [_set(call, card, each) for each in read]


def _read_item(call: Call, card: Row, field_id: str, given: dict[str, Any]) -> Row:
    """Return the value as it will be kept; both value and option None where it is taken away."""
    field = find_custom_field(call, field_id)
    if field["idModel"] != card["idBoard"]:
        raise RefusalError(404, NO_MODEL)
    item: Row = {"idCard": card["id"], "idCustomField": field["id"], "value": None, "idValue": None}
    if field["type"] == "list":
        option_id = given.get("idValue")
        if "idValue" not in given or given.get("value") not in (None, ""):
            raise _wrong_value()
        if option_id:
            option = call.database.options.get(option_id) if is_id(option_id) else None
            if option is None or option["idCustomField"] != field["id"]:
                raise _wrong_value()
        return item | {"idValue": option_id or None}
    return item | {"value": _read_value(field["type"], given.get("value"))}


def _read_value(kind: str, value: Any) -> dict[str, str] | None:
    if value in ("", None, {}):
        return None
    key = _KEYS[kind]
    text = value.get(key) if isinstance(value, dict) and list(value) == [key] else None
    if not isinstance(text, str):
        raise _wrong_value()
    if kind == "date":
        at_ms = parse_moment(text)
        if at_ms is None:
            raise _wrong_value()
        text = render_ms(at_ms)
    if (kind == "number" and not _is_number(text)) or (kind == "checkbox" and text not in ("true", "false")):
        raise _wrong_value()
    return {key: text} if text else None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _wrong_value() -> RefusalError:
    return RefusalError(400, "Invalid custom field item value", "ERROR")


def _set(call: Call, card: Row, item: Row) -> dict[str, Any]:
    database = call.database
    kept = database.field_items.first("pair", (card["id"], item["idCustomField"]))
    is_gone = item["value"] is None and item["idValue"] is None
    if kept is None:
        if is_gone:
            return show_field_item(item | {"id": database.make_id()})
        kept = item
        database.field_items.insert(kept)
    elif is_gone:
        database.field_items.remove(kept["id"])
        kept = kept | item
    else:
        database.field_items.update(kept["id"], item)
    told = {
        "id": kept["id"],
        "idCustomField": item["idCustomField"],
        "value": item["value"],
        "idValue": item["idValue"],
    }
    note(call, "updateCustomFieldItem", card=card, customFieldItem=told)
    return show_field_item(kept)
