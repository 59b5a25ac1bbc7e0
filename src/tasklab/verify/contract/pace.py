"""How much is tried on a target: many examples where it answers in milliseconds, few where it takes long.

The steps are coarse, so that the same target is tried with the same examples on each run.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasklab.verify.contract.capability import Capability
    from tasklab.verify.contract.target import Client

_TRIES = 3


@dataclass(frozen=True)
class Pace:
    """Bounds on what one case tries."""

    name: str
    examples: int
    """Examples that Hypothesis makes for one property."""
    steps: int
    """Steps of one run of the model."""
    runs: int
    """Runs of the model."""
    values: int
    """Fixed values tried in one field."""
    ids: int
    """Strange ids tried on one method."""


FAST = Pace("fast", examples=10, steps=12, runs=6, values=99, ids=99)
STEADY = Pace("steady", examples=4, steps=10, runs=2, values=5, ids=4)
SLOW = Pace("slow", examples=2, steps=6, runs=1, values=2, ids=2)
_FAST_S = 0.025
_STEADY_S = 0.12


def measure_pace(client: Client, capability: Capability) -> Pace:
    """Return the pace for a target, by the time of some reads."""
    method = next(name for name in ("task.list", "user.me", "project.list") if capability.has(name))
    wanted = {"limit": 1} if method.endswith(".list") else {}
    taken = []
    for _ in range(_TRIES):
        began_at = time.perf_counter()
        client.call(method, wanted)
        taken.append(time.perf_counter() - began_at)
    typical_s = median(taken)
    if typical_s < _FAST_S:
        return FAST
    return STEADY if typical_s < _STEADY_S else SLOW
