"""What a Trello keeps. Rows have Trello's own names for what Trello shows, and plain ones for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.twin.identity import opaque_text
from tasklab.twin.platform.trello.object_id import ObjectIds
from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from collections.abc import Callable

_STEP = 16384
"""How far apart neighbours are placed."""
_PARENTS = {
    "lists": "idBoard",
    "cards": "idList",
    "checklists": "idCard",
    "check_items": "idChecklist",
    "attachments": "idCard",
    "custom_fields": "idModel",
    "options": "idCustomField",
}


class Database:
    """The tables of one Trello. Ids are unique across them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.make_id = ObjectIds(clock)
        self.make_short_link = opaque_text(11, 8)
        self.keys: set[str] = set()
        self.tokens = self._table("text")
        self.members = self._table("username")
        self.organizations = self._table("name")
        self.org_memberships = self._table("idOrganization", "idMember", pair=("idOrganization", "idMember"))
        self.boards = self._table("shortLink", "idOrganization")
        self.memberships = self._table("idBoard", "idMember", pair=("idBoard", "idMember"))
        self.lists = self._table("idBoard")
        self.labels = self._table("idBoard")
        self.cards = self._table("idBoard", "idList", "shortLink")
        self.checklists = self._table("idCard", "idBoard")
        self.check_items = self._table("idChecklist")
        self.attachments = self._table("idCard")
        self.custom_fields = self._table("idModel")
        self.options = self._table("idCustomField")
        self.field_items = self._table("idCard", "idCustomField", pair=("idCard", "idCustomField"))
        self.actions = self._table("idBoard", "idCard", "idMemberCreator", pair=("idCard", "type"))
        self.blobs: dict[str, bytes] = {}
        self._bottoms: dict[tuple[str, str], float] = {}

    def _table(self, *fields: str, pair: tuple[str, str] | None = None) -> Table:
        indexes = {field: by(field) for field in fields}
        return Table(self.make_id, indexes | ({"pair": by(*pair)} if pair else {}))

    def place(self, kind: str, parent_id: str, wanted: float | str | None) -> float:
        """Return the position of a new or moved row among its siblings; at the bottom when nothing is wanted."""
        key = (kind, parent_id)
        if isinstance(wanted, (int, float)):
            position: float = wanted
        elif wanted == "top":
            table: Table = getattr(self, kind)
            first = min((row["pos"] for row in table.where(_PARENTS[kind], parent_id)), default=2 * _STEP)
            position = first / 2
        else:
            position = self._bottoms.get(key, 0) + _STEP
        position = int(position) if float(position).is_integer() else position
        self._bottoms[key] = max(self._bottoms.get(key, 0), position)
        return position

    def remove_card(self, card_id: str) -> None:
        """Forget a card and all that hangs on it; its past stays with the board."""
        for checklist in self.checklists.where("idCard", card_id):
            self.remove_checklist(checklist["id"])
        for attachment in self.attachments.where("idCard", card_id):
            self.remove_attachment(attachment["id"])
        self.field_items.remove_where("idCard", card_id)
        self.actions.remove_where("pair", (card_id, "commentCard"))
        self.cards.remove(card_id)

    def remove_checklist(self, checklist_id: str) -> None:
        """Forget a checklist and its items."""
        self.check_items.remove_where("idChecklist", checklist_id)
        self.checklists.remove(checklist_id)

    def remove_attachment(self, attachment_id: str) -> None:
        """Forget an attachment and its bytes."""
        self.blobs.pop(attachment_id, None)
        self.attachments.remove(attachment_id)

    def remove_custom_field(self, field_id: str) -> None:
        """Forget a custom field, its options and its values."""
        self.options.remove_where("idCustomField", field_id)
        self.field_items.remove_where("idCustomField", field_id)
        self.custom_fields.remove(field_id)

    def remove_board(self, board_id: str) -> None:
        """Forget a board and all that is on it."""
        for card in self.cards.where("idBoard", board_id):
            self.remove_card(card["id"])
        for field in self.custom_fields.where("idModel", board_id):
            self.remove_custom_field(field["id"])
        for table in (self.lists, self.labels, self.memberships, self.actions):
            table.remove_where("idBoard", board_id)
        self.boards.remove(board_id)
