"""How rows are told: 2.x as they are kept, 1.x under its older names and without what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.call import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.twin.platform.planka.call import Call
    from tasklab.twin.store import Row

_SECRET = frozenset({"password", "apiKey", "termsSignature"})
_PRIVATE = frozenset({"email", "apiKeyPrefix", "isSsoUser"})
"""Told to oneself and to administrators."""
PERSONAL = (
    "language",
    "subscribeToOwnCards",
    "subscribeToCardWhenCommenting",
    "turnOffRecentCardHighlighting",
    "enableFavoritesByDefault",
    "defaultEditorMode",
    "defaultHomeView",
    "defaultProjectsOrder",
)
"""Told to oneself alone."""


def without(row: Row, *names: str) -> Row:
    """Return a row without some members."""
    return {name: value for name, value in row.items() if name not in names}


def show_user(call: Call, user: Row) -> Row:
    """Tell a user, the more to themselves and to administrators (2.x)."""
    if not call.is_second:
        return _show_user_1(user)
    is_self = user["id"] == call.user_id
    hidden = set(_SECRET)
    if not is_self:
        hidden |= set(PERSONAL)
    if not is_self and not call.is_admin:
        hidden |= _PRIVATE
    shown = {name: value for name, value in user.items() if name not in hidden}
    return shown | {"isDefaultAdmin": False, "lockedFieldNames": []} if is_self or call.is_admin else shown


def _show_user_1(user: Row) -> Row:
    names = ("id", "email", "name", "username", "phone", "organization", "language", "subscribeToOwnCards")
    return {
        **{name: user[name] for name in names},
        "isAdmin": user["role"] == ADMIN,
        "deletedAt": None,
        "createdAt": user["createdAt"],
        "updatedAt": user["updatedAt"],
        "isLocked": False,
        "isRoleLocked": False,
        "isUsernameLocked": False,
        "isDeletionLocked": False,
        "avatarUrl": None,
    }


def show_users(call: Call, ids: Iterable[Any]) -> list[Row]:
    """Tell the users with these ids, each once, the oldest first."""
    users = (call.database.users.get(id_) for id_ in sorted({id_ for id_ in ids if id_}, key=int))
    return [show_user(call, user) for user in users if user is not None]


def show_project(call: Call, project: Row) -> Row:
    """Tell a project."""
    if call.is_second:
        return project
    gradient = project["backgroundGradient"]
    background = {"type": "gradient", "name": gradient} if gradient else None
    shown = {name: project[name] for name in ("id", "name", "createdAt", "updatedAt")}
    return {**shown, "background": background, "backgroundImage": None}


def show_board(call: Call, board: Row) -> Row:
    """Tell a board; 2.0 knows no ages of cards yet."""
    if call.version == "2.0":
        return without(board, "displayCardAges")
    if call.is_second:
        return board
    return {name: board[name] for name in ("id", "position", "name", "projectId", "createdAt", "updatedAt")}


def show_board_membership(call: Call, membership: Row) -> Row:
    """Tell a membership of a board."""
    return membership if call.is_second else without(membership, "projectId")


def show_list(call: Call, list_: Row) -> Row:
    """Tell a list; in 1.x it has no type."""
    return list_ if call.is_second else without(list_, "type")


def shows_list(call: Call, list_: Row) -> bool:
    """Whether a list is told at all: 1.x has no archive and no trash."""
    return call.is_second or list_["position"] is not None


_CARD_2 = ("type", "isDueCompleted", "commentsTotal", "isClosed", "listChangedAt", "prevListId")


def show_card(call: Call, card: Row) -> Row:
    """Tell a card."""
    if call.is_second:
        return card
    return {**without(card, *_CARD_2), "isDueDateCompleted": card["isDueCompleted"]}


def show_seen_card(call: Call, card: Row) -> Row:
    """Tell a card with whether the caller is subscribed to it."""
    return {**show_card(call, card), "isSubscribed": (call.user_id, card["id"]) in call.database.subscriptions}


def show_task(call: Call, task: Row) -> Row:
    """Tell a task, which in 1.x hangs on its card."""
    if call.is_second:
        return task
    task_list = call.database.task_lists.get(task["taskListId"]) or {"cardId": None}
    return {**without(task, "taskListId", "linkedCardId", "assigneeUserId"), "cardId": task_list["cardId"]}


def show_attachment(call: Call, attachment: Row) -> Row:
    """Tell an attachment with the address of what it holds."""
    data = attachment["data"]
    if attachment["type"] == "link":
        favicon = f"{call.address}/favicons/{data['hostname']}.png"
        return {**attachment, "data": {"url": data["url"], "faviconUrl": favicon}}
    base = f"{call.address}/attachments/{attachment['id']}/download"
    url, image = f"{base}/{data['filename']}", data["image"]
    extension = image["thumbnailsExtension"] if image else ""
    size = None if image is None else {"width": image["width"], "height": image["height"]}
    if not call.is_second:
        cover = f"{base}/thumbnails/cover-256.{extension}" if image else None
        return {**without(attachment, "type", "data"), "image": size, "url": url, "coverUrl": cover}
    sizes = ("outside360", "outside-360"), ("outside720", "outside-720")
    thumbnails = {name: f"{base}/thumbnails/{file}.{extension}" for name, file in sizes} if image else None
    kept = {name: data[name] for name in ("mimeType", "size")}
    return {**attachment, "data": {**kept, "image": size, "url": url, "thumbnailUrls": thumbnails}}


def show_comment(call: Call, comment: Row) -> Row:
    """Tell a comment: in 1.x it is an action."""
    if call.is_second:
        return comment
    shown = {name: comment[name] for name in ("id", "cardId", "userId", "createdAt", "updatedAt")}
    return {**shown, "type": "commentCard", "data": {"text": comment["text"]}}


def show_action(call: Call, action: Row) -> Row:
    """Tell an action."""
    if call.is_second:
        return action
    data = {name: without(value, "type") for name, value in action["data"].items() if name != "card"}
    return {**without(action, "boardId"), "data": data}
