"""Cursors of lists of items: a list stands as it was when its first page was asked, for an hour.

Source: https://developer.monday.com/api-reference/reference/items-page (at most 500 items; 60 minutes).
"""

from __future__ import annotations

import base64
import itertools
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.refusal import RefusalError, bad_argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.twin.platform.monday.call import Call

LIFE_S = 3600.0
MOST = 500


class Cursors:
    """The lists that were begun and not read to their end, by cursor."""

    def __init__(self) -> None:
        self._count = itertools.count(1).__next__
        self._lists: dict[str, tuple[float, tuple[int, ...], int]] = {}
        """Until when, the ids of the whole list, and how many were given out."""
        self._gone: set[str] = set()

    def begin(self, call: Call, ids: Sequence[int], limit: int) -> dict[str, Any]:
        """Answer with the first page of a list."""
        return self._page(call, tuple(ids), 0, limit, call.now_s + LIFE_S)

    def go_on(self, call: Call, cursor: str, limit: int) -> dict[str, Any]:
        """Answer with the page that a cursor names. Raises: RefusalError for one that is not or no longer known."""
        self._drop_past(call.now_s)
        if cursor in self._gone:
            raise RefusalError(
                "CursorExpiredError",
                "The cursor provided for pagination has expired. Please refresh your query and obtain a new cursor"
                " to continue fetching items",
            )
        if cursor not in self._lists:
            raise RefusalError("CursorException", "The cursor provided for pagination is invalid")
        until_s, ids, done = self._lists[cursor]
        return self._page(call, ids, done, limit, until_s)

    def _page(self, call: Call, ids: tuple[int, ...], done: int, limit: int, until_s: float) -> dict[str, Any]:
        if not 1 <= limit <= MOST:
            raise bad_argument(f"limit must be between 1 and {MOST}", limit=limit)
        end = done + limit
        table = call.database.items
        rows = [row for id_ in ids[done:end] if (row := table.get(id_)) is not None and row["state"] == "active"]
        return {"items": rows, "cursor": self._keep(ids, end, until_s) if end < len(ids) else None}

    def _keep(self, ids: tuple[int, ...], done: int, until_s: float) -> str:
        text = f"MONDAY,{self._count()},{done}"
        cursor = base64.b64encode(text.encode()).decode()
        self._lists[cursor] = (until_s, ids, done)
        return cursor

    def _drop_past(self, now_s: float) -> None:
        past = [cursor for cursor, (until_s, _, __) in self._lists.items() if until_s <= now_s]
        for cursor in past:
            del self._lists[cursor]
        self._gone.update(past)
