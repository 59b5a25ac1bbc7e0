"""Comments on cards; in 1.x they are actions. Source: paths `/comments`; 1.26's actions `comment-actions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.access import find, find_card, is_manager, require_commenter, require_reader
from tasklab.twin.platform.planka.activity import cut_page
from tasklab.twin.platform.planka.board import subscribe
from tasklab.twin.platform.planka.operation import id_input, operation
from tasklab.twin.platform.planka.refusal import forbidden, not_found
from tasklab.twin.platform.planka.rule import Input
from tasklab.twin.platform.planka.show import show_comment, show_users
from tasklab.twin.platform.planka.version import FIRST, SECOND

if TYPE_CHECKING:
    from tasklab.twin.platform.planka.access import Path
    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_LONGEST = 1048576


@operation("GET /api/cards/{cardId}/comments", {"beforeId": id_input(SECOND, is_required=False)}, generation=SECOND)
def list_comments(call: Call) -> dict[str, Any]:
    """Return up to fifty comments of a card, the newest first."""
    path = find_card(call, call.values["cardId"])
    require_reader(call, path.project, path.board["id"], "Card not found")
    page = cut_page(call.database.comments.where("cardId", path.card["id"]), call.values.get("beforeId"))
    return {"items": page, "included": {"users": show_users(call, (row["userId"] for row in page))}}


def _create_comment(call: Call) -> dict[str, Any]:
    card = find_card(call, call.values["cardId"]).card
    require_commenter(call, card["boardId"], "Card not found")
    row: Row = {"cardId": card["id"], "userId": call.user_id, "text": call.values["text"], **call.born()}
    call.database.comments.insert(row)
    _count(call, card, 1)
    if call.is_second and call.user["subscribeToCardWhenCommenting"]:
        subscribe(call, card["id"], is_on=True)
    return {"item": show_comment(call, row)}


def _count(call: Call, card: Row, by: int) -> None:
    call.database.cards.update(card["id"], call.changed({"commentsTotal": card["commentsTotal"] + by}))


def _find_comment(call: Call) -> tuple[Row, Path, str]:
    missing = "Comment not found" if call.is_second else "Comment action not found"
    comment = find(call.database.comments, call.values["id"], missing)
    return comment, find_card(call, comment["cardId"], missing), missing


def _update_comment(call: Call) -> dict[str, Any]:
    """Change a comment: one's own; in 1.x managers of the project may change all."""
    comment, path, missing = _find_comment(call)
    if call.is_second or not is_manager(call.database, call.user_id, path.project["id"]):
        if comment["userId"] != call.user_id:
            raise not_found(missing)
        require_commenter(call, path.board["id"], missing)
    call.database.comments.update(comment["id"], call.changed(call.pick("text")))
    return {"item": show_comment(call, comment)}


def _delete_comment(call: Call) -> dict[str, Any]:
    """Remove a comment: one's own, and as a manager of the project any."""
    comment, path, missing = _find_comment(call)
    if not is_manager(call.database, call.user_id, path.project["id"]):
        if comment["userId"] != call.user_id:
            raise forbidden() if call.is_second else not_found(missing)
        require_commenter(call, path.board["id"], missing)
    call.database.comments.remove(comment["id"])
    _count(call, path.card, -1)
    return {"item": show_comment(call, comment)}


for _generation, _name, _max in ((FIRST, "comment-actions", None), (SECOND, "comments", _LONGEST)):
    operation(
        f"POST /api/cards/{{cardId}}/{_name}",
        {"text": Input("string", is_required=True, max_length=_max)},
        generation=_generation,
    )(_create_comment)
    operation(
        f"PATCH /api/{_name}/{{id}}", {"text": Input("string", is_filled=True, max_length=_max)}, generation=_generation
    )(_update_comment)
    operation(f"DELETE /api/{_name}/{{id}}", generation=_generation)(_delete_comment)
