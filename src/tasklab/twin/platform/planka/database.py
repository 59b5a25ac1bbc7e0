"""The tables of one installation. Rows have the members of 2.x; 1.x tells the same rows in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.planka.identity import snowflakes
from tasklab.twin.platform.planka.position import PositionedTable
from tasklab.twin.platform.planka.token import TokenMaker
from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.store import Key, Row

ACTIVE, CLOSED, ARCHIVE, TRASH = "active", "closed", "archive", "trash"
FINITE = frozenset({ACTIVE, CLOSED})
"""Lists that a person makes, whose cards have positions; a board has one archive and one trash besides."""


def _field_parent(row: Any) -> Any:
    return row["customFieldGroupId"] or row["baseCustomFieldGroupId"]


def _group_parent(row: Any) -> Any:
    return row["cardId"] or row["boardId"]


class Database:
    """All tables, and what goes with a row that goes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        make_id = snowflakes(clock)

        def table(*fields: str, **more: Key) -> Table:
            return Table(make_id, {**{each: by(each) for each in fields}, **more})

        def positioned(parent: Key, *fields: str) -> PositionedTable:
            return PositionedTable(make_id, parent, {each: by(each) for each in fields})

        self.users = table("email", "username", "apiKey")
        self.sessions = table("accessToken", "pendingToken", "userId")
        self.projects = table()
        self.project_managers = table("projectId", "userId", pair=by("projectId", "userId"))
        self.boards = positioned(by("projectId"), "projectId")
        self.board_memberships = table("boardId", "userId", pair=by("boardId", "userId"))
        self.labels = positioned(by("boardId"), "boardId")
        self.lists = positioned(by("boardId"), "boardId")
        self.cards = positioned(by("listId"), "boardId", "listId")
        self.card_memberships = table("cardId", "userId", pair=by("cardId", "userId"))
        self.card_labels = table("cardId", "labelId", pair=by("cardId", "labelId"))
        self.task_lists = positioned(by("cardId"), "cardId")
        self.tasks = positioned(by("taskListId"), "taskListId", "linkedCardId", "assigneeUserId")
        self.attachments = table("cardId")
        self.comments = table("cardId")
        self.actions = table("cardId", "boardId")
        self.base_custom_field_groups = table("projectId")
        self.custom_field_groups = positioned(_group_parent, "boardId", "cardId", "baseCustomFieldGroupId")
        self.custom_fields = positioned(_field_parent, "customFieldGroupId", "baseCustomFieldGroupId")
        self.custom_field_values = table(
            "cardId", "customFieldGroupId", "customFieldId", cell=by("cardId", "customFieldGroupId", "customFieldId")
        )
        self.favorites: set[tuple[str, str]] = set()
        """Projects by user: pairs of their ids."""
        self.subscriptions: set[tuple[str, str]] = set()
        """Cards and boards by user: pairs of their ids."""
        self.tokens = TokenMaker()
        self.is_initialized = True
        """Whether an administrator has signed in since the installation (2.x)."""
        self.blobs: dict[str, bytes] = {}
        """What attachments hold, by their ids."""

    def remove_card(self, card: Row) -> None:
        """Forget a card and all that hangs on it. A task that was linked to it stays, with its name."""
        card_id = card["id"]
        for task_list in self.task_lists.where("cardId", card_id):
            self.remove_task_list(task_list["id"])
        for task in self.tasks.where("linkedCardId", card_id):
            self.tasks.update(task["id"], {"linkedCardId": None, "name": card["name"]})
        for attachment in self.attachments.where("cardId", card_id):
            self.remove_attachment(attachment["id"])
        for group in self.custom_field_groups.where("cardId", card_id):
            self.remove_custom_field_group(group["id"])
        for gone in (self.custom_field_values, self.card_memberships, self.card_labels, self.comments, self.actions):
            gone.remove_where("cardId", card_id)
        self.cards.remove(card_id)

    def remove_task_list(self, id_: str) -> None:
        """Forget a list of tasks and its tasks."""
        self.tasks.remove_where("taskListId", id_)
        self.task_lists.remove(id_)

    def remove_attachment(self, id_: str) -> None:
        """Forget an attachment, and that it is the cover of its card."""
        attachment = self.attachments.get(id_)
        if attachment is None:
            return
        card = self.cards.get(attachment["cardId"])
        if card is not None and card["coverAttachmentId"] == id_:
            self.cards.update(card["id"], {"coverAttachmentId": None})
        self.blobs.pop(id_, None)
        self.attachments.remove(id_)

    def remove_label(self, id_: str) -> None:
        """Forget a label, on all cards too."""
        self.card_labels.remove_where("labelId", id_)
        self.labels.remove(id_)

    def remove_list(self, id_: str) -> None:
        """Forget a list and its cards."""
        for card in self.cards.where("listId", id_):
            self.remove_card(card)
        self.lists.remove(id_)

    def remove_board(self, id_: str) -> None:
        """Forget a board and all that is on it."""
        for each in self.lists.where("boardId", id_):
            self.remove_list(each["id"])
        for label in self.labels.where("boardId", id_):
            self.remove_label(label["id"])
        for group in self.custom_field_groups.where("boardId", id_):
            self.remove_custom_field_group(group["id"])
        self.board_memberships.remove_where("boardId", id_)
        self.boards.remove(id_)

    def remove_project(self, id_: str) -> None:
        """Forget a project and all that is in it."""
        for board in self.boards.where("projectId", id_):
            self.remove_board(board["id"])
        for group in self.base_custom_field_groups.where("projectId", id_):
            self.remove_base_custom_field_group(group["id"])
        self.project_managers.remove_where("projectId", id_)
        self.projects.remove(id_)

    def remove_base_custom_field_group(self, id_: str) -> None:
        """Forget a base group, its fields, and the groups that were made from it."""
        for group in self.custom_field_groups.where("baseCustomFieldGroupId", id_):
            self.remove_custom_field_group(group["id"])
        for field in self.custom_fields.where("baseCustomFieldGroupId", id_):
            self.remove_custom_field(field["id"])
        self.base_custom_field_groups.remove(id_)

    def remove_custom_field_group(self, id_: str) -> None:
        """Forget a group, its own fields and all values in it."""
        self.custom_field_values.remove_where("customFieldGroupId", id_)
        for field in self.custom_fields.where("customFieldGroupId", id_):
            self.remove_custom_field(field["id"])
        self.custom_field_groups.remove(id_)

    def remove_custom_field(self, id_: str) -> None:
        """Forget a field and its values."""
        self.custom_field_values.remove_where("customFieldId", id_)
        self.custom_fields.remove(id_)

    def remove_board_member(self, board_id: str, user_id: str) -> None:
        """Take a user off the cards and tasks of a board."""
        for member in self.card_memberships.where("userId", user_id):
            card = self.cards.get(member["cardId"])
            if card is not None and card["boardId"] == board_id:
                self.card_memberships.remove(member["id"])
        for task in self.tasks.where("assigneeUserId", user_id):
            task_list = self.task_lists.get(task["taskListId"]) or {"cardId": None}
            card = self.cards.get(task_list["cardId"])
            if card is not None and card["boardId"] == board_id:
                self.tasks.update(task["id"], {"assigneeUserId": None})
