"""Comments that have the answers to them inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasklab.adapter.codec.record import Codec
from tasklab.adapter.codec.refusal import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence


def decode_with_replies(native: Sequence[Any]) -> list[Any]:
    """Return objects, each followed by its `replies`, which get its `item_id`, and its id as `parent_id`.

    Raises: PlatformError for what is no object.
    """
    found: list[Any] = []
    for each in native:
        if not isinstance(each, dict):
            raise unreadable(each, "an object with replies")
        found.append(each)
        for reply in each.get("replies") or ():
            if not isinstance(reply, dict):
                raise unreadable(reply, "a reply")
            found.append({"item_id": each.get("item_id"), **reply, "parent_id": each.get("id")})
    return found


CODECS = (
    Codec(
        module=__name__,
        name="with_replies",
        summary="Objects, each followed by its `replies`, which name it as their `parent_id`. Reads only.",
        native="list[Any]",
        unified="list[Any]",
        imports=(("typing", "Any"),),
        direction="read",
    ),
)
