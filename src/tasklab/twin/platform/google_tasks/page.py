"""Pages of lists and tasks: the newest first, and a token that goes on after the last one that was given."""

from __future__ import annotations

import base64
import binascii
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from tasklab.twin.platform.google_tasks.refusal import invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tasklab.twin.store import Row

_TOKEN = re.compile(r"before:([0-9]{1,18})")


def cut(
    rows: Sequence[Row], token: str | None, size: int, number: Callable[[Row], int], fits: Callable[[Row], bool]
) -> tuple[list[Row], str | None]:
    """Return the last `size` rows that fit, before the one that a token names, and the token for those before.

    `rows` go up by `number`. Raises: RefusalError with 400 for a token that was not given out.
    """
    end = bisect_left(rows, _parse(token), key=number) if token else len(rows)
    found: list[Row] = []
    for at in range(end - 1, -1, -1):
        if not fits(rows[at]):
            continue
        if len(found) == size:
            return found, _render(number(found[-1]))
        found.append(rows[at])
    return found, None


def _render(number: int) -> str:
    return base64.urlsafe_b64encode(f"before:{number}".encode()).decode().rstrip("=")


def _parse(token: str) -> int:
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    found = _TOKEN.fullmatch(text)
    if found is None:
        raise invalid("Invalid Value")
    return int(found[1])
