"""Pages as vendors cut them: by number, by offset, by cursor; and the header `Link` beside them."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A cut of a longer list."""

    items: Sequence[T]
    total: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class CursorPage(Generic[T]):
    """A cut, and what leads to the next one; None at the end."""

    items: Sequence[T]
    next_cursor: str | None


def cut_offset(rows: Sequence[T], offset: int, limit: int) -> Page[T]:
    """Return up to `limit` rows after the first `offset`. Raises: ValueError for a negative bound."""
    if offset < 0 or limit < 0:
        raise ValueError(f"offset {offset} and limit {limit}: neither may be negative")
    return Page(rows[offset : offset + limit], len(rows), offset + limit < len(rows))


def cut_page(rows: Sequence[T], number: int, size: int) -> Page[T]:
    """Return page `number`, the first being 1. Raises: ValueError for a number or size below 1."""
    if number < 1 or size < 1:
        raise ValueError(f"page {number} of {size}: both begin at 1")
    return cut_offset(rows, (number - 1) * size, size)


def cut_cursor(rows: Sequence[T], cursor: str | None, limit: int, key: Callable[[T], Any]) -> CursorPage[T]:
    """Return up to `limit` rows after the one that the cursor names, though that may be gone.

    `rows` are sorted by `key`, whose values are whole numbers.
    Raises: ValueError for a cursor that was not given out, or a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit {limit}: it begins at 1")
    after = None if cursor is None else _parse_cursor(cursor)
    rest = rows if after is None else [row for row in rows if key(row) > after]
    items = rest[:limit]
    return CursorPage(items, _render_cursor(key(items[-1])) if len(rest) > limit else None)


def render_links(address: str, query: Sequence[tuple[str, str]], number: int, last: int, name: str = "page") -> str:
    """Render the header `Link` of page `number` of `last`. Source: RFC 8288 section 3."""
    targets = {"first": 1, "prev": number - 1, "next": number + 1, "last": last}
    if number <= 1:
        del targets["prev"]
    if number >= last:
        del targets["next"]
    kept = [pair for pair in query if pair[0] != name]
    return ", ".join(f'<{address}?{urlencode([*kept, (name, str(to))])}>; rel="{rel}"' for rel, to in targets.items())


def _render_cursor(value: int) -> str:
    return base64.urlsafe_b64encode(f"after:{value}".encode()).decode().rstrip("=")


def _parse_cursor(cursor: str) -> int:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = re.fullmatch(r"after:(-?[0-9]{1,19})", text)
    if found is None:
        raise ValueError(f"the cursor {cursor!r} was not given out here")
    return int(found[1])
