"""How cards are made, changed and moved. Source: the description, POST /cards and PUT /cards/{id}."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.platform.trello.access import WRITE, board_of, find_board
from tasklab.twin.platform.trello.log import note, note_changes
from tasklab.twin.platform.trello.nested import lists_of
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import RefusalError, invalid
from tasklab.twin.platform.trello.version import WITH_CARD_ROLES
from tasklab.twin.platform.trello.view_board import COLORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

ROLES = ("separator", "board", "mirror", "link")
_NO_COVER = {
    "idAttachment": None,
    "color": None,
    "idUploadedBackground": None,
    "size": "normal",
    "brightness": "dark",
    "idPlugin": None,
}
_BLANK: dict[str, Any] = {
    "name": "",
    "desc": "",
    "closed": False,
    "due": None,
    "start": None,
    "dueComplete": False,
    "dueReminder": None,
    "idLabels": [],
    "idMembers": [],
    "address": None,
    "locationName": None,
    "coordinates": None,
    "cardRole": None,
    "cover": _NO_COVER,
    "subscribers": frozenset(),
}
_LOGGED = ("name", "desc", "closed", "due", "start", "dueComplete", "pos", "cover")
"""Whose changes make an action of their own."""


def insert_card(call: Call, board: Row, list_: Row, values: dict[str, Any], position: float | str = "bottom") -> Row:
    """Keep a new card on a list, with the next number of its board."""
    database = call.database
    number = board["last_short_id"] + 1
    database.boards.update(board["id"], {"last_short_id": number})
    card = {
        **_BLANK,
        "idBoard": board["id"],
        "idList": list_["id"],
        "idShort": number,
        "shortLink": database.make_short_link(),
        "idMemberCreator": call.member_id,
        "pos": database.place("cards", list_["id"], position),
        "active_ms": call.now_ms,
        **values,
    }
    database.cards.insert(card)
    count_uses(call, (), card["idLabels"])
    return card


def read_card(call: Call, board: Row) -> dict[str, Any]:
    """Return the plain fields of a card that the call gives. Raises: RefusalError."""
    arguments = call.arguments
    values: dict[str, Any] = {}
    for name in ("name", "desc", "address", "locationName", "coordinates"):
        if name in arguments:
            values[name] = arguments.text(name) or ("" if name in ("name", "desc") else None)
    for name in ("due", "start"):
        if name in arguments:
            values[name] = arguments.moment(name)
    for name in ("closed", "dueComplete"):
        if name in arguments:
            values[name] = arguments.flag(name)
    if "dueReminder" in arguments:
        values["dueReminder"] = arguments.reminder()
    if "cardRole" in arguments and call.version >= WITH_CARD_ROLES:
        wanted = arguments.raw("cardRole")
        values["cardRole"] = None if wanted in (None, "", "null") else arguments.choice("cardRole", ROLES)
    return values | _read_ids(call, board)


def _read_ids(call: Call, board: Row) -> dict[str, list[str]]:
    values = {}
    for name, find_known in (("idMembers", _members_on), ("idLabels", _labels_on)):
        ids = call.arguments.ids(name)
        if ids is not None:
            if not set(ids) <= find_known(call, board):
                raise invalid(name)
            values[name] = ids
    return values


def change_card(call: Call, card: Row) -> None:
    """Change a card as the call says, all of it or nothing, and keep what was done. Raises: RefusalError."""
    database, arguments = call.database, call.arguments
    board, list_ = _read_target(call, card)
    values = read_card(call, board_of(call, card) if board is None else board)
    if "name" in values and not values["name"].strip():
        raise invalid("name")
    position = arguments.position()
    if "subscribed" in arguments:
        values["subscribers"] = subscribers(call, card, "subscribed")
    if "cover" in arguments or "idAttachmentCover" in arguments:
        values["cover"] = _read_cover(call, card)
    before = {name: card[name] for name in _LOGGED}
    labels, members = card["idLabels"], card["idMembers"]
    if list_ is not None:
        move_to_board(call, card, board_of(call, list_), list_)
    if position is not None:
        values["pos"] = database.place("cards", card["idList"], position)
    elif list_ is not None:
        before["pos"] = card["pos"]
    database.cards.update(card["id"], values | {"active_ms": call.now_ms})
    if "idLabels" in values:
        count_uses(call, labels if list_ is None else (), card["idLabels"])
    if "idMembers" in values:
        note_members(call, card, members, card["idMembers"])
    note_changes(call, "updateCard", before, card, card=card)


def _read_target(call: Call, card: Row) -> tuple[Row | None, Row | None]:
    """Return board and list that a card is to go to; both None where it stays."""
    arguments, database = call.arguments, call.database
    board = find_board(call, arguments.need_id("idBoard"), WRITE) if "idBoard" in arguments else None
    if "idList" in arguments:
        list_ = database.lists.get(arguments.need_id("idList"))
        home = card["idBoard"] if board is None else board["id"]
        if list_ is None or list_["idBoard"] != home:
            raise RefusalError(404, f"List {arguments.raw('idList')} does not exist on board {home}")
        return board, None if list_["id"] == card["idList"] else list_
    if board is None or board["id"] == card["idBoard"]:
        return None, None
    first = next(iter(lists_of(call, board, "open")), None)
    if first is None:
        raise RefusalError(400, "could not find list for card")
    return board, first


def move_to_board(call: Call, card: Row, board: Row, list_: Row) -> None:
    """Move a card to the bottom of a list; on another board it keeps what that board has too."""
    database = call.database
    old_list, old_board = database.lists.get(card["idList"]), card["idBoard"]
    changes: dict[str, Any] = {"idList": list_["id"]}
    if card["idList"] != list_["id"]:
        changes["pos"] = database.place("cards", list_["id"], "bottom")
    if old_board != board["id"]:
        number = board["last_short_id"] + 1
        database.boards.update(board["id"], {"last_short_id": number})
        kept = [each for each in card["idMembers"] if each in _members_on(call, board)]
        count_uses(call, card["idLabels"], ())
        labels = _same_labels(call, card["idLabels"], board)
        changes |= {"idBoard": board["id"], "idShort": number, "idMembers": kept, "idLabels": labels}
        database.field_items.remove_where("idCard", card["id"])
        for checklist in database.checklists.where("idCard", card["id"]):
            database.checklists.update(checklist["id"], {"idBoard": board["id"]})
    database.cards.update(card["id"], changes)
    if old_board != board["id"]:
        count_uses(call, (), card["idLabels"])
        origin = database.boards.get(old_board)
        named = {"id": old_board, "name": origin["name"] if origin else ""}
        note(call, "moveCardToBoard", card=card, boardSource=named)
    elif old_list is not None and old_list["id"] != list_["id"]:
        names: dict[str, Any] = {
            key: {"id": row["id"], "name": row["name"]} for key, row in (("listBefore", old_list), ("listAfter", list_))
        }
        changed = {"idList": list_["id"]}
        note(call, "updateCard", card=card, changed=changed, old={"idList": old_list["id"]}, **names)


def subscribers(call: Call, row: Row, argument: str) -> frozenset[str]:
    """Return who follows a card or list once the caller does, or does not any more."""
    others: frozenset[str] = row["subscribers"] - {call.member_id}
    return others | {call.member_id} if call.arguments.flag(argument) else others


def count_uses(call: Call, before: Iterable[str], after: Iterable[str]) -> None:
    """Keep true how many cards a label is on."""
    labels = call.database.labels
    for ids, step in ((before, -1), (after, 1)):
        for label_id in ids:
            label = labels.get(label_id)
            if label is not None:
                labels.update(label_id, {"uses": label["uses"] + step})


def note_members(call: Call, card: Row, before: Iterable[str], after: Iterable[str]) -> None:
    """Keep who came onto a card and who left it."""
    for kind, ids in (
        ("removeMemberFromCard", [each for each in before if each not in after]),
        ("addMemberToCard", [each for each in after if each not in before]),
    ):
        for member_id in ids:
            note(call, kind, card=card, member_id=member_id)


def _read_cover(call: Call, card: Row) -> dict[str, Any]:
    arguments, cover = call.arguments, dict(card["cover"])
    given = arguments.raw("cover")
    if isinstance(given, str) and given:
        try:
            given = msgspec.json.decode(given)
        except msgspec.DecodeError as error:
            raise invalid("cover") from error
    given = {} if given in (None, "") else given
    if not isinstance(given, dict):
        raise invalid("cover")
    given = given.get("value", given)
    if "idAttachmentCover" in arguments:
        given = {"idAttachment": arguments.raw("idAttachmentCover") or None}
    allowed = {"color": (*COLORS, None), "brightness": ("dark", "light"), "size": ("normal", "full")}
    for name, value in given.items():
        if name == "idAttachment":
            _check_attachment(call, card, value)
        elif value not in allowed.get(name, ()):
            raise invalid("cover")
        cover[name] = value
    return cover


def _check_attachment(call: Call, card: Row, attachment_id: Any) -> None:
    attachment = call.database.attachments.get(attachment_id) if is_id(attachment_id) else None
    if attachment_id is not None and (attachment is None or attachment["idCard"] != card["id"]):
        raise invalid("idAttachmentCover")


def _members_on(call: Call, board: Row) -> set[str]:
    return {row["idMember"] for row in call.database.memberships.where("idBoard", board["id"])}


def _labels_on(call: Call, board: Row) -> set[str]:
    return {row["id"] for row in call.database.labels.where("idBoard", board["id"])}


def _same_labels(call: Call, ids: Iterable[str], board: Row) -> list[str]:
    """Return a board's labels that have name and color of some of another board."""
    database = call.database
    there = {(row["name"], row["color"]): row["id"] for row in database.labels.where("idBoard", board["id"])}
    rows = (database.labels.get(each) for each in ids)
    keys = [(row["name"], row["color"]) for row in rows if row is not None]
    return [there[key] for key in keys if key in there]
