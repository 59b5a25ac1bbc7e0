"""Duplicating cards. Source: `/cards/{id}/duplicate` of the description; the product's `cards/duplicate-one`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import Path, find_board, find_card, require_editor, require_member
from tasklab.twin.platform.planka.around import show_around
from tasklab.twin.platform.planka.board_list import find_list
from tasklab.twin.platform.planka.card import insert_card
from tasklab.twin.platform.planka.card_member import insert_card_membership
from tasklab.twin.platform.planka.card_move import change_board
from tasklab.twin.platform.planka.custom_field import copy_fields, copy_group, copy_values
from tasklab.twin.platform.planka.database import FINITE
from tasklab.twin.platform.planka.label import insert_card_label
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import forbidden, not_found, unprocessable
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_card
from tasklab.twin.platform.planka.task import insert_task, insert_task_list
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_MISSING = "Card not found"
_COPIED = ("type", "description", "dueDate", "isDueCompleted", "stopwatch")


@operation(
    "POST /api/cards/{id}/duplicate",
    {"position": Input("number", is_required=True), "name": Input("string", is_filled=True)},
    generation=FIRST,
)
def duplicate_card_1(call: Call) -> dict[str, Any]:
    """Copy a card with its members, labels and tasks into its list."""
    path = find_card(call, call.values["id"])
    require_editor(call, path.board["id"], _MISSING)
    copied = _copy(call, path, path.list)
    included = show_around(call, [copied])
    del included["attachments"]
    return {"item": show_card(call, copied), "included": included}


@operation(
    "POST /api/cards/{id}/duplicate",
    {
        "boardId": id_input(SECOND, is_required=False),
        "listId": id_input(SECOND, is_required=False),
        "position": Input("number", allows_null=True, minimum=0),
        "name": Input("string", allows_null=True, is_filled=True, max_length=1024),
    },
    generation=SECOND,
)
def duplicate_card(call: Call) -> dict[str, Any]:
    """Copy a card with all that hangs on it but comments, into its list or another one."""
    path = find_card(call, call.values["id"])
    require_member(call, path.board["id"], _MISSING)
    board, list_ = path.board, path.list
    if "boardId" in call.values:
        board, _ = find_board(call, call.values["boardId"], "Board not found")
    require_editor(call, board["id"], "Board not found")
    if "listId" in call.values:
        list_ = find_list(call, call.values["listId"])
        if list_["boardId"] != board["id"]:
            raise not_found("List not found")
    elif board["id"] != path.board["id"]:
        raise unprocessable("List must be present")
    if list_["type"] not in FINITE and "listId" not in call.values:
        raise forbidden()
    if list_["type"] in FINITE and "position" not in call.values:
        raise unprocessable("Position must be present")
    copied = _copy(call, path, list_)
    _copy_attachments(call, path.card, copied)
    _copy_custom_fields(call, path.card, copied)
    if board["id"] != path.board["id"]:
        change_board(call, Path(copied, list_, path.board, path.project), board)
    return {"item": copied, "included": show_around(call, [copied])}


def _copy(call: Call, path: Path, list_: Row) -> Row:
    database, card = call.database, path.card
    values = {name: card[name] for name in _COPIED}
    values["name"] = call.values.get("name") or f"{card['name']} (copy)"
    copied = insert_card(call, list_, values, call.values.get("position"))
    for row in database.card_memberships.where("cardId", card["id"]):
        insert_card_membership(call, copied["id"], row["userId"])
    for row in database.card_labels.where("cardId", card["id"]):
        insert_card_label(call, copied["id"], row["labelId"])
    for task_list in database.task_lists.in_order(card["id"]):
        made = insert_task_list(call, copied["id"], task_list)
        for task in database.tasks.in_order(task_list["id"]):
            insert_task(call, made["id"], task)
    return copied


def _copy_attachments(call: Call, card: Row, copied: Row) -> None:
    database = call.database
    for attachment in database.attachments.where("cardId", card["id"]):
        kept = {name: attachment[name] for name in ("type", "data", "name")}
        row: Row = {**kept, "cardId": copied["id"], "creatorUserId": call.user_id, **call.born()}
        id_ = str(database.attachments.insert(row))
        if attachment["id"] in database.blobs:
            database.blobs[id_] = database.blobs[attachment["id"]]
        if card["coverAttachmentId"] == attachment["id"]:
            database.cards.update(copied["id"], {"coverAttachmentId": id_})


def _copy_custom_fields(call: Call, card: Row, copied: Row) -> None:
    groups: dict[str, str] = {}
    fields: dict[str, str] = {}
    for group in call.database.custom_field_groups.in_order(card["id"]):
        made = copy_group(call, group, copied["id"], group["position"])
        groups[group["id"]] = made["id"]
        fields |= copy_fields(call, group["id"], made["id"])
    copy_values(call, card["id"], copied["id"], groups, fields)
