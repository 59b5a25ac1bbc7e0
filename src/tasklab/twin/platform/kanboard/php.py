"""How PHP and Kanboard's validators see values: what is empty, what is a whole number, what is a number."""

from __future__ import annotations

import re
from typing import Any

_WHOLE = re.compile(r"-?[0-9]+")
_LEADING = re.compile(r"\s*([+-]?[0-9]+)")


def is_empty(value: Any) -> bool:
    """Whether PHP's `empty` holds. Source: https://www.php.net/manual/en/function.empty.php."""
    return value in (None, False, 0, "", "0") or (isinstance(value, (list, dict)) and not value)


def is_missing(value: Any) -> bool:
    """Whether the validators count a field as not filled in: null or empty text."""
    return value is None or value == ""


def is_whole(value: Any) -> bool:
    """Whether a field may stand where a whole number is wanted; a missing one may."""
    if is_missing(value):
        return True
    if isinstance(value, str):
        return _WHOLE.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether a field may stand where a number is wanted; a missing one may."""
    if isinstance(value, str) and value:
        try:
            float(value)
        except ValueError:
            return False
        return True
    return is_missing(value) or (isinstance(value, (int, float)) and not isinstance(value, bool))


def as_id(value: Any) -> int:
    """Return the id that a database finds for a value: what is no number matches no row, like 0."""
    if isinstance(value, (bool, int)):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else 0
    return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else 0


def as_int(value: Any) -> int:
    """Return what PHP's `intval` makes of a value."""
    if isinstance(value, (bool, int, float)):
        return int(value)
    found = _LEADING.match(value) if isinstance(value, str) else None
    return int(found[1]) if found else 0


def as_number(value: Any) -> int | float:
    """Return a number as a database keeps it: whole where it is whole, nought for what is missing."""
    number = float(value) if is_number(value) and not is_missing(value) else 0.0
    return int(number) if number.is_integer() else number


def as_text(value: Any) -> str:
    """Return text as a database keeps it."""
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)
