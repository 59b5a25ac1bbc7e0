"""Pages: a cursor is the id of the first object that is still to come.

Source: https://developers.notion.com/reference/intro#pagination (2026-11-27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.refusal import invalid
from tasklab.twin.platform.notion.shape import Check, failed, fault, identity, nullable, number, read_id
from tasklab.twin.platform.notion.version import IN_TRASH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.twin.platform.notion.call import Call

MOST = 100


def paging_shape(version: int) -> dict[str, Check]:
    """Return the checks of the members of a body that choose a page."""
    return {"page_size": number, "start_cursor": nullable(identity) if version >= IN_TRASH else identity}


def read_page(call: Call) -> tuple[str | None, int]:
    """Return cursor and size out of a query or a body. Raises: RefusalError (400)."""
    if isinstance(call.body, dict):
        part, cursor, size = "body", call.body.get("start_cursor"), call.body.get("page_size", MOST)
    else:
        part, cursor, size = "query", call.parameter("start_cursor"), _whole(call.parameter("page_size"))
    faults = []
    if isinstance(size, float) and size.is_integer() and size <= MOST:
        size = int(size)
    if not isinstance(size, int):
        faults.append(fault(f"{part}.page_size", "a number", size))
    elif size < 1:
        faults.append(fault(f"{part}.page_size", "≥ `1`", size))
    elif size > MOST:
        faults.append(fault(f"{part}.page_size", f"≤ `{MOST}`", size))
    if cursor is not None and read_id(cursor) is None:
        faults.append(fault(f"{part}.start_cursor", "a valid uuid or `undefined`", cursor))
    if faults:
        raise failed(faults, part)
    return read_id(cursor), size


def _whole(text: str | None) -> Any:
    if text is None:
        return MOST
    return int(text) if text.isascii() and text.isdigit() else text


def bad_cursor(cursor: str) -> Exception:
    """Refuse a cursor that leads nowhere."""
    return invalid(f"The start_cursor provided is invalid: {cursor}")


def cut(call: Call, ids: Sequence[str], kind: str, show: Callable[[str], Any]) -> dict[str, Any]:
    """Return a page of what has these ids. Raises: RefusalError (400) for a cursor that is none of them."""
    cursor, size = read_page(call)
    start = 0
    if cursor is not None:
        if cursor not in ids:
            raise bad_cursor(cursor)
        start = ids.index(cursor)
    return render(ids, start, size, kind, show)


def render(ids: Sequence[str], start: int, size: int, kind: str, show: Callable[[str], Any]) -> dict[str, Any]:
    """Return so many of what has these ids, from a place on."""
    end = start + size
    return {
        "object": "list",
        "results": [show(id_) for id_ in ids[start:end]],
        "next_cursor": ids[end] if end < len(ids) else None,
        "has_more": end < len(ids),
        "type": kind,
        kind: {},
    }
