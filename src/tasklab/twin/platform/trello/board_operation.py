"""Boards, and what is read of them as a whole. Source: the description, group Boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import (
    ADMIN,
    MANAGE,
    WRITE,
    find_board,
    find_organization,
    need_member,
)
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.log import note, note_changes
from tasklab.twin.platform.trello.moment import render_ms
from tasklab.twin.platform.trello.nested import (
    CARD_FILTERS,
    nest_in_board,
    page_cards,
    select_cards,
    show_cards,
)
from tasklab.twin.platform.trello.refusal import RefusalError
from tasklab.twin.platform.trello.version import WITH_CARD_ROLES
from tasklab.twin.platform.trello.view_board import BOARD, BOARD_FIELDS, by_position, show_custom_field
from tasklab.twin.platform.trello.view_card import show_checklist

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.argument import Arguments
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

DEFAULT_LISTS = ("To Do", "Doing", "Done")
DEFAULT_LABELS = ("green", "yellow", "orange", "red", "purple", "blue")
_BACKGROUNDS = ("blue", "orange", "green", "red", "purple", "pink", "lime", "sky", "grey")
_WHO = ("disabled", "members", "observers", "org", "public")
_CHOICES = {
    "permissionLevel": ("org", "private", "public"),
    "voting": _WHO,
    "comments": _WHO,
    "invitations": ("members", "admins"),
    "background": _BACKGROUNDS,
    "cardAging": ("pirate", "regular"),
}
_FLAGS = ("selfJoin", "cardCovers", "hideVotes", "calendarFeedEnabled")
_RENAMED_COLORS = ("green", "yellow", "orange", "red", "purple", "blue")


@route("POST", "/boards")
def create_board(call: Call) -> dict[str, Any]:
    """Make a board, its maker administers it; with three lists and six labels unless told otherwise."""
    member = need_member(call)
    arguments = call.arguments.worded("ERROR")
    name = arguments.need_text("name")
    desc = arguments.text("desc") or ""
    organization = arguments.raw("idOrganization")
    if organization is not None:
        organization = find_organization(call, str(organization), WRITE)["id"]
    source = arguments.raw("idBoardSource")
    source = None if source is None else find_board(call, str(source))
    prefs = _read_prefs(arguments, "prefs_")
    keeps_cards = "cards" in (arguments.words("keepFromSource") or ())
    has_lists, has_labels = arguments.flag("defaultLists", True), arguments.flag("defaultLabels", True)
    board = insert_board(call, member, {"name": name, "desc": desc, "idOrganization": organization}, prefs)
    note(call, "createBoard", board=board)
    if source is not None:
        _copy_board(call, source, board, keeps_cards=keeps_cards)
    else:
        fill_board(call, board, DEFAULT_LISTS if has_lists else (), DEFAULT_LABELS if has_labels else ())
    return BOARD.show(call, board, ("id", *BOARD_FIELDS, "limits"))


def insert_board(call: Call, member: Row, values: dict[str, Any], prefs: dict[str, Any]) -> Row:
    """Keep a new board with nothing on it; the member administers it."""
    database = call.database
    board = {
        "closed": False,
        "dateClosed": None,
        "idMemberCreator": member["id"],
        "shortLink": database.make_short_link(),
        "prefs": _PREFS | prefs,
        "starred_by": frozenset(),
        "active_ms": call.now_ms,
        "updates": 0,
        "last_short_id": 0,
        **values,
    }
    database.boards.insert(board)
    database.memberships.insert({"idBoard": board["id"], "idMember": member["id"], "memberType": ADMIN})
    return board


_PREFS = {
    "permissionLevel": "private",
    "hideVotes": False,
    "voting": "disabled",
    "comments": "members",
    "invitations": "members",
    "selfJoin": True,
    "cardCovers": True,
    "isTemplate": False,
    "cardAging": "regular",
    "calendarFeedEnabled": False,
    "background": "blue",
    "backgroundColor": "#0079BF",
    "backgroundImage": None,
    "backgroundImageScaled": None,
    "backgroundTile": False,
    "backgroundBrightness": "dark",
    "backgroundBottomColor": "#0079BF",
    "backgroundTopColor": "#0079BF",
    "canBePublic": True,
    "canBeEnterprise": True,
    "canBeOrg": True,
    "canBePrivate": True,
    "canInvite": True,
}


def _read_prefs(arguments: Arguments, prefix: str) -> dict[str, Any]:
    inner = arguments.below(prefix)
    found: dict[str, Any] = {}
    for name, options in _CHOICES.items():
        if name in inner:
            if inner.raw(name) not in options:
                raise arguments.refuse(prefix + name)
            found[name] = inner.raw(name)
    for name in _FLAGS:
        if name in inner:
            found[name] = arguments.flag(prefix + name)
    return found


def fill_board(call: Call, board: Row, lists: tuple[str, ...], labels: tuple[str, ...]) -> None:
    """Put lists and nameless labels on a new board."""
    database = call.database
    for name in lists:
        row = {"name": name, "closed": False, "idBoard": board["id"], "pos": 0, "subscribers": frozenset()}
        row["pos"] = database.place("lists", board["id"], "bottom")
        database.lists.insert(row)
    for color in labels:
        database.labels.insert({"idBoard": board["id"], "name": "", "color": color, "uses": 0})


def _copy_board(call: Call, source: Row, board: Row, *, keeps_cards: bool) -> None:
    database = call.database
    labels = {}
    for label in database.labels.where("idBoard", source["id"]):
        copy = {**label, "idBoard": board["id"], "uses": 0}
        labels[label["id"]] = database.labels.insert(copy)
    for list_ in by_position(database.lists.where("idBoard", source["id"])):
        if list_["closed"]:
            continue
        copy = {**list_, "idBoard": board["id"], "pos": database.place("lists", board["id"], list_["pos"])}
        database.lists.insert(copy)
        if keeps_cards:
            for card in by_position(database.cards.where("idList", list_["id"])):
                _copy_card(call, card, copy, board, labels)


def _copy_card(call: Call, card: Row, list_: Row, board: Row, labels: dict[Any, Any]) -> None:
    database = call.database
    if card["closed"]:
        return
    copy = {
        **card,
        "idBoard": board["id"],
        "idList": list_["id"],
        "idShort": next_short_id(call, board),
        "shortLink": database.make_short_link(),
        "idMembers": [],
        "idLabels": [labels[each] for each in card["idLabels"]],
        "pos": database.place("cards", list_["id"], card["pos"]),
        "active_ms": call.now_ms,
    }
    database.cards.insert(copy)
    for label_id in copy["idLabels"]:
        label = database.labels.get(label_id)
        if label is not None:
            database.labels.update(label["id"], {"uses": label["uses"] + 1})


def next_short_id(call: Call, board: Row) -> int:
    """Return the number that the next card of a board has."""
    number: int = board["last_short_id"] + 1
    call.database.boards.update(board["id"], {"last_short_id": number})
    return number


@route("GET", "/boards/{id}")
def get_board(call: Call, id_: str) -> dict[str, Any]:
    """Show a board with what is asked for inside of it."""
    board = find_board(call, id_)
    shown = BOARD.show(call, board, BOARD.choose(call.arguments, usual=BOARD_FIELDS))
    return nest_in_board(call, board, shown)


@route("GET", "/boards/{id}/{field}")
def get_board_field(call: Call, id_: str, field: str) -> Any:
    """Show one field of a board."""
    return BOARD.read(call, find_board(call, id_), field)


@route("PUT", "/boards/{id}")
def update_board(call: Call, id_: str) -> dict[str, Any]:
    """Change a board; closing it and its preferences are for those who administer it."""
    board = find_board(call, id_, WRITE)
    arguments = call.arguments.worded("ERROR")
    changes: dict[str, Any] = {}
    if "name" in arguments:
        changes["name"] = arguments.need_text("name")
    if "desc" in arguments:
        changes["desc"] = arguments.text("desc") or ""
    if "closed" in arguments:
        changes["closed"] = arguments.flag("closed")
        changes["dateClosed"] = render_ms(call.now_ms) if changes["closed"] else None
    if "idOrganization" in arguments:
        wanted = arguments.raw("idOrganization")
        changes["idOrganization"] = find_organization(call, str(wanted), WRITE)["id"] if wanted else None
    prefs = _read_prefs(arguments, "prefs/")
    if prefs or {"closed", "idOrganization"} & set(changes):
        find_board(call, id_, MANAGE)
    if prefs:
        changes["prefs"] = board["prefs"] | prefs
    before = {name: board[name] for name in changes if name != "dateClosed"}
    call.database.boards.update(board["id"], changes)
    if call.version < WITH_CARD_ROLES:
        _rename_labels(call, board, arguments.below("labelNames/"))
    note_changes(call, "updateBoard", before, board, board=board)
    return BOARD.show(call, board, ("id", *BOARD_FIELDS))


def _rename_labels(call: Call, board: Row, names: Arguments) -> None:
    for color in _RENAMED_COLORS:
        name = names.text(color)
        rows = call.database.labels.where("idBoard", board["id"]) if name is not None else ()
        first = next((row for row in rows if row["color"] == color), None)
        if first is not None:
            call.database.labels.update(first["id"], {"name": name})


@route("DELETE", "/boards/{id}")
def delete_board(call: Call, id_: str) -> dict[str, Any]:
    """Delete a board with all that is on it; for those who administer it."""
    board = find_board(call, id_, MANAGE)
    call.database.remove_board(board["id"])
    return {"_value": None}


@route("GET", "/boards/{id}/cards")
def list_board_cards(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the cards of a board: open ones in open lists unless told otherwise."""
    wanted = call.arguments.choice("filter", CARD_FILTERS, "visible") or "visible"
    return _cards(call, find_board(call, id_), wanted)


@route("GET", "/boards/{id}/cards/{filter}")
def list_some_board_cards(call: Call, id_: str, wanted: str) -> Any:
    """List the cards of a board that a filter lets through."""
    board = find_board(call, id_)
    if wanted not in CARD_FILTERS:
        raise RefusalError(400, "invalid value for filter")
    return _cards(call, board, wanted)


def _cards(call: Call, board: Row, wanted: str) -> list[dict[str, Any]]:
    cards = select_cards(call, call.database.cards.where("idBoard", board["id"]), wanted)
    return show_cards(call, page_cards(call.arguments, cards), "fields", "")


@route("GET", "/boards/{id}/checklists")
def list_board_checklists(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the checklists of all cards of a board."""
    board = find_board(call, id_)
    return [show_checklist(call, row) for row in call.database.checklists.where("idBoard", board["id"])]


@route("GET", "/boards/{id}/customFields")
def list_board_custom_fields(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the custom fields of a board, by position."""
    board = find_board(call, id_)
    rows = by_position(call.database.custom_fields.where("idModel", board["id"]))
    return [show_custom_field(call, row) for row in rows]


@route("GET", "/boards/{id}/plugins", "/boards/{id}/boardPlugins", "/boards/{id}/boardStars")
def list_nothing(call: Call, id_: str) -> list[Any]:
    """List the power-ups and stars of a board: none here."""
    find_board(call, id_)
    return []


@route("POST", "/boards/{id}/markedAsViewed")
def mark_viewed(call: Call, id_: str) -> dict[str, Any]:
    """Remember that the caller has seen a board."""
    find_board(call, id_)
    return {"_value": None}
