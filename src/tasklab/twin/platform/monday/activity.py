"""What happened on a board, as its activity log tells it.

`created_at` counts tenths of microseconds since 1970: 17 digits. Source:
https://developer.monday.com/api-reference/reference/activity-logs.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.monday.call import cut, numbers
from tasklab.twin.platform.monday.moment import parse_moment
from tasklab.twin.platform.monday.refusal import bad_argument
from tasklab.twin.platform.monday.resolver import resolves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tasklab.twin.platform.monday.call import Call
    from tasklab.twin.store import Row

_PER_SECOND = 10_000_000


def note_item(call: Call, item: Row, event: str, **data: Any) -> None:
    """Note what happened to an item."""
    database = call.database
    told = {
        "board_id": item["board_id"],
        "group_id": item["group_id"],
        "pulse_id": item["id"],
        "pulse_name": item["name"],
        **data,
    }
    database.activities.insert(
        {
            "board_id": item["board_id"],
            "item_id": item["id"],
            "group_id": item["group_id"],
            "column_id": data.get("column_id"),
            "at_s": call.now_s,
            "event": event,
            "entity": "pulse",
            "user": call.user_id,
            "told": told,
        }
    )


def _logged(call: Call, row: Row) -> dict[str, Any]:
    return {
        "id": f"{row['id']:08x}-0000-4000-8000-{row['board_id']:012d}",
        "event": row["event"],
        "entity": row["entity"],
        "data": json.dumps(row["told"], separators=(",", ":")),
        "user_id": str(row["user"]),
        "account_id": str(call.database.account["id"]),
        "created_at": str(int(row["at_s"] * _PER_SECOND)),
    }


@resolves("Board.activity_logs")
def _logs(call: Call, board: Row, args: Mapping[str, Any]) -> Any:
    rows = call.database.activities.where("board", board["id"])[::-1]
    for name, member in (("item_ids", "item_id"), ("user_ids", "user")):
        if args.get(name) is not None:
            wanted = set(numbers(args[name]))
            rows = [row for row in rows if row[member] in wanted]
    for name, member in (("group_ids", "group_id"), ("column_ids", "column_id")):
        if args.get(name) is not None:
            rows = [row for row in rows if row[member] in args[name]]
    begin, end = _bound(args, "from"), _bound(args, "to")
    rows = [row for row in rows if (begin is None or row["at_s"] >= begin) and (end is None or row["at_s"] <= end)]
    return [_logged(call, row) for row in cut(rows, args.get("limit"), args.get("page"))]


def _bound(args: Mapping[str, Any], name: str) -> float | None:
    text = args.get(name)
    if text is None:
        return None
    moment = parse_moment(text)
    if moment is None:
        raise bad_argument(f"{name} is not a moment of ISO 8601", **{name: text})
    return moment
