"""Searching. Source: the description, group Search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import find_board, need_member
from tasklab.twin.platform.trello.call import route
from tasklab.twin.platform.trello.nested import MOST, nest_in_card
from tasklab.twin.platform.trello.refusal import invalid
from tasklab.twin.platform.trello.search_query import contains, matches, parse_query
from tasklab.twin.platform.trello.view_board import BOARD
from tasklab.twin.platform.trello.view_card import CARD
from tasklab.twin.platform.trello.view_member import MEMBER, ORGANIZATION, boards_of

if TYPE_CHECKING:
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.platform.trello.search_query import Term
    from tasklab.twin.store import Row

_KINDS = ("actions", "boards", "cards", "members", "organizations")
_MEMBER_FIELDS = ("avatarHash", "fullName", "initials", "username", "confirmed")
_MAX_QUERY = 16384
_MAX_PAGE = 100


@route("GET", "/search")
def search(call: Call) -> dict[str, Any]:
    """Find cards, boards, workspaces and members that the caller may see."""
    member, arguments = need_member(call), call.arguments
    query = arguments.need_text("query", 1, _MAX_QUERY)
    kinds = arguments.words("modelTypes") or ["all"]
    if not set(kinds) <= {*_KINDS, "all"}:
        raise invalid("modelTypes")
    is_partial = arguments.is_set("partial")
    terms, sort = parse_query(query)
    boards = _boards(call, member)
    words = [term.value for term in terms if term.operator == "word" and not term.is_negated]
    shown: dict[str, Any] = {
        "options": {
            "terms": [{"text": word} for word in words],
            "modifiers": [],
            "modelTypes": list(_KINDS) if "all" in kinds else kinds,
            "partial": is_partial,
        }
    }
    if {"cards", "all"} & set(kinds):
        shown["cards"] = _cards(call, boards, terms, sort, is_partial=is_partial)
    if {"boards", "all"} & set(kinds):
        fields = BOARD.choose(arguments, "board_fields", ("name", "idOrganization"))
        found = _named(boards, "name", words, is_partial=is_partial)
        shown["boards"] = [BOARD.show(call, row, fields) for row in found[: _limit(call, "boards_limit")]]
    if {"organizations", "all"} & set(kinds):
        fields = ORGANIZATION.choose(arguments, "organization_fields", ("name", "displayName"))
        found = _named(_organizations(call, member), "displayName", words, is_partial=is_partial)
        shown["organizations"] = [
            ORGANIZATION.show(call, row, fields) for row in found[: _limit(call, "organizations_limit")]
        ]
    if {"members", "all"} & set(kinds):
        fields = MEMBER.choose(arguments, "member_fields", _MEMBER_FIELDS)
        found = _named(call.database.members, "fullName", words, is_partial=is_partial)
        shown["members"] = [MEMBER.show(call, row, fields) for row in found[: _limit(call, "members_limit")]]
    return shown


def _limit(call: Call, name: str) -> int:
    return call.arguments.whole(name, 1, MOST, 10)


def _boards(call: Call, member: Row) -> list[Row]:
    asked = call.arguments.words("idBoards")
    boards = boards_of(call, member)
    if asked and asked != ["mine"]:
        boards = [find_board(call, each) for each in asked]
    organizations = call.arguments.ids("idOrganizations")
    return [board for board in boards if not organizations or board["idOrganization"] in organizations]


def _organizations(call: Call, member: Row) -> list[Row]:
    database = call.database
    rows = (
        database.organizations.get(each["idOrganization"])
        for each in database.org_memberships.where("idMember", member["id"])
    )
    return [row for row in rows if row is not None]


def _named(rows: Any, field: str, words: list[str], *, is_partial: bool) -> list[Row]:
    if not words:
        return []
    return [row for row in rows if all(contains(row[field], word, is_partial=is_partial) for word in words)]


def _cards(call: Call, boards: list[Row], terms: list[Term], sort: str, *, is_partial: bool) -> list[dict[str, Any]]:
    arguments = call.arguments
    limit, page = _limit(call, "cards_limit"), arguments.whole("cards_page", 0, _MAX_PAGE, 0)
    only = arguments.ids("idCards")
    found = [
        card
        for board in boards
        for card in call.database.cards.where("idBoard", board["id"])
        if (not only or card["id"] in only) and matches(call, card, terms, is_partial=is_partial)
    ]
    found = _sort(found, sort)[page * limit : (page + 1) * limit]
    fields, inner = CARD.choose(call, "card_fields"), arguments.below("card_")
    return [nest_in_card(call, card, CARD.show(call, card, fields), inner) for card in found]


def _sort(cards: list[Row], sort: str) -> list[Row]:
    """Sort by `created`, `edited` or `due`, with a dash the other way round; the latest activity first otherwise."""
    name, is_reversed = sort.removeprefix("-"), sort.startswith("-")
    if name == "due":
        return sorted(cards, key=lambda card: (card["due"] is None, card["due"] or "", card["id"]), reverse=is_reversed)
    if name == "created":
        return sorted(cards, key=lambda card: card["id"], reverse=not is_reversed)
    return sorted(
        cards, key=lambda card: (card["active_ms"], card["id"]), reverse=not (name == "edited" and is_reversed)
    )


@route("GET", "/search/members")
def search_members(call: Call) -> list[dict[str, Any]]:
    """Find members whose name begins so."""
    need_member(call)
    arguments, database = call.arguments, call.database
    query = arguments.need_text("query", 1, _MAX_QUERY).lower()
    limit = arguments.whole("limit", 1, 20, 8)
    rows = [row for row in database.members if _begins(row, query)]
    board_id = arguments.id("idBoard")
    if board_id is not None:
        board = find_board(call, board_id)
        rows = [row for row in rows if database.memberships.first("pair", (board["id"], row["id"]))]
    organization_id = arguments.id("idOrganization")
    if organization_id is not None and arguments.is_set("onlyOrgMembers"):
        rows = [row for row in rows if database.org_memberships.first("pair", (organization_id, row["id"]))]
    return [MEMBER.show(call, row, ("id", *_MEMBER_FIELDS, "activityBlocked", "avatarUrl")) for row in rows[:limit]]


def _begins(member: Row, query: str) -> bool:
    if member["username"].startswith(query) or member["email"] == query:
        return True
    return any(word.startswith(query) for word in (member["fullName"].lower(), *member["fullName"].lower().split()))
