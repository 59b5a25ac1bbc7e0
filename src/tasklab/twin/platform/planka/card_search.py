"""The cards of a list by pages of fifty, filtered and searched.

Source: `GET /lists/{listId}/cards` of the description; the product's query `Card.getByEndlessListId`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import find_board, require_reader
from tasklab.twin.platform.planka.activity import PAGE
from tasklab.twin.platform.planka.around import show_around
from tasklab.twin.platform.planka.board_list import find_list
from tasklab.twin.platform.planka.moment import is_moment, normalise_moment
from tasklab.twin.platform.planka.operation import ID, is_in_range, operation
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_seen_card, show_users
from tasklab.twin.platform.planka.version import SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_LONGEST_IDS = 19 * 100 + 99


def _parse_before(value: Any) -> Any:
    """Read a cursor that comes as JSON in one parameter; one in brackets is read already."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _is_before(value: Any) -> bool:
    before = _parse_before(value)
    if not isinstance(before, dict) or before.keys() != {"listChangedAt", "id"}:
        return False
    id_ = before["id"]
    return is_moment(before["listChangedAt"]) and isinstance(id_, str) and _is_id(id_)


def _is_id(text: str) -> bool:
    return re.fullmatch(ID.pattern, text, re.ASCII) is not None and is_in_range(text)


def _are_ids(text: str) -> bool:
    return all(map(is_in_range, text.split(",")))


_IDS = Input("string", max_length=_LONGEST_IDS, pattern=f"{ID.pattern}(,{ID.pattern})*", check=_are_ids)


@operation(
    "GET /api/lists/{listId}/cards",
    {
        "before": Input("json", check=_is_before),
        "search": Input("string", is_filled=True, max_length=128),
        "userIds": _IDS,
        "labelIds": _IDS,
    },
    generation=SECOND,
)
def list_cards(call: Call) -> dict[str, Any]:
    """Return up to fifty cards, those last that came into the list first, before the one that a cursor names."""
    list_ = find_list(call, call.values["listId"])
    board, project = find_board(call, list_["boardId"], "List not found")
    require_reader(call, project, board["id"], "List not found")
    cards = _select(call, list_)
    return {
        "items": [show_seen_card(call, card) for card in cards],
        "included": {
            "users": show_users(call, (card["creatorUserId"] for card in cards)),
            **show_around(call, cards),
        },
    }


def _select(call: Call, list_: Row) -> list[Row]:
    database = call.database
    cards = database.cards.where("listId", list_["id"])
    if "userIds" in call.values:
        there = {row["userId"] for row in database.board_memberships.where("boardId", list_["boardId"])}
        wanted = there & set(call.values["userIds"].split(","))
        cards = [card for card in cards if wanted & _people(call, card)]
    if "labelIds" in call.values:
        wanted = set(call.values["labelIds"].split(","))
        cards = [
            card
            for card in cards
            if wanted & {row["labelId"] for row in database.card_labels.where("cardId", card["id"])}
        ]
    if "search" in call.values:
        cards = [card for card in cards if _matches(card, call.values["search"])]
    cards.sort(key=_key, reverse=True)
    before = _parse_before(call.values.get("before"))
    if before is not None:
        bound = (normalise_moment(before["listChangedAt"]) or "", int(before["id"]))
        cards = [card for card in cards if _key(card) < bound]
    return cards[:PAGE]


def _key(card: Row) -> tuple[str, int]:
    return card["listChangedAt"], int(card["id"])


def _people(call: Call, card: Row) -> set[str]:
    database = call.database
    people = {row["userId"] for row in database.card_memberships.where("cardId", card["id"])}
    for task_list in database.task_lists.where("cardId", card["id"]):
        people |= {row["assigneeUserId"] for row in database.tasks.where("taskListId", task_list["id"])}
    return people


def _matches(card: Row, search: str) -> bool:
    """Whether name or description has all words, whatever their case; after a slash comes a regular expression."""
    texts = [card["name"], card["description"] or ""]
    if search.startswith("/"):
        try:
            pattern = re.compile(search[1:], re.IGNORECASE)
        except re.error:
            return False
        return any(pattern.search(text) for text in texts)
    words = [word.casefold() for word in search.split()]
    return any(all(word in text.casefold() for word in words) for text in texts)
