"""Connections: cut into pages, the newest first unless said otherwise.

Source: https://linear.app/developers/pagination; the bounds of `first` and the order are as callers measured them.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import msgspec

from tasklab.twin.platform.linear.refusal import RefusalError, invalid
from tasklab.twin.platform.linear.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tasklab.twin.platform.linear.call import Call
    from tasklab.twin.store import Row

DEFAULT_SIZE = 50
_MOST = 250
CONNECTED = (
    *("User", "Team", "TeamMembership", "Project", "ProjectStatus", "ProjectMilestone", "Cycle", "Issue"),
    *("IssueHistory", "IssueRelation", "IssueLabel", "WorkflowState", "Comment", "Attachment"),
)
"""What has connections."""
_PAGES = (*(f"{kind}Connection" for kind in CONNECTED), "IssueSearchPayload")


class _Cursor(msgspec.Struct):
    key: str
    """The moment that the row was sorted by."""
    seq: int
    """What tells rows of one moment apart: the order in which they were made."""
    id: str


def connect(
    args: Mapping[str, Any], rows: Iterable[Row], accept: Callable[[Row], bool] | None = None
) -> dict[str, Any]:
    """Return a page of rows, by the moment of making or changing; those that are archived only when asked for."""
    stamp = check_page(args)
    kept = [row for row in rows if is_shown(row, args) and (accept is None or accept(row))]
    kept.sort(key=lambda row: (row[stamp], row["seq"]), reverse=True)
    return cut(args, kept)


def check_page(args: Mapping[str, Any]) -> str:
    """Return the member that rows are sorted by. Raises: RefusalError for a size out of bounds, or two directions."""
    for name in ("first", "last"):
        size = args.get(name)
        if size is not None and size < 1:
            raise invalid(name, "min", f"{name} must not be less than 1")
        if size is not None and size > _MOST:
            raise invalid(name, "max", f"{name} must not be greater than {_MOST}")
    if args.get("first") is not None and args.get("last") is not None:
        raise invalid("last", "exclusive", "first and last cannot be used together")
    return args.get("orderBy") or "createdAt"


def is_shown(row: Row, args: Mapping[str, Any]) -> bool:
    """Whether a row is listed: what is archived has to be asked for."""
    return row.get("archivedAt") is None or bool(args.get("includeArchived"))


def cut(args: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    """Return a page of rows that are in order. Raises: RefusalError for a cursor that nobody gave out."""
    stamp = args.get("orderBy") or "createdAt"
    start, end = 0, len(rows)
    if args.get("after") is not None:
        start = _position(rows, read_cursor(args["after"], "after"), stamp) + 1
    if args.get("before") is not None:
        end = max(start, _position(rows, read_cursor(args["before"], "before"), stamp, is_end=True))
    if args.get("last") is not None or (args.get("before") is not None and args.get("first") is None):
        begin = max(start, end - (args.get("last") or DEFAULT_SIZE))
        return page(rows[begin:end], stamp, has_next=end < len(rows), has_previous=begin > 0)
    stop = min(end, start + (args.get("first") or DEFAULT_SIZE))
    return page(rows[start:stop], stamp, has_next=stop < len(rows), has_previous=start > 0)


def page(rows: Sequence[Row], stamp: str, *, has_next: bool, has_previous: bool) -> dict[str, Any]:
    """Return what a connection holds."""
    return {"rows": rows, "stamp": stamp, "hasNextPage": has_next, "hasPreviousPage": has_previous}


def read_cursor(text: str, name: str) -> _Cursor:
    """Return what a cursor says. Raises: RefusalError for one that nobody gave out."""
    try:
        return msgspec.json.decode(base64.b64decode(text, validate=True), type=_Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise RefusalError("Invalid cursor", f"{name} is not a valid cursor.") from None


def _write_cursor(row: Row, stamp: str) -> str:
    return base64.b64encode(msgspec.json.encode(_Cursor(row.get(stamp) or "", row.get("seq", 0), row["id"]))).decode()


def _position(rows: Sequence[Row], cursor: _Cursor, stamp: str, *, is_end: bool = False) -> int:
    """Return where a cursor's row is; if it is gone, the place before it, or as an end the one behind it."""
    for at, row in enumerate(rows):
        if row["id"] == cursor.id:
            return at
    border = (cursor.key, cursor.seq)
    later = sum((row.get(stamp) or "", row.get("seq", 0)) > border for row in rows)
    return later if is_end else later - 1


@resolves(*(f"{kind}.nodes" for kind in _PAGES))
def _nodes(_: Call, found: Any, __: Mapping[str, Any]) -> Any:
    return found["rows"]


@resolves(*(f"{kind}.edges" for kind in _PAGES))
def _edges(_: Call, found: Any, __: Mapping[str, Any]) -> Any:
    return [{"cursor": _write_cursor(row, found["stamp"]), "node": row} for row in found["rows"]]


@resolves(*(f"{kind}.pageInfo" for kind in _PAGES))
def _page_info(_: Call, found: Any, __: Mapping[str, Any]) -> Any:
    rows, stamp = found["rows"], found["stamp"]
    return {
        "hasNextPage": found["hasNextPage"],
        "hasPreviousPage": found["hasPreviousPage"],
        "startCursor": _write_cursor(rows[0], stamp) if rows else None,
        "endCursor": _write_cursor(rows[-1], stamp) if rows else None,
    }
