"""Ids as they come: numbers, or text of digits."""

from __future__ import annotations

from typing import Any

_MOST_DIGITS = 18


def number(id_: Any) -> int | None:
    """Return an id as the number that it is, or None."""
    if isinstance(id_, int):
        return int(id_)
    if isinstance(id_, str) and id_.isascii() and id_.isdigit() and len(id_) <= _MOST_DIGITS:
        return int(id_)
    return None
