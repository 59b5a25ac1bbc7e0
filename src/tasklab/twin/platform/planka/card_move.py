"""Moving cards between lists and boards. Source: the product's function `cards/update-one`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.platform.planka.activity import name_list, note
from tasklab.twin.platform.planka.custom_field import take_along
from tasklab.twin.platform.planka.database import ACTIVE, ARCHIVE, CLOSED, FINITE, TRASH
from tasklab.twin.platform.planka.label import insert_card_label, insert_label

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.access import Path
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row


def move_card(call: Call, card: Row, source: Row, target: Row, position: float | None) -> Row:
    """Move a card to another list of its board, and write that down."""
    place_card(call, card, source, target, position)
    return note(call, card, "moveCard", fromList=name_list(source), toList=name_list(target))


def place_card(call: Call, card: Row, source: Row, target: Row, position: float | None) -> None:
    """Put a card into another list: closed in a closed one; from archive and trash it knows where it was."""
    database = call.database
    finite = target["type"] in FINITE
    changes: Row = {
        "listId": target["id"],
        "position": database.cards.make_place(target["id"], position, card["id"]) if finite else None,
        "listChangedAt": call.now,
    }
    if source["boardId"] != target["boardId"] or source["type"] == TRASH:
        changes["prevListId"] = None
    elif target["type"] in {ARCHIVE, TRASH}:
        changes["prevListId"] = source["id"]
    elif source["type"] == ARCHIVE:
        changes["prevListId"] = None
    if target["type"] in {ACTIVE, CLOSED} and card["isClosed"] != (target["type"] == CLOSED):
        changes["isClosed"] = target["type"] == CLOSED
        for task in database.tasks.where("linkedCardId", card["id"]):
            database.tasks.update(task["id"], call.changed({"isCompleted": changes["isClosed"]}))
    database.cards.update(card["id"], call.changed(changes))


def change_board(call: Call, path: Path, board: Row) -> None:
    """Take a card to another board: people who are not there leave it, its labels are looked up there by name."""
    database, card = call.database, path.card
    members = {row["userId"] for row in database.board_memberships.where("boardId", board["id"])}
    for row in database.card_memberships.where("cardId", card["id"]):
        if row["userId"] not in members:
            database.card_memberships.remove(row["id"])
    for task_list in database.task_lists.where("cardId", card["id"]):
        for task in database.tasks.where("taskListId", task_list["id"]):
            if task["assigneeUserId"] not in members:
                database.tasks.update(task["id"], {"assigneeUserId": None})
    database.subscriptions -= {
        (user_id, id_) for user_id, id_ in database.subscriptions if id_ == card["id"] and user_id not in members
    }
    take_along(call, card, path.board["id"], leaves_project=board["projectId"] != path.board["projectId"])
    _take_labels(call, card, board["id"])
    database.cards.update(card["id"], {"boardId": board["id"]})


def _take_labels(call: Call, card: Row, board_id: str) -> None:
    database = call.database
    there = {label["name"]: label["id"] for label in database.labels.where("boardId", board_id)}
    worn = [database.labels.get(row["labelId"]) for row in database.card_labels.where("cardId", card["id"])]
    database.card_labels.remove_where("cardId", card["id"])
    for label in worn:
        if label is None:
            continue
        if label["name"] not in there:
            copied = insert_label(call, board_id, {name: label[name] for name in ("position", "name", "color")})
            there[label["name"]] = copied["id"]
        if not database.card_labels.count("pair", (card["id"], there[label["name"]])):
            insert_card_label(call, card["id"], there[label["name"]])
