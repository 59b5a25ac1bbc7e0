"""What is shown inside of something else: `?cards=open&card_fields=name&members=true`.

Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/nested-resources/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.trello.access import board_of
from tasklab.twin.platform.trello.moment import parse_moment
from tasklab.twin.platform.trello.object_id import is_id
from tasklab.twin.platform.trello.refusal import invalid
from tasklab.twin.platform.trello.view_board import BOARD, LABEL, LIST, by_position, show_custom_field
from tasklab.twin.platform.trello.view_card import (
    ATTACHMENT,
    CARD,
    check_item_states,
    show_checklist,
    show_checklists,
    show_field_items,
)
from tasklab.twin.platform.trello.view_member import (
    ACTION,
    CARD_MEMBER_FIELDS,
    CREATOR_FIELDS,
    MEMBER,
    ORGANIZATION,
    show_action,
    show_membership,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.trello.argument import Arguments
    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row

CARD_FILTERS = ("all", "closed", "complete", "incomplete", "none", "open", "visible")
LIST_FILTERS = ("all", "closed", "none", "open")
MEMBER_FILTERS = ("admins", "all", "none", "normal", "owners")
MOST = 1000
_ACTION_TYPES = frozenset(
    {
        "addAttachmentToCard",
        "addChecklistToCard",
        "addMemberToBoard",
        "addMemberToCard",
        "addToOrganizationBoard",
        "commentCard",
        "convertToCardFromCheckItem",
        "copyBoard",
        "copyCard",
        "copyCommentCard",
        "createBoard",
        "createCard",
        "createCustomField",
        "createLabel",
        "createList",
        "deleteAttachmentFromCard",
        "deleteCard",
        "deleteCustomField",
        "deleteLabel",
        "disablePlugin",
        "emailCard",
        "enablePlugin",
        "makeAdminOfBoard",
        "makeNormalMemberOfBoard",
        "makeObserverOfBoard",
        "moveCardFromBoard",
        "moveCardToBoard",
        "moveListFromBoard",
        "moveListToBoard",
        "removeChecklistFromCard",
        "removeFromOrganizationBoard",
        "removeMemberFromBoard",
        "removeMemberFromCard",
        "unconfirmedBoardInvitation",
        "updateBoard",
        "updateCard",
        "updateCheckItemStateOnCard",
        "updateChecklist",
        "updateComment",
        "updateCustomField",
        "updateCustomFieldItem",
        "updateLabel",
        "updateList",
        "addMemberToOrganization",
        "createOrganization",
        "updateOrganization",
        "removeMemberFromOrganization",
    }
)
"""Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/action-types/."""


def select_cards(call: Call, cards: Iterable[Row], wanted: str) -> list[Row]:
    """Return those cards that a filter lets through; `visible` are open ones in open lists."""
    match wanted:
        case "none":
            return []
        case "open":
            return [card for card in cards if not card["closed"]]
        case "closed":
            return [card for card in cards if card["closed"]]
        case "complete" | "incomplete":
            return [card for card in cards if card["dueComplete"] is (wanted == "complete") and not card["closed"]]
        case "visible":
            hidden = {row["id"] for row in call.database.lists if row["closed"]}
            return [card for card in cards if not card["closed"] and card["idList"] not in hidden]
    return list(cards)


def page_cards(arguments: Arguments, cards: list[Row]) -> list[Row]:
    """Return at most `limit` cards, the newest of those made since and before; in the order of their positions."""
    since, before = bound(arguments, "since"), bound(arguments, "before")
    limit = arguments.whole("limit", 1, MOST, MOST)
    if since:
        cards = [card for card in cards if card["id"] > since]
    if before:
        cards = [card for card in cards if card["id"] < before]
    if len(cards) > limit:
        cards = sorted(cards, key=lambda card: card["id"])[-limit:]
    return by_position(cards)


def bound(arguments: Arguments, name: str) -> str | None:
    """Return the id that a bound stands for: itself, or the first one of the second that a date names."""
    value = arguments.raw(name)
    if value in (None, "", "null"):
        return None
    if is_id(value):
        return str(value).lower()
    at_ms = parse_moment(value) if isinstance(value, str) else None
    if at_ms is None:
        raise invalid(name)
    return f"{max(0, at_ms // 1000):08x}" + "0" * 16


def show_cards(call: Call, cards: list[Row], fields_name: str, prefix: str) -> list[dict[str, Any]]:
    """Show cards with what is nested in them."""
    fields = CARD.choose(call, fields_name)
    arguments = call.arguments if not prefix else call.arguments.below(prefix)
    return [nest_in_card(call, card, CARD.show(call, card, fields), arguments) for card in cards]


def nest_in_card(call: Call, card: Row, shown: dict[str, Any], arguments: Arguments) -> dict[str, Any]:
    """Add to a card what its arguments ask for."""
    if arguments.raw("attachments") not in (None, "", "false", False):
        shown["attachments"] = show_attachments(call, card, arguments, "attachment_fields")
    if arguments.is_set("members"):
        shown["members"] = show_people(call, card["idMembers"], arguments, "member_fields", CARD_MEMBER_FIELDS)
    if arguments.choice("checklists", ("all", "none", "true", "false"), "none") in ("all", "true"):
        shown["checklists"] = show_checklists(call, card)
    if arguments.is_set("checkItemStates"):
        shown["checkItemStates"] = check_item_states(call, card)
    if arguments.is_set("customFieldItems"):
        shown["customFieldItems"] = show_field_items(call, card)
    return _nest_around_card(call, card, shown, arguments)


def _nest_around_card(call: Call, card: Row, shown: dict[str, Any], arguments: Arguments) -> dict[str, Any]:
    database = call.database
    if arguments.is_set("board"):
        fields = BOARD.choose(arguments, "board_fields")
        shown["board"] = BOARD.show(call, board_of(call, card), fields)
    if arguments.is_set("list"):
        list_ = database.lists.get(card["idList"])
        shown["list"] = None if list_ is None else LIST.show(call, list_, LIST.choose(arguments, "list_fields"))
    for name in ("stickers", "pluginData", "membersVoted"):
        if arguments.is_set(name):
            shown[name] = []
    if arguments.raw("actions"):
        shown["actions"] = nested_actions(call, database.actions.where("idCard", card["id"]), arguments)
    return shown


def show_attachments(call: Call, card: Row, arguments: Arguments, fields_name: str) -> list[dict[str, Any]]:
    """Show the attachments of a card, by position."""
    fields = ATTACHMENT.choose(arguments, fields_name)
    rows = by_position(call.database.attachments.where("idCard", card["id"]))
    return [ATTACHMENT.show(call, row, fields) for row in rows]


def show_people(
    call: Call, ids: Iterable[str], arguments: Arguments, fields_name: str, usual: Iterable[str]
) -> list[dict[str, Any]]:
    """Show members in the order of their ids in a list."""
    fields = MEMBER.choose(arguments, fields_name, usual)
    rows = (call.database.members.get(each) for each in ids)
    return [MEMBER.show(call, row, fields) for row in rows if row is not None]


def members_of(call: Call, board: Row, wanted: str) -> list[str]:
    """Return the ids of a board's members: all, or those with a role."""
    kinds = {"admins": ("admin",), "owners": ("admin",), "normal": ("normal",), "none": ()}.get(wanted)
    rows = call.database.memberships.where("idBoard", board["id"])
    return [row["idMember"] for row in rows if kinds is None or row["memberType"] in kinds]


def nest_in_board(call: Call, board: Row, shown: dict[str, Any]) -> dict[str, Any]:
    """Add to a board what the call asks for."""
    database, arguments, id_ = call.database, call.arguments, board["id"]
    wanted = arguments.choice("cards", CARD_FILTERS, "none")
    if wanted != "none":
        cards = select_cards(call, database.cards.where("idBoard", id_), wanted or "none")
        shown["cards"] = show_cards(call, page_cards(arguments.below("cards_"), cards), "card_fields", "card_")
    wanted = arguments.choice("lists", LIST_FILTERS, "none")
    if wanted != "none":
        shown["lists"] = show_lists(call, board, wanted or "none", "list_fields")
    if arguments.choice("labels", ("all", "none"), "none") == "all":
        fields = LABEL.choose(arguments, "label_fields")
        rows = database.labels.where("idBoard", id_)[: arguments.whole("labels_limit", 0, MOST, 50)]
        shown["labels"] = [LABEL.show(call, row, fields) for row in rows]
    wanted = arguments.choice("members", (*MEMBER_FILTERS, "true", "false"), "none")
    if wanted not in ("none", "false"):
        people = members_of(call, board, wanted or "all")
        shown["members"] = show_people(call, people, arguments, "member_fields", CARD_MEMBER_FIELDS)
    if arguments.raw("memberships") not in (None, "none"):
        shown["memberships"] = [show_membership(each) for each in database.memberships.where("idBoard", id_)]
    if arguments.choice("checklists", ("all", "none"), "none") == "all":
        shown["checklists"] = [show_checklist(call, each) for each in database.checklists.where("idBoard", id_)]
    if arguments.is_set("customFields"):
        rows = by_position(database.custom_fields.where("idModel", id_))
        shown["customFields"] = [show_custom_field(call, each) for each in rows]
    return _nest_around_board(call, board, shown)


def _nest_around_board(call: Call, board: Row, shown: dict[str, Any]) -> dict[str, Any]:
    arguments = call.arguments
    nest_organization(call, board, shown)
    if arguments.raw("actions"):
        shown["actions"] = nested_actions(call, call.database.actions.where("idBoard", board["id"]), arguments)
    for name in ("pluginData", "tags"):
        if arguments.is_set(name):
            shown[name] = []
    return shown


def nest_organization(call: Call, board: Row, shown: dict[str, Any]) -> None:
    """Add to a board its workspace, where the call asks for it."""
    if call.arguments.is_set("organization"):
        fields = ORGANIZATION.choose(call.arguments, "organization_fields", ("name", "displayName"))
        row = call.database.organizations.get(board["idOrganization"])
        shown["organization"] = None if row is None else ORGANIZATION.show(call, row, fields)


def show_lists(call: Call, board: Row, wanted: str, fields_name: str) -> list[dict[str, Any]]:
    """Show the lists of a board that a filter lets through, by position."""
    fields = LIST.choose(call.arguments, fields_name)
    return [LIST.show(call, row, fields) for row in lists_of(call, board, wanted)]


def lists_of(call: Call, board: Row, wanted: str) -> list[Row]:
    """Return the lists of a board that a filter lets through, by position."""
    rows = by_position(call.database.lists.where("idBoard", board["id"]))
    return [row for row in rows if wanted == "all" or row["closed"] is (wanted == "closed")] if wanted != "none" else []


def nested_actions(call: Call, rows: list[Row], arguments: Arguments) -> Any:
    """Show the actions inside of a card or board: `actions` is the filter, `actions_` and `action_` the rest."""
    inner = arguments.below("actions_")
    wanted = read_filter(arguments, "actions", None)
    kept = page_actions(inner, rows, wanted)
    fields = ACTION.choose(arguments, "action_fields")
    creator = None
    if arguments.flag("action_memberCreator", default=True):
        creator = MEMBER.choose(arguments, "action_memberCreator_fields", CREATOR_FIELDS)
    return [show_action(call, row, fields, creator=creator) for row in kept]


def read_filter(arguments: Arguments, name: str, default: str | None) -> frozenset[str] | None:
    """Return which kinds of actions are wanted, such as `updateCard:idList`; None for all. Raises: RefusalError."""
    asked = arguments.words(name)
    words = asked or (default.split(",") if default else ["all"])
    if "all" in words:
        return None
    if not all(word.partition(":")[0] in _ACTION_TYPES for word in words):
        raise invalid(name)
    return frozenset(words)


def page_actions(arguments: Arguments, rows: list[Row], wanted: frozenset[str] | None) -> list[Row]:
    """Return the newest actions of the kinds that are wanted, between the bounds, page by page."""
    since, before = bound(arguments, "since"), bound(arguments, "before")
    limit = arguments.whole("limit", 0, MOST, 50)
    page = arguments.whole("page", 0, MOST, 0)
    if page * limit >= MOST and page:
        raise invalid("page")
    models = arguments.words("idModels")
    skip = page * limit
    kept: list[Row] = []
    for row in reversed(rows):
        if len(kept) >= limit or (since and row["id"] < since):
            break
        if (before and row["id"] >= before) or row["id"] == since or not _is_wanted(row, wanted):
            continue
        if models and not {row["idCard"], row["idBoard"], row["idList"]} & set(models):
            continue
        if skip:
            skip -= 1
            continue
        kept.append(row)
    return kept


def _is_wanted(row: Row, wanted: frozenset[str] | None) -> bool:
    if wanted is None or row["type"] in wanted:
        return True
    return any(f"{row['type']}:{name}" in wanted for name in row["data"].get("old", ()))
