"""Marks: what tells the properties of one name from each other, such as the comments of a to-do.

RFC 5545 gives a COMMENT or an ATTACH no identity, and its place in the list moves when another one goes. So one that is
made here is given a mark as a parameter, which servers keep (RFC 5545 section 3.2, x-param); one of another program is
known by what it says, and is given that as its mark when it is changed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tasklab.unified.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.adapter.content_line import Property

_PARAMETER = "X-TASKLAB-ID"
_MARK = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_DIGEST_BYTES = 6


def marks(lines: Sequence[Property]) -> list[str]:
    """Return the mark of each of the properties of one name; no two are the same.

    Shape: of properties that have the same mark, the second ends in `.2`, the third in `.3`.
    """
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        mark = _given(line) or _digest(line.value)
        seen[mark] += 1
        found.append(mark if seen[mark] == 1 else f"{mark}.{seen[mark]}")
    return found


def require_place(lines: Sequence[Property], mark: str) -> int:
    """Return the place of the property with a mark, from 0.

    Raises: NotFoundError
    """
    place = next((place for place, known in enumerate(marks(lines)) if known == mark), None)
    if place is None:
        raise NotFoundError(f"there is nothing with the mark {mark!r} there, or not any more", pointer="/id")
    return place


def require_marked(lines: Sequence[Property], mark: str) -> Property:
    """Return the property with a mark.

    Raises: NotFoundError
    """
    return lines[require_place(lines, mark)]


def marked(line: Property, mark: str) -> Property:
    """Return a property with a mark; the number that tells it from its doubles is not part of it."""
    others = tuple(pair for pair in line.parameters if pair[0] != _PARAMETER)
    return replace(line, parameters=(*others, (_PARAMETER, (mark.partition(".")[0],))))


def _given(line: Property) -> str | None:
    given = line.parameter(_PARAMETER)
    return given if given is not None and _MARK.fullmatch(given) else None


def _digest(value: str) -> str:
    from hashlib import blake2b  # noqa: PLC0415 - an adapter that is only imported has no mark to make

    return blake2b(value.encode("utf-8", "surrogateescape"), digest_size=_DIGEST_BYTES).hexdigest()
