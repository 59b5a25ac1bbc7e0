"""Native objects as they came: decoded a second time, and only when a call asks for `raw`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Raw

if TYPE_CHECKING:
    from tasklab.adapter.message import Response

_MEMBERS = msgspec.json.Decoder(dict[str, Raw])
_ENTRIES = msgspec.json.Decoder(list[Raw])
_NULL = b"null"


def raw_item(response: Response, *path: str | int) -> Raw:
    """Return the native object at a path of a JSON answer that was read before.

    Raises: msgspec.DecodeError when the answer has another shape.
    """
    raw: bytes | Raw = response.body
    for step in path:
        try:
            raw = _ENTRIES.decode(raw)[step] if isinstance(step, int) else _MEMBERS.decode(raw)[step]
        except LookupError as error:
            raise msgspec.DecodeError(f"nothing stands at {step!r}") from error
    return Raw(raw)


def raw_items(response: Response, *path: str | int) -> list[Raw]:
    """Return the native objects in the list at a path; none where null stands there, or nothing does.

    Raises: msgspec.DecodeError when the answer has another shape.
    """
    if path and isinstance(path[-1], str):
        raw = _MEMBERS.decode(raw_item(response, *path[:-1])).get(path[-1], Raw(_NULL))
    else:
        raw = raw_item(response, *path)
    return [] if bytes(raw).strip() == _NULL else _ENTRIES.decode(raw)


def raw_without(raw: Raw, *members: str) -> Raw:
    """Return a native object without the members that are credentials.

    Raises: msgspec.DecodeError when it is no object.
    """
    kept = {name: value for name, value in _MEMBERS.decode(raw).items() if name not in members}
    return Raw(msgspec.json.encode(kept))


def raw_text(text: str) -> Raw:
    """Return a native form that is not JSON (iCalendar, XML) as the JSON string of its text."""
    return Raw(msgspec.json.encode(text))
