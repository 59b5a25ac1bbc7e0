"""Ids as Planka's database makes them: milliseconds since 2019-08-30, a shard and a sequence, told as decimal text.

Source: the migration `create_next_id_function` of the product. Its sequence begins anew after 1024 ids; within one
millisecond of a clock that stands still that would repeat ids, so here the next millisecond is begun instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tasklab.twin.identity import MakeId

_EPOCH_MS = 1_567_191_600_000
_SHARD = 1
_SEQUENCE = 1024


def snowflakes(clock: Callable[[], float]) -> MakeId:
    """Return a maker of ids that grow, all tables together."""
    at_ms, sequence = 0, 0

    def make() -> str:
        nonlocal at_ms, sequence
        now_ms = int(clock() * 1000) - _EPOCH_MS
        sequence += 1
        if now_ms > at_ms:
            at_ms = now_ms
        elif sequence % _SEQUENCE == 0:
            at_ms += 1
        return str(at_ms << 23 | _SHARD << 10 | sequence % _SEQUENCE)

    return make
