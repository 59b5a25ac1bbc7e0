"""Time spent on an item of a board: the sessions in its columns of the type `time_tracking`.

Source: https://developer.monday.com/api-reference/reference/time-tracking
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def decode_board_sessions(native: Sequence[Any]) -> list[Any]:
    """Return the sessions of items: as they are, with the item in `task` and how long they took in `seconds`.

    A session that goes on has no length yet.

    Raises: PlatformError for an item or a session of another shape than documented.
    """
    return [session for item in native for session in _sessions(item)]


def _sessions(item: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(item, dict):
        raise unreadable(item, "an item")
    for value in item.get("column_values") or ():
        if not isinstance(value, dict):
            raise unreadable(value, "the value of a column")
        for session in value.get("history") or ():
            if not isinstance(session, dict):
                raise unreadable(session, "a session")
            yield {**session, "task": item.get("id"), "seconds": _length(session)}


def _length(session: dict[str, Any]) -> int | None:
    began_at, ended_at = session.get("started_at"), session.get("ended_at")
    if not (isinstance(began_at, str) and isinstance(ended_at, str)):
        return None
    try:
        length = dt.datetime.fromisoformat(ended_at) - dt.datetime.fromisoformat(began_at)
    except (ValueError, TypeError) as error:
        raise unreadable((began_at, ended_at), "two moments") from error
    return round(length.total_seconds())


CODECS = (
    Codec(
        module=__name__,
        name="board_sessions",
        summary="The sessions in the columns of items that track time. Reads only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="read",
        is_hook=True,
    ),
)
