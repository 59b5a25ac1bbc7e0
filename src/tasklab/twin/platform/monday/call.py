"""One request: who asks, when, and of which version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.identifier import number
from tasklab.twin.platform.monday.moment import render_fine_moment, render_moment
from tasklab.twin.platform.monday.refusal import bad_argument, no_board, no_item, unauthorized

if TYPE_CHECKING:
    from tasklab.twin.platform.monday.cursor import Cursors
    from tasklab.twin.platform.monday.database import Database
    from tasklab.twin.store import Row


@dataclass
class Call:
    """Who asks for what, when, and of which version."""

    database: Database
    cursors: Cursors
    user: Row
    now_s: float
    version: str
    current: str
    """The version that is current on that day."""
    address: str
    """Where files are: an origin, no slash at the end."""
    request_id: str = ""
    complexity: dict[str, int] = field(default_factory=dict)
    """What the budget was, what the request costs, and what is left."""

    @cached_property
    def now(self) -> str:
        """The moment of the call, to the second."""
        return render_moment(self.now_s)

    @cached_property
    def fine_now(self) -> str:
        """The moment of the call, to the millisecond."""
        return render_fine_moment(self.now_s)

    @property
    def user_id(self) -> int:
        """The id of who asks."""
        return int(self.user["id"])

    @property
    def is_numbered(self) -> bool:
        """Whether ids are whole numbers and values have no types: the version before 2023-10."""
        return self.version < "2023-10"

    def since(self, version: str) -> bool:
        """Whether the version that is served is this one or newer."""
        return self.version >= version

    def sees(self, board: Row) -> bool:
        """Whether who asks may see a board: those of the account, and those that one subscribes to."""
        if board["parent_board_id"] is not None:
            parent = self.database.boards.get(board["parent_board_id"])
            return parent is not None and self.sees(parent)
        if board["board_kind"] == "public":
            return True
        return self.user_id in board["subscriber_ids"] or self.user_id in board["owner_ids"]

    def edits(self, board: Row) -> bool:
        """Whether who asks may change a board that one sees: where only owners may, one has to be one."""
        if board["parent_board_id"] is not None:
            board = self.database.boards.get(board["parent_board_id"]) or board
        return board["permissions"] == "everyone" or self.user_id in board["owner_ids"]

    def board(self, board_id: Any) -> Row:
        """Return a board that is not deleted, or refuse."""
        row = self.database.boards.get(number(board_id))
        if row is None or row["state"] == "deleted" or not self.sees(row):
            raise no_board(board_id)
        return row

    def own_board(self, board_id: Any) -> Row:
        """Return a board that who asks may change, or refuse."""
        row = self.board(board_id)
        if not self.edits(row):
            raise unauthorized(self.version)
        return row

    def own_item(self, item_id: Any) -> Row:
        """Return an item on a board that who asks may change, or refuse."""
        row = self.item(item_id)
        self.own_board(row["board_id"])
        return row

    def item(self, item_id: Any) -> Row:
        """Return an item that is not deleted, or refuse."""
        row = self.find_item(item_id)
        if row is None or row["state"] == "deleted":
            raise no_item(item_id)
        return row

    def find_item(self, item_id: Any) -> Row | None:
        """Return an item that who asks may see, whatever its state, or None."""
        row = self.database.items.get(number(item_id))
        if row is None:
            return None
        board = self.database.boards.get(row["board_id"])
        return row if board is not None and self.sees(board) else None


def numbers(ids: Any) -> list[int]:
    """Return ids as numbers, each once; what is no number is left out."""
    return list(dict.fromkeys(each for each in map(number, ids or ()) if each is not None))


def cut(rows: list[Any], limit: int | None, page: int | None) -> list[Any]:
    """Return a page of rows, the first page being 1."""
    if limit is None:
        return rows
    if limit < 0:
        raise bad_argument("limit cannot be negative", limit=limit)
    start = (max(page or 1, 1) - 1) * limit
    return rows[start : start + limit]
