"""Ids of 24 hexadecimal digits, the first eight being the second in which the thing was made."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MACHINE = "5f27c0a1d4"
_COUNTS = 0x1000000
_ID = re.compile(r"[0-9a-fA-F]{24}")
_SHORT_LINK = re.compile(r"[0-9A-Za-z]{8}")


class ObjectIds:
    """Makes ids that grow with time and, within a second, with each call. Source: the guide on object ids."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._count = itertools.count(1)

    def __call__(self) -> str:
        """Return a new id."""
        return f"{int(self._clock()):08x}{_MACHINE}{next(self._count) % _COUNTS:06x}"


def is_id(text: object) -> bool:
    """Whether something has the form of an id."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_short_link(text: str) -> bool:
    """Whether a text has the form of the short link that boards and cards have."""
    return _SHORT_LINK.fullmatch(text) is not None


def created_ms(id_: str) -> int:
    """Return when a thing was made, in milliseconds since 1970; ids know whole seconds."""
    return int(id_[:8], 16) * 1000
