"""Headers that a platform gives to be sent, with a signed address say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tasklab.adapter.message import Pairs


def with_given(pairs: Pairs, given: Iterable[tuple[str, str]] | None) -> Pairs:
    """Return headers and those that the platform gave, which take the place of others of the same name."""
    found = {name.lower(): (name, value) for name, value in (*pairs, *(given or ()))}
    return tuple(found.values())
