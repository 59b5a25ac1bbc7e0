"""The past: what was done, by whom, when, with names as they were then. Source: the guide on action types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.trello.call import Call
    from tasklab.twin.store import Row


def note(
    call: Call,
    kind: str,
    *,
    board: Row | None = None,
    list_: Row | None = None,
    card: Row | None = None,
    member_id: str | None = None,
    changed: Mapping[str, Any] | None = None,
    **data: Any,
) -> Row:
    """Keep an action and return it.

    It is about the smallest of board, list and card that is given, whose new values are `changed`; the board of a card
    or list goes without saying. `data` is what else the action tells.
    """
    database = call.database
    on = card or list_
    board = board if board is not None or on is None else database.boards.get(on["idBoard"])
    if card is not None and list_ is None and "listBefore" not in data:
        list_ = database.lists.get(card["idList"])
    told: dict[str, Any] = {} if member_id is None else {"idMember": member_id}
    told |= data
    for name, row, names in (
        ("board", board, ("id", "name", "shortLink")),
        ("list", list_, ("id", "name")),
        ("card", card, ("id", "name", "idShort", "shortLink")),
    ):
        if row is not None:
            told[name] = {each: row[each] for each in names}
    if changed:
        told["card" if card is not None else "list" if list_ is not None else "board"] |= changed
    if card is not None:
        database.cards.update(card["id"], {"active_ms": call.now_ms})
    if board is not None:
        database.boards.update(board["id"], {"active_ms": call.now_ms, "updates": board["updates"] + 1})
    row = {
        "type": kind,
        "idMemberCreator": call.member_id,
        "idMember": member_id,
        "date_ms": call.now_ms,
        "data": told,
        "idBoard": None if board is None else board["id"],
        "idCard": None if card is None else card["id"],
        "idList": None if list_ is None else list_["id"],
    }
    database.actions.insert(row)
    return row


def note_changes(call: Call, kind: str, before: Mapping[str, Any], after: Row, **about: Any) -> None:
    """Keep one action for each field of `before` that has another value now."""
    for name, old in before.items():
        if after[name] != old:
            note(call, kind, **about, changed={name: after[name]}, old={name: old})
