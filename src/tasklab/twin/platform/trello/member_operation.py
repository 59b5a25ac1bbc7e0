"""Members, and the token that a caller has. Source: the description, groups Members and Tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import find_member, find_row
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.moment import render_ms
from tasklab.twin.platform.trello.nested import (
    CARD_FILTERS,
    LIST_FILTERS,
    nest_organization,
    page_cards,
    select_cards,
    show_cards,
    show_lists,
)
from tasklab.twin.platform.trello.refusal import NO_MODEL, NOT_ALLOWED, RefusalError, invalid
from tasklab.twin.platform.trello.view_board import BOARD
from tasklab.twin.platform.trello.view_member import MEMBER, ORGANIZATION, boards_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.platform.trello.argument import Arguments
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

_BOARD_FILTERS = ("all", "closed", "members", "open", "organization", "public", "starred", "none", "pinned", "unpinned")
_ORGANIZATION_FILTERS = ("all", "members", "none", "public")
_MAX_INITIALS = 4
_SUMMARIES = ("-1", "1", "60")
"""Minutes between summaries by mail; -1 for none."""
_MAX_NOTIFICATIONS, _MAX_PAGE = 1000, 100


@route("GET", "/members/{id}")
def get_member(call: Call, id_: str) -> dict[str, Any]:
    """Show a member: by id, name or `me`; boards and workspaces inside of it where asked for."""
    member, arguments = find_member(call, id_), call.arguments
    shown = MEMBER.show(call, member, MEMBER.choose(arguments))
    if arguments.choice("boards", _BOARD_FILTERS, "none") != "none":
        fields = BOARD.choose(arguments, "board_fields")
        shown["boards"] = [BOARD.show(call, row, fields) for row in _boards(call, member, "boards")]
    if arguments.choice("organizations", _ORGANIZATION_FILTERS, "none") != "none":
        fields = ORGANIZATION.choose(arguments, "organization_fields")
        shown["organizations"] = [ORGANIZATION.show(call, row, fields) for row in _organizations(call, member)]
    if arguments.choice("cards", CARD_FILTERS, "none") != "none":
        cards = _cards(call, member, arguments.choice("cards", CARD_FILTERS) or "none")
        shown["cards"] = show_cards(call, page_cards(arguments.below("cards_"), cards), "card_fields", "card_")
    return shown


@route("GET", "/members/{id}/{field}")
def get_member_field(call: Call, id_: str, field: str) -> Any:
    """Show one field of a member."""
    return MEMBER.read(call, find_member(call, id_), field)


@route("PUT", "/members/{id}")
def update_member(call: Call, id_: str) -> dict[str, Any]:
    """Change oneself."""
    member, arguments = find_member(call, id_), call.arguments
    changes: dict[str, Any] = {}
    if member["id"] != call.member_id:
        raise RefusalError(401, NOT_ALLOWED)
    if "fullName" in arguments:
        changes["fullName"] = arguments.need_text("fullName", 4)
    if "initials" in arguments:
        changes["initials"] = arguments.need_text("initials", 1, _MAX_INITIALS)
    if "bio" in arguments:
        changes["bio"] = arguments.text("bio") or ""
    if "username" in arguments:
        name = arguments.need_text("username", 3).lower()
        holder = call.database.members.first("username", name)
        if holder is not None and holder["id"] != member["id"]:
            raise RefusalError(400, "Username is taken", "ERROR")
        changes["username"] = name
    changes["prefs"] = {**member.get("prefs", {}), **_read_prefs(arguments)}
    call.database.members.update(member["id"], changes)
    return MEMBER.show(call, member)


def _read_prefs(arguments: Arguments) -> dict[str, Any]:
    given = arguments.below("prefs/")
    readers: dict[str, Callable[[], Any]] = {
        "colorBlind": lambda: given.flag("colorBlind"),
        "locale": lambda: given.need_text("locale"),
        "minutesBetweenSummaries": lambda: int(given.choice("minutesBetweenSummaries", _SUMMARIES) or ""),
    }
    return {name: read() for name, read in readers.items() if name in given}


@route("GET", "/members/{id}/boards")
def list_member_boards(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the boards of a member that the caller may see, the oldest first."""
    member = find_member(call, id_)
    fields, lists = BOARD.choose(call.arguments), call.arguments.choice("lists", LIST_FILTERS, "none") or "none"
    return [_nest(call, row, BOARD.show(call, row, fields), lists) for row in _boards(call, member, "filter")]


def _nest(call: Call, board: Row, shown: dict[str, Any], wanted: str) -> dict[str, Any]:
    if wanted != "none":
        shown["lists"] = show_lists(call, board, wanted, "list_fields")
    nest_organization(call, board, shown)
    return shown


def _boards(call: Call, member: Row, argument: str) -> list[Row]:
    rows = boards_of(call, member)
    wanted = call.arguments.words(argument) or ["all"]
    if not set(wanted) <= set(_BOARD_FILTERS):
        raise invalid(argument)
    tests: dict[str, Callable[[Row], bool]] = {
        "all": lambda _row: True,
        "open": lambda row: not row["closed"],
        "closed": lambda row: row["closed"],
        "members": lambda row: row["prefs"]["permissionLevel"] == "private",
        "organization": lambda row: row["prefs"]["permissionLevel"] == "org",
        "public": lambda row: row["prefs"]["permissionLevel"] == "public",
        "starred": lambda row: member["id"] in row["starred_by"],
        "unpinned": lambda _row: True,
    }
    chosen = [tests[each] for each in wanted if each in tests]
    return [row for row in rows if any(test(row) for test in chosen)]


@route("GET", "/members/{id}/cards")
def list_member_cards(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the cards that a member is on, among those that the caller may see."""
    member = find_member(call, id_)
    cards = _cards(call, member, call.arguments.choice("filter", CARD_FILTERS, "visible") or "visible")
    return show_cards(call, page_cards(call.arguments, cards), "fields", "")


def _cards(call: Call, member: Row, wanted: str) -> list[Row]:
    boards = [board for board in boards_of(call, member) if wanted != "visible" or not board["closed"]]
    cards = (card for board in boards for card in call.database.cards.where("idBoard", board["id"]))
    return select_cards(call, (card for card in cards if member["id"] in card["idMembers"]), wanted)


@route("GET", "/members/{id}/organizations")
def list_member_organizations(call: Call, id_: str) -> list[dict[str, Any]]:
    """List the workspaces of a member that the caller is in too."""
    member = find_member(call, id_)
    if call.arguments.choice("filter", _ORGANIZATION_FILTERS, "all") == "none":
        return []
    fields = ORGANIZATION.choose(call.arguments)
    return [ORGANIZATION.show(call, row, fields) for row in _organizations(call, member)]


def _organizations(call: Call, member: Row) -> list[Row]:
    database = call.database
    found = []
    for membership in database.org_memberships.where("idMember", member["id"]):
        row = database.organizations.get(membership["idOrganization"])
        is_in = database.org_memberships.first("pair", (membership["idOrganization"], call.member_id)) is not None
        if row is not None and (is_in or row["prefs"]["permissionLevel"] == "public"):
            found.append(row)
    return found


@route("GET", "/members/{id}/boardsInvited")
def list_board_invitations(call: Call, id_: str) -> list[Any]:
    """List invitations: none here, since nobody waits to take one."""
    find_member(call, id_)
    BOARD.choose(call.arguments)
    return []


@route("GET", "/members/{id}/organizationsInvited")
def list_organization_invitations(call: Call, id_: str) -> list[Any]:
    """List invitations: none here, since nobody waits to take one."""
    find_member(call, id_)
    ORGANIZATION.choose(call.arguments)
    return []


@route("GET", "/members/{id}/notifications")
def list_notifications(call: Call, id_: str) -> list[Any]:
    """List notifications: none here."""
    find_member(call, id_)
    arguments = call.arguments
    for name in ("entities", "display", "memberCreator"):
        arguments.flag(name)
    arguments.choice("read_filter", ("all", "read", "unread"))
    arguments.whole("limit", 1, _MAX_NOTIFICATIONS, 50)
    arguments.whole("page", 0, _MAX_PAGE, 0)
    return []


def _find_token(call: Call, text: str) -> Row:
    row = call.database.tokens.first("text", text)
    if row is None or call.token is None or row["idMember"] != call.member_id:
        raise RefusalError(404, "token not found")
    return row


@route("GET", "/tokens/{token}")
def get_token(call: Call, text: str) -> dict[str, Any]:
    """Show what a token of the caller allows."""
    row = _find_token(call, text)
    models = [("board", "*"), ("organization", "*")]
    if "account" in row["scopes"]:
        models.insert(0, ("member", row["idMember"]))
    rights = {"read": True, "write": "write" in row["scopes"]}
    return {
        "id": row["id"],
        "identifier": row["identifier"],
        "idMember": row["idMember"],
        "dateCreated": render_ms(row["created_ms"]),
        "dateExpires": None,
        "permissions": [{"idModel": model, "modelType": kind, **rights} for kind, model in models],
    }


@route("GET", "/tokens/{token}/member")
def get_token_member(call: Call, text: str) -> dict[str, Any]:
    """Show whose a token is."""
    member = find_row(call.database.members, _find_token(call, text)["idMember"], NO_MODEL)
    return MEMBER.show(call, member, MEMBER.choose(call.arguments))


@route("DELETE", "/tokens/{token}")
def delete_token(call: Call, text: str) -> dict[str, Any]:
    """Revoke a token of the caller."""
    call.database.tokens.remove(_find_token(call, text)["id"])
    return {"_value": None}
