"""What an account remembers. Ids are whole numbers that count up, small enough for `Int` of the version 2023-07."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tasklab.twin.identity import count_up
from tasklab.twin.store import Table, by

if TYPE_CHECKING:
    from tasklab.twin.store import Row

_FIRST_ID, _FIRST_USER_ID = 1_900_000_001, 41_000_001
SUBITEM_BOARD = "sub_items_board"


class Database:
    """The tables of one account."""

    def __init__(self) -> None:
        make_id = count_up(_FIRST_ID)
        self.account: Row = {}
        self.tokens: dict[str, int] = {}
        """Ids of users by their API token."""
        self.users = Table(count_up(_FIRST_USER_ID))
        self.teams = Table(count_up(_FIRST_USER_ID * 2))
        self.workspaces = Table(make_id)
        self.boards = Table(make_id, {"workspace": by("workspace_id")})
        self.items = Table(
            make_id,
            {"board": by("board_id"), "group": by("board_id", "group_id"), "parent": by("parent_id")},
        )
        self.updates = Table(make_id, {"item": by("item_id"), "parent": by("parent_id")})
        self.assets = Table(make_id, {"item": by("item_id"), "update": by("update_id"), "path": by("path")})
        self.tags = Table(count_up(21_000_001), {"name": by("name")})
        self.webhooks = Table(make_id, {"board": by("board_id")})
        self.activities = Table(make_id, {"board": by("board_id")})
        self.items_limit: int | None = None
        """How many items a board may have; None for no limit."""
        self.next_position = itertools.count(65_536, 65_536).__next__
        """Places of items one behind the other, with room between them."""
        self.next_key = itertools.count(1).__next__
        """Tells ids of columns and groups apart that are made of the same title."""

    def column(self, board: Row, column_id: str) -> Row | None:
        """Return a column of a board, or None."""
        return next((each for each in board["columns"] if each["id"] == column_id), None)

    def group(self, board: Row, group_id: Any) -> Row | None:
        """Return a group of a board, or None."""
        return next((each for each in board["groups"] if each["id"] == group_id), None)

    def items_of(self, board: Row) -> list[Row]:
        """Return the items of a board by group and place, whatever their state."""
        order = {group["id"]: number for number, group in enumerate(board["groups"])}
        rows = self.items.where("board", board["id"])
        return sorted(rows, key=lambda row: (order.get(row["group_id"], len(order)), row["position"]))
