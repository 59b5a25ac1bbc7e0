"""Icons and covers. Source: https://developers.notion.com/reference/emoji-object (2026-11-27)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tasklab.twin.platform.notion.file import MEDIA, media, read_media, show_media
from tasklab.twin.platform.notion.shape import Check, choice, nullable, text

if TYPE_CHECKING:
    from tasklab.twin.platform.notion.call import Call

icon = choice({**MEDIA, "emoji": text()})
cover = media()


@cache
def look_shape() -> dict[str, Check]:
    """Return the checks of icon and cover."""
    return {"icon": nullable(icon), "cover": nullable(cover)}


def read_look(call: Call, body: dict[str, Any]) -> dict[str, Any]:
    """Return icon and cover, as far as they are given. Raises: RefusalError."""
    read: dict[str, Any] = {}
    for name in ("icon", "cover"):
        if name in body:
            value = body[name]
            if value is None or "emoji" in value:
                read[name] = value and {"type": "emoji", "emoji": value["emoji"]}
            else:
                read[name] = read_media(call, value)
    return read


def show_look(call: Call, value: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return an icon or a cover."""
    return value if value is None or value["type"] == "emoji" else show_media(call, value)
