"""Pages by `startAt` and `maxResults`. Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#pagination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tasklab.twin.paging import cut_offset
from tasklab.twin.platform.jira_cloud.refusal import RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.twin.paging import Page
    from tasklab.twin.platform.jira_cloud.call import Call
    from tasklab.twin.store import Row


def read_bounds(call: Call, default: int, most: int) -> tuple[int, int]:
    """Return where a page starts and how many it holds at most. Raises: RefusalError (400) for a negative start."""
    return check_bounds(call.number("startAt", 0), call.number("maxResults", default), default, most)


def check_bounds(start: int, size: int, default: int, most: int) -> tuple[int, int]:
    """Return bounds as they are applied: more than the most is the most. Raises: RefusalError (400)."""
    if start < 0:
        raise RefusalError(400, "The value for startAt must be greater than or equal to 0.")
    return start, min(size if size >= 0 else default, most)


def show_page(
    call: Call, path: str, rows: Sequence[Row], show: Callable[[Row], Any], default: int = 50, most: int = 100
) -> dict[str, Any]:
    """Return a page as most lists have it: with addresses, the total, and whether it is the last."""
    start, size = read_bounds(call, default, most)
    page = cut_offset(rows, start, size)
    return {**_addresses(call, path, page, start, size), "values": [show(row) for row in page.items]}


def show_old_page(
    call: Call, name: str, rows: Sequence[Row], show: Callable[[Row], Any], default: int = 50, most: int = 5000
) -> dict[str, Any]:
    """Return a page as the older lists have it: `startAt`, `maxResults`, `total`, and the items under their name."""
    start, size = read_bounds(call, default, most)
    page = cut_offset(rows, start, size)
    return {"startAt": start, "maxResults": size, "total": page.total, name: [show(row) for row in page.items]}


def _addresses(call: Call, path: str, page: Page[Row], start: int, size: int) -> dict[str, Any]:
    kept = [pair for pair in call.request.query if pair[0] not in {"startAt", "maxResults"}]

    def address(at: int) -> str:
        return f"{call.url(path)}?{urlencode([*kept, ('startAt', str(at)), ('maxResults', str(size))])}"

    shown = {"self": address(start), "maxResults": size, "startAt": start, "total": page.total}
    if page.has_more and size:
        shown["nextPage"] = address(start + size)
    return {**shown, "isLast": not page.has_more}
