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
    return _raw_at(response.body, path)


def _raw_at(raw: bytes | Raw, path: tuple[str | int, ...]) -> Raw:
    for step in path:
        found = _raw_below(raw, step)
        if found is None:
            raise msgspec.DecodeError(f"nothing stands at {step!r}")
        raw = found
    return Raw(raw)


def _raw_below(raw: bytes | Raw, step: str | int) -> Raw | None:
    """Find the member of an object, or the entry of a list."""
    if isinstance(step, int):
        return dict(enumerate(_ENTRIES.decode(raw))).get(step)
    return _MEMBERS.decode(raw).get(step)


def raw_items(response: Response, *path: str | int | None) -> list[Raw]:
    """Return the native objects in the list at a path; none where null stands there.

    A None in the path stands for every entry of the list there: the objects of all their lists are returned.
    Raises: msgspec.DecodeError when the answer has another shape.
    """
    above: list[Raw] = [Raw(response.body)]
    steps: list[str | int] = []
    # The objects themselves are every entry of the list at the end.
    for step in (*path, None):
        if step is None:
            above = [entry for raw in above for entry in _entries(_raw_at(raw, tuple(steps)))]
            steps = []
        else:
            steps.append(step)
    return above


def _entries(raw: Raw) -> list[Raw]:
    return [] if _is_null(raw) else _ENTRIES.decode(raw)


def _is_null(raw: Raw) -> bool:
    return bytes(raw).strip() == _NULL


def raw_found(response: Response, *path: str | int) -> list[Raw]:
    """Return the same, and none where something on the way is missing.

    Raises: msgspec.DecodeError when the answer has another shape.
    """
    raw: Raw | None = Raw(response.body)
    for step in path:
        if raw is None or _is_null(raw):
            return []
        raw = _raw_below(raw, step)
    return [] if raw is None else _entries(raw)


def raw_members(response: Response, *path: str | int) -> list[Raw]:
    """Return the native objects that are the members of the object at a path; none where null stands there.

    Raises: msgspec.DecodeError when the answer has another shape.
    """
    raw = raw_item(response, *path)
    return [] if _is_null(raw) else list(_MEMBERS.decode(raw).values())


def raw_without(raw: Raw, *members: str) -> Raw:
    """Return a native object without the members that are credentials.

    Raises: msgspec.DecodeError when it is no object.
    """
    kept = {name: value for name, value in _MEMBERS.decode(raw).items() if name not in members}
    return Raw(msgspec.json.encode(kept))


def raw_text(text: str) -> Raw:
    """Return a native form that is not JSON (iCalendar, XML) as the JSON string of its text."""
    return Raw(msgspec.json.encode(text))
